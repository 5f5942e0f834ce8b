import type { Parameter } from '../field/index.ts';

/** A summand of a latent field: coefficient times the field (power 1), or times its centred square G^2 - 1 (power 2). */
export interface Term {
  readonly field: string;
  readonly power: 1 | 2;
  /** Names of scalars whose product is the coefficient; none means 1. */
  readonly coefficient: readonly string[];
}

/**
 * A summand made by the record's grains, of the distance D_1 to the surface of the nearest ball and D_2 to that of the next, in voxels,
 * positive inside. depth: D_1, so that the latent's threshold says how far from the ball's surface a grain ends. With the distance from there,
 * d_k = D_k - surface, coat: exp(min(0, d_1) / length), 1 in a grain and falling around it; neck: exp(min(0, d_2) / length), large only
 * where two grains are near.
 */
export interface GrainTerm {
  readonly kind: 'depth' | 'coat' | 'neck';
  readonly coefficient: readonly string[];
  /** Name of the scalar that says how fast a coat or neck falls. */
  readonly length?: string | undefined;
}

/** Names of the scalars that govern the grains of a record: balls of random sequential addition, and where their surface is taken to be. */
export interface GrainScalars {
  readonly density: string;
  readonly radius: string;
  readonly spread: string;
  readonly surface: string;
}

/** A latent field: a weighted sum of independent Gaussian fields, of their centred squares, and of what grains add, cut at a threshold. */
export interface Latent {
  readonly name: string;
  readonly terms: readonly Term[];
  readonly grainTerms?: readonly GrainTerm[] | undefined;
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
