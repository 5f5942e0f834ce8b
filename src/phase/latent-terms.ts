import { termsTaking } from './binding.ts';
import type { ModelRecord } from './record.ts';
import {
  addWeightSlope,
  type BoundLatentTerm,
  type LatentNumbers,
  type LatentTermKind,
  productOf,
  type Term,
} from './terms/index.ts';

/** A term of an earlier latent, ready to evaluate. */
export interface PlacedLatentTerm extends BoundLatentTerm {
  readonly own: LatentTermKind<Term>;
}

/**
 * The terms of earlier latents in a record, by the latent that they are added to.
 * @throws RangeError for a latent that does not come before.
 */
export function bindLatentTerms(record: ModelRecord): PlacedLatentTerm[] {
  return termsTaking(record, 'latents').map(({ term, kind, latent, at }) => ({
    ...kind.bind(term, at, latent),
    own: kind,
  }));
}

/** Weight of a term and its two other numbers. */
export const latentNumbers = ({ coefficient, scalars: own }: BoundLatentTerm, scalars: Float64Array): LatentNumbers => [
  productOf(coefficient, scalars),
  scalars[own[0]],
  scalars[own[1]],
];

/** Adds terms of earlier latents to latents that are complete otherwise - [latent] of shape [voxel] - float64. */
export function addLatentTerms(
  terms: readonly PlacedLatentTerm[],
  scalars: Float64Array,
  latents: readonly Float64Array[],
): void {
  for (const term of terms) term.own.add(latentNumbers(term, scalars), latents[term.from], latents[term.to]);
}

/** Adds dL / d scalar of one term from the sums that the kernels or the adjoint of the term return. */
export function latentTermScalarsAdjoint(
  term: PlacedLatentTerm,
  scalars: Float64Array,
  sums: LatentNumbers,
  out: Float64Array,
): void {
  const [byWeight, ...byOthers] = term.own.numbersAdjoint(latentNumbers(term, scalars), sums);
  addWeightSlope(term.coefficient, scalars, byWeight, out);
  term.scalars.forEach((scalar, i) => {
    out[scalar] += byOthers[i];
  });
}

/**
 * Adjoint of `addLatentTerms`, before that of everything else.
 * @param latents - complete latents.
 * @param gradients - dL / d latent - [latent] of shape [voxel]; those of earlier latents receive their share.
 * @param out - dL / d scalar is added.
 */
export function latentTermsAdjoint(
  terms: readonly PlacedLatentTerm[],
  scalars: Float64Array,
  latents: readonly Float64Array[],
  gradients: readonly Float64Array[],
  out: Float64Array,
): void {
  for (const term of [...terms].reverse()) {
    const numbers = latentNumbers(term, scalars);
    const sums = term.own.adjoint(numbers, latents[term.from], gradients[term.to], gradients[term.from]);
    latentTermScalarsAdjoint(term, scalars, sums, out);
  }
}
