import type { Parameter } from '../correlation/index.ts';
import type { Term } from './terms/index.ts';

/**
 * Names of the scalars that govern the grains of a record: spheroids of random sequential addition, and the depth in a
 * spheroid, positive inside, at which its grain ends.
 */
export interface GrainScalars {
  readonly density: string;
  readonly radius: string;
  readonly spread: string;
  readonly elongation: string;
  readonly surface: string;
}

/** Names of the scalars that govern bubbles: balls that lie anywhere, one over the other too. */
export interface BubbleScalars {
  readonly density: string;
  readonly radius: string;
  readonly spread: string;
}

/** The same, and what they may leave out. */
export interface NamedGrainScalars extends GrainScalars {
  /** How far large balls come first; none: they come in any order. */
  readonly sorting?: string | undefined;
  /** A second population among the grains; none unless told. */
  readonly bubbles?: BubbleScalars | undefined;
}

/** A latent field: a sum of terms of Gaussian fields, of grains and of earlier latents, cut at a threshold. */
export interface Latent {
  readonly name: string;
  readonly terms: readonly Term[];
  /** Name of the scalar at which the latent is cut. */
  readonly threshold: string;
}

/**
 * An excursion-set model as data. The first cell is where the first latent reaches its threshold; the second where the
 * second latent does outside the first cell; and so on; the last is the rest. n latents make n + 1 cells. Cells are the
 * phases Xi_1, Xi_2, ... unless the record states which phase each belongs to.
 */
export interface ModelRecord {
  readonly name: string;
  readonly summary: string;
  /** Independent Gaussian fields of unit variance. */
  readonly fields: readonly string[];
  /**
   * Fields that may vary from voxel to voxel: lengths over which components of their correlations decay go down to
   * `finestRange`. Those of other fields are as the family states them, one voxel at least.
   */
  readonly fine?: readonly string[] | undefined;
  readonly scalars: readonly Parameter[];
  readonly latents: readonly Latent[];
  /**
   * Phase of each cell, 0 for Xi_1, in [0, 1, ..., n] unless given. [0, 0, 1, 2] makes Xi_1 the union of two excursion
   * sets; [0, 1, 0, 2] adds to Xi_1 what the third latent reaches outside the second excursion set.
   */
  readonly cells?: readonly number[] | undefined;
  /** The grains, where latents have terms of them. */
  readonly grains?: NamedGrainScalars | undefined;
}

/** Phase of each cell of a record - [cell]. */
export function phasesOfCells({ latents, cells }: Pick<ModelRecord, 'latents' | 'cells'>): readonly number[] {
  return cells ?? Array.from({ length: latents.length + 1 }, (_, cell) => cell);
}

/** Number of phases of a record. */
export function phaseCount(record: Pick<ModelRecord, 'latents' | 'cells'>): number {
  return Math.max(...phasesOfCells(record)) + 1;
}

/**
 * Positions of the parameters that set the volume fraction of each phase but the last: the threshold of the first
 * latent whose cell belongs to it - [phase].
 */
export function thresholdsOf(record: ModelRecord): number[] {
  const cells = phasesOfCells(record);
  return Array.from({ length: phaseCount(record) - 1 }, (_, phase) => {
    const { threshold } = record.latents[cells.indexOf(phase)];
    return record.scalars.findIndex(({ name }) => name === threshold);
  });
}
