import type { Power } from '../field/index.ts';
import { positionsIn, termsTaking } from './latent-terms.ts';
import type { ModelRecord } from './record.ts';
import {
  addWeightSlope,
  type FieldTermKind,
  kindOf,
  productOf,
  type Refusal,
  type Summand,
  type Term,
} from './terms/index.ts';

/** A term of Gaussian fields with its names resolved to positions. */
export interface BoundTerm extends Summand {
  readonly kind: FieldTermKind<Term>;
}

/** The latents of a record as far as Gaussian fields make them. */
export interface BoundLatents {
  /** [latent] of [term]. */
  readonly terms: readonly (readonly BoundTerm[])[];
  /** Positions of the thresholds - [latent]. */
  readonly thresholds: readonly number[];
}

/**
 * Resolves the names of a record.
 * @throws RangeError when a latent names a field or scalar the record does not have, or multiplies a field by itself.
 */
export function bindLatents(record: ModelRecord): BoundLatents {
  const placed = termsTaking(record, 'fields');
  return {
    terms: record.latents.map((_, l) =>
      placed
        .filter(({ latent }) => latent === l)
        .map(({ term, kind, at }): BoundTerm => ({ ...kind.summand(term, at), kind })),
    ),
    thresholds: record.latents.map(({ threshold }, l) => positionsIn(record, l).scalar(threshold)),
  };
}

/**
 * All terms of a record as summands of Gaussian fields, for the exact laws - [latent] of [term] -, or why a term is
 * none.
 * @throws RangeError as `bindLatents`.
 */
export function bindSummands(
  record: ModelRecord,
): { readonly terms: readonly (readonly Summand[])[]; readonly thresholds: readonly number[] } | Refusal {
  const terms: Summand[][] = [];
  for (const [l, latent] of record.latents.entries()) {
    const at = positionsIn(record, l);
    const own = latent.terms.map((term) => kindOf(term).summand(term, at));
    const refused = own.find((summand) => 'refusal' in summand);
    if (refused) return refused;
    terms.push(own as Summand[]);
  }
  return { terms, thresholds: bindLatents(record).thresholds };
}

/** A field's polynomial that is kept until the field it is multiplied by is drawn. */
export interface Factor {
  readonly field: number;
  readonly power: Power;
}

/** The earlier factor of a product, the one of the field that is drawn first; undefined for a term of one field. */
function earlier({ field, power, times }: Summand): Factor | undefined {
  if (times === undefined) return undefined;
  return field < times ? { field, power } : { field: times, power: 1 };
}

/** What has to be kept of fields when they are drawn one after the other: the earlier factors of all products. */
export function factorsOf(bound: BoundLatents): readonly Factor[] {
  const out: Factor[] = [];
  for (const term of bound.terms.flat()) {
    const factor = earlier(term);
    if (factor && !out.some((f) => f.field === factor.field && f.power === factor.power)) out.push(factor);
  }
  return out;
}

/**
 * What is added to the latents when a field is drawn: to which latent, which of its polynomials, the coefficient, and
 * which of `factorsOf` it is multiplied by. A product waits for the later of its fields.
 */
export function termsOf(
  bound: BoundLatents,
  scalars: Float64Array,
  field: number,
): readonly { readonly latent: number; readonly power: Power; readonly weight: number; readonly factor?: number }[] {
  const factors = factorsOf(bound);
  return bound.terms.flatMap((terms, latent) =>
    terms
      .filter((term) => Math.max(term.field, term.times ?? 0) === field)
      .map((term) => {
        const kept = earlier(term);
        return {
          latent,
          power: field === term.field ? term.power : (1 as const),
          weight: productOf(term.scalars, scalars),
          ...(kept && { factor: factors.findIndex((f) => f.field === kept.field && f.power === kept.power) }),
        };
      }),
  );
}

/** Coefficients of all terms, latent by latent - [term]. */
export function termWeights(bound: BoundLatents, scalars: Float64Array): number[] {
  return bound.terms.flatMap((terms) => terms.map((term) => productOf(term.scalars, scalars)));
}

/**
 * Adds dL / d scalar.
 * @param byLatent - sum over voxels of dL / d latent - [latent].
 * @param byTerm - sum of its product with what the term weighs - [term], latent by latent.
 */
export function scalarsAdjoint(
  bound: BoundLatents,
  scalars: Float64Array,
  byLatent: ArrayLike<number>,
  byTerm: ArrayLike<number>,
  out: Float64Array,
): void {
  let t = 0;
  bound.terms.forEach((terms, l) => {
    out[bound.thresholds[l]] -= byLatent[l];
    for (const term of terms) addWeightSlope(term.scalars, scalars, byTerm[t++], out);
  });
}

/**
 * Starts latents at minus their thresholds: a cell is where its latent is >= 0 - [latent] of shape [voxel] - float64.
 */
export function startLatents(bound: BoundLatents, scalars: Float64Array, out: readonly Float64Array[]): void {
  bound.thresholds.forEach((threshold, l) => {
    out[l].fill(-scalars[threshold]);
  });
}

/**
 * Adds everything that Gaussian fields contribute to the latents.
 * @param fields - [field] of shape [voxel] - float64. @param out - [latent] of shape [voxel] - float64.
 */
export function addTerms(
  bound: BoundLatents,
  scalars: Float64Array,
  fields: readonly Float64Array[],
  out: readonly Float64Array[],
): void {
  bound.terms.forEach((terms, l) => {
    for (const term of terms) term.kind.add(term, productOf(term.scalars, scalars), fields, out[l]);
  });
}

/**
 * Latents of Gaussian fields alone, minus their thresholds.
 * @param fields - [field] of shape [voxel]. @param out - [latent] of shape [voxel].
 */
export function fillLatents(
  bound: BoundLatents,
  scalars: Float64Array,
  fields: readonly Float64Array[],
  out: readonly Float64Array[],
): void {
  startLatents(bound, scalars, out);
  addTerms(bound, scalars, fields, out);
}

/**
 * Adjoint of the latents.
 * @param fields - the Gaussian fields - [field] of shape [voxel] - float64.
 * @param gradients - dL / d latent - [latent] of shape [voxel].
 * @param fieldGradients - receives dL / d field - [field] of shape [voxel].
 * @param scalarGradients - dL / d scalar is added - [scalar].
 */
export function latentsAdjoint(
  bound: BoundLatents,
  scalars: Float64Array,
  fields: readonly Float64Array[],
  gradients: readonly Float64Array[],
  fieldGradients: readonly Float64Array[],
  scalarGradients: Float64Array,
): void {
  for (const gradient of fieldGradients) gradient.fill(0);
  const byLatent = gradients.map((gradient) => gradient.reduce((total, g) => total + g, 0));
  const byTerm = bound.terms.flatMap((terms, l) =>
    terms.map((term) =>
      term.kind.adjoint(term, productOf(term.scalars, scalars), fields, gradients[l], fieldGradients),
    ),
  );
  scalarsAdjoint(bound, scalars, byLatent, byTerm, scalarGradients);
}
