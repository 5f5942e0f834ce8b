import type { Parameter } from '../correlation/index.ts';
import type { Power } from '../field/index.ts';

/** A summand of a latent field: coefficient times the field (power 1) or its centred square G^2 - 1, cubic G^3 - 3 G, quartic G^4 - 6 G^2 + 3. */
export interface Term {
  readonly field: string;
  readonly power: Power;
  /** Another field by which the summand is multiplied. */
  readonly times?: string | undefined;
  /** Names of scalars whose product is the coefficient; none means 1. */
  readonly coefficient: readonly string[];
}

/**
 * A summand made by the record's grains, of the depths D_1 and D_2 in the two nearest ones, in voxels, positive inside.
 * depth: D_1, or with a length w D_1 + w log(1 + exp((D_2 - D_1) / w)), which rounds the corner where two grains meet by a fillet of that
 * size. neck: exp(min(0, D_2 - surface) / length), large only where two grains are near. inside: 1 / (1 + exp(-(D_1 - surface) / length)), 1 in grains, 0
 * outside.
 */
export interface GrainTerm {
  readonly kind: 'depth' | 'neck' | 'inside';
  readonly coefficient: readonly string[];
  /** Name of the scalar that is the length of a fillet or neck, or over which the inside ends. */
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

/**
 * A latent field: a weighted sum of independent Gaussian fields, of their Hermite polynomials and products, and of what grains and earlier latents
 * add, cut at a threshold.
 */
export interface Latent {
  readonly name: string;
  readonly terms: readonly Term[];
  readonly grainTerms?: readonly GrainTerm[] | undefined;
  readonly shells?: readonly ShellTerm[] | undefined;
  /** Name of the scalar at which the latent is cut. */
  readonly threshold: string;
}

/**
 * An excursion-set model as data. The first cell is where the first latent reaches its threshold; the second where the second latent does
 * outside the first cell; and so on; the last is the rest. n latents make n + 1 cells. Cells are the phases Xi_1, Xi_2, ... unless the record says
 * which phase each belongs to.
 */
export interface ModelRecord {
  readonly name: string;
  readonly summary: string;
  readonly fields: readonly string[];
  readonly scalars: readonly Parameter[];
  readonly latents: readonly Latent[];
  /**
   * Phase of each cell, 0 for Xi_1, in [0, 1, ..., n] unless given. [0, 0, 1, 2] makes Xi_1 the union of two excursion sets; [0, 1, 0, 2] adds to Xi_1 what the
   * third latent reaches outside the second excursion set.
   */
  readonly cells?: readonly number[] | undefined;
  /** The grains, where latents have terms of them. */
  readonly grains?: GrainScalars | undefined;
}

/** Phase of each cell of a record - [cell]. */
export function phasesOfCells({ latents, cells }: Pick<ModelRecord, 'latents' | 'cells'>): readonly number[] {
  return cells ?? Array.from({ length: latents.length + 1 }, (_, cell) => cell);
}

/** Number of phases of a record. */
export function phaseCount(record: Pick<ModelRecord, 'latents' | 'cells'>): number {
  return Math.max(...phasesOfCells(record)) + 1;
}
