import { z } from 'zod';
import type { KernelName } from '../../compute/index.ts';
import type { Power } from '../../field/index.ts';
import type { Depths } from '../../grain/index.ts';

/** Names of its record that a term uses. */
export interface TermNames {
  readonly fields: readonly string[];
  readonly scalars: readonly string[];
  /** Latents that must come before the term's own. */
  readonly latents: readonly string[];
}

/** Positions of names in a record. */
export interface Positions {
  readonly field: (name: string) => number;
  readonly scalar: (name: string) => number;
  readonly latent: (name: string) => number;
}

/** A product of scalars times a Hermite polynomial of a Gaussian field, or of that and another field. */
export interface Summand {
  readonly field: number;
  readonly power: Power;
  /** Field by which the polynomial is multiplied. */
  readonly times?: number | undefined;
  /** Scalars whose product is the weight - positions in the record. */
  readonly scalars: readonly number[];
}

/** What is wrong with a record: what was expected, and what it has instead. */
export interface Problem {
  readonly expected: string;
  readonly got: string;
}

/** Why a term has no exact two-point law. */
export interface Refusal {
  readonly refusal: string;
}

/** What all kinds of term state about themselves. */
interface TermKindBase<T> {
  /** Name of the kind in a record. */
  readonly kind: string;
  /** The term as a formula in words. */
  readonly summary: string;
  /** Where the term comes from. */
  readonly source: string;
  readonly schema: z.ZodObject;
  names(term: T): TermNames;
  /** What is wrong with a term beyond its schema. */
  check?(term: T): Problem | undefined;
  /** What the exact two-point laws integrate, or why they cannot. */
  summand(term: T, at: Positions): Summand | Refusal;
}

/** A kind that takes the Gaussian fields. The kernels add polynomials of fields, so each such term is a summand. */
export interface FieldTermKind<T> extends TermKindBase<T> {
  readonly input: 'fields';
  summand(term: T, at: Positions): Summand;
  /** Adds the term. @param fields - [field] of shape [voxel]. @param latent - shape [voxel]. */
  add(bound: Summand, weight: number, fields: readonly Float64Array[], latent: Float64Array): void;
  /**
   * Adjoint of `add`.
   * @param gradient - dL / d latent - shape [voxel]. @param out - dL / d field is added - [field] of shape [voxel].
   * @returns dL / d weight.
   */
  adjoint(
    bound: Summand,
    weight: number,
    fields: readonly Float64Array[],
    gradient: Float64Array,
    out: readonly Float64Array[],
  ): number;
}

/** Numbers of a term of grains. */
export interface DepthNumbers {
  readonly weight: number;
  /** Voxels; 0 for none. */
  readonly length: number;
}

/** A term of grains with its names as positions. */
export interface BoundDepthTerm {
  readonly kind: string;
  readonly coefficient: readonly number[];
  /** Scalar that is the length, -1 for none. */
  readonly length: number;
}

/** Sums of dL / d latent times the derivatives of the term. */
export interface DepthSums {
  readonly byWeight: number;
  readonly byLength: number;
  readonly bySurface: number;
}

/**
 * A kind that takes the depths in the two nearest grains, or in the nearest bubble. Depths are made outside the
 * kernels, so one file is all of it.
 */
export interface DepthTermKind<T> extends TermKindBase<T> {
  readonly input: 'depths';
  bind(term: T, at: Positions): BoundDepthTerm;
  /**
   * How far outside grains depths are wanted, voxels.
   * @param others - sum of the absolute weights of the latent's field terms, and its threshold.
   */
  reach(numbers: DepthNumbers, others: { readonly weights: number; readonly threshold: number }): number;
  /**
   * Adds the term. @param surface - depth at which grains end.
   * @param latent - shape [voxel]; the first voxel of the depths is at `from`.
   */
  add(numbers: DepthNumbers, depths: Depths, surface: number, latent: Float32Array | Float64Array, from: number): void;
  /**
   * Adjoint of `add`. @param byDepth - dL / d D_1, dL / d D_2 and dL / d depth in the nearest bubble are added - each
   * of shape [voxel].
   */
  adjoint(
    numbers: DepthNumbers,
    depths: Depths,
    surface: number,
    gradient: Float32Array | Float64Array,
    byDepth: readonly [Float64Array, Float64Array, Float64Array],
  ): DepthSums;
}

/** A term of an earlier latent with its names as positions. */
export interface BoundLatentTerm {
  readonly kind: string;
  readonly to: number;
  readonly from: number;
  readonly coefficient: readonly number[];
  /** Scalars that the kernel takes after the weight - two positions. */
  readonly scalars: readonly [number, number];
}

/** Weight of a term of a latent, and its two other numbers. */
export type LatentNumbers = readonly [number, number, number];

/**
 * A kind that takes an earlier latent, minus its threshold. It needs a kernel and its adjoint in assembly/calibrate.
 */
export interface LatentTermKind<T> extends TermKindBase<T> {
  readonly input: 'latents';
  /** Kernel that adds the term to a volume, with the addresses of both latents, the voxels and the numbers. */
  readonly kernel: KernelName;
  bind(term: T, at: Positions, to: number): BoundLatentTerm;
  /** How far outside grains the earlier latent is wanted, voxels. */
  reach(numbers: LatentNumbers): number;
  add(numbers: LatentNumbers, from: Float64Array, to: Float64Array): void;
  /**
   * Adjoint of `add`. @param values - the complete earlier latent. @param gradient - dL / d later latent.
   * @param out - dL / d earlier latent is added. @returns sums for `numbersAdjoint`.
   */
  adjoint(
    numbers: LatentNumbers,
    values: Float64Array,
    gradient: Float64Array,
    out: Float64Array,
  ): [number, number, number];
  /** dL / d numbers from the sums that the kernels or `adjoint` return. */
  numbersAdjoint(numbers: LatentNumbers, sums: LatentNumbers): LatentNumbers;
}

/** A kind of term of a latent, by what it takes. */
export type TermKind<T> = FieldTermKind<T> | DepthTermKind<T> | LatentTermKind<T>;

/** Depths and earlier latents matter this many times further than roughness, necks or the end of a shell are wide. */
export const reachFactor = 5;

/** Why terms of grains have no exact law. */
export const lawlessGrains: Refusal = { refusal: 'grains have no known two-point law' };

/** Product of the scalars at some positions. @param except - position in the list that is left out. */
export const productOf = (indices: readonly number[], scalars: ArrayLike<number>, except = -1): number =>
  indices.reduce((value, index, position) => (position === except ? value : value * scalars[index]), 1);

/** Adds dL / d scalar from dL / d weight, the weight being the product of the scalars. */
export function addWeightSlope(
  indices: readonly number[],
  scalars: ArrayLike<number>,
  byWeight: number,
  out: Float64Array,
): void {
  indices.forEach((scalar, position) => {
    out[scalar] += byWeight * productOf(indices, scalars, position);
  });
}

/** Schema of a term's weight. */
export const coefficientSchema = z
  .array(z.string())
  .default([])
  .describe('scalars whose product is the weight; none means 1');

/** Schema of the degree of a Hermite polynomial. */
export const powerSchema = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
  .default(1)
  .describe('degree of the Hermite polynomial: G, G^2 - 1, G^3 - 3 G, G^4 - 6 G^2 + 3');
