import type { ModelRecord } from './record.ts';
import {
  addWeightSlope,
  type BoundLatentTerm,
  kindOf,
  type LatentNumbers,
  type LatentTermKind,
  type Positions,
  productOf,
  type Term,
  type TermKind,
} from './terms/index.ts';

const positionIn =
  (names: readonly string[]) =>
  (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw new RangeError(`model record: expected one of ${names.join(', ') || 'no names'}, got ${name}`);
    return index;
  };

/** Positions of the names that terms of a latent may use; of latents only the earlier ones. */
export function positionsIn(record: ModelRecord, latent: number): Positions {
  return {
    field: positionIn(record.fields),
    scalar: positionIn(record.scalars.map(({ name }) => name)),
    latent: positionIn(record.latents.slice(0, latent).map(({ name }) => name)),
  };
}

/** A term of a record with its kind, the latent it is added to, and the positions of the names it may use. */
export interface PlacedTerm<K> {
  readonly term: Term;
  readonly kind: K;
  readonly latent: number;
  readonly at: Positions;
}

/**
 * All terms of a record that take one kind of input, latent by latent.
 * @throws RangeError for a kind of term that is not registered, or a term that contradicts itself.
 */
export function termsTaking<I extends TermKind<Term>['input']>(
  record: ModelRecord,
  input: I,
): PlacedTerm<Extract<TermKind<Term>, { readonly input: I }>>[] {
  return record.latents.flatMap(({ terms }, latent) =>
    terms.flatMap((term) => {
      const kind = kindOf(term);
      if (kind.input !== input) return [];
      const wrong = kind.check?.(term);
      if (wrong) throw new RangeError(`model record: expected ${wrong.expected}, got ${wrong.got}`);
      const own = kind as Extract<TermKind<Term>, { readonly input: I }>;
      return [{ term, kind: own, latent, at: positionsIn(record, latent) }];
    }),
  );
}

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
