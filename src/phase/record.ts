import type { Parameter } from '../field/index.ts';

/** A summand of a latent field: coefficient times the field (power 1), or times its centred square G^2 - 1 (power 2). */
export interface Term {
  readonly field: string;
  readonly power: 1 | 2;
  /** Names of scalars whose product is the coefficient; none means 1. */
  readonly coefficient: readonly string[];
}

/** A latent field: a weighted sum of independent Gaussian fields and of their centred squares, cut at a threshold. */
export interface Latent {
  readonly name: string;
  readonly terms: readonly Term[];
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
}

/** Number of phases of a record. */
export function phaseCount(record: ModelRecord): number {
  return record.latents.length + 1;
}
