import type { Parameter } from '../field/index.ts';

/** A summand of a latent field: coefficient times the field (power 1), or times its centred square G^2 - 1 (power 2). */
export interface Term {
  readonly field: string;
  readonly power: 1 | 2;
  /** Names of scalars whose product is the coefficient; none means 1. */
  readonly coefficient: readonly string[];
}

/**
 * A summand made by the record's grains, of the depths D_1 and D_2 in the two nearest ones, in voxels, positive inside.
 * depth: D_1, or with a length w D_1 + w log(1 + exp((D_2 - D_1) / w)), which rounds the corner where two grains meet by a fillet of that
 * size. neck: exp(min(0, D_2 - surface) / length), large only where two grains are near.
 */
export interface GrainTerm {
  readonly kind: 'depth' | 'neck';
  readonly coefficient: readonly string[];
  /** Name of the scalar that is the length of a fillet or neck. */
  readonly length?: string | undefined;
}

/**
 * A summand that an earlier latent A, minus its threshold, makes: 1 / (1 + exp(-(A + length) / softness)), which is 1 where A is positive and
 * in a shell of that thickness around, and falls to 0 outside.
 */
export interface ShellTerm {
  /** Name of the earlier latent. */
  readonly latent: string;
  readonly coefficient: readonly string[];
  /** Names of the scalars that say how thick the shell is and over which distance it ends. */
  readonly length: string;
  readonly softness: string;
}

/** Names of the scalars that govern the grains of a record: spheroids of random sequential addition, and where their surface is taken to be. */
export interface GrainScalars {
  readonly density: string;
  readonly radius: string;
  readonly spread: string;
  readonly elongation: string;
  readonly surface: string;
}

/** A latent field: a weighted sum of independent Gaussian fields, of their centred squares, and of what grains and earlier latents add, cut at a threshold. */
export interface Latent {
  readonly name: string;
  readonly terms: readonly Term[];
  readonly grainTerms?: readonly GrainTerm[] | undefined;
  readonly shells?: readonly ShellTerm[] | undefined;
  /** Name of the scalar at which the latent is cut. */
  readonly threshold: string;
}

/**
 * An excursion-set model as data. Phase Xi_1 is where the first latent reaches its threshold; Xi_2 where the second does outside Xi_1; and
 * so on; the last phase is the rest. n latents make n + 1 phases.
 */
export interface ModelRecord {
  readonly name: string;
  readonly summary: string;
  readonly fields: readonly string[];
  readonly scalars: readonly Parameter[];
  readonly latents: readonly Latent[];
  /** The grains, where latents have terms of them. */
  readonly grains?: GrainScalars | undefined;
}

/** Number of phases of a record. */
export function phaseCount(record: ModelRecord): number {
  return record.latents.length + 1;
}
