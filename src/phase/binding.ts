import type { ModelRecord } from './record.ts';
import { kindOf, type Positions, type Term, type TermKind } from './terms/index.ts';

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
