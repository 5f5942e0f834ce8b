import { ExcursaError } from '../errors.ts';
import type { Power } from '../field/index.ts';
import { bindLatents, type ModelRecord, phasesOfCells } from '../phase/index.ts';

/** A summand of a latent: product of scalars times a Hermite polynomial of a field, maybe times another field. */
export interface Summand {
  /** Own summands: field of the record. Sampled summands: position among the sampled fields. */
  readonly field: number;
  readonly power: Power;
  /** Sampled summands: position of the sampled field by which the polynomial is multiplied. */
  readonly times?: number | undefined;
  /** Scalars whose product is the weight. */
  readonly scalars: readonly number[];
}

/**
 * A latent, split: its own fields are Gaussian, occur nowhere else, and are integrated exactly; the sampled ones are squared, multiplied or shared.
 * Given the sampled fields the latents are independent, and each is normal.
 */
export interface SplitLatent {
  readonly own: readonly Summand[];
  readonly sampled: readonly Summand[];
  /** Scalar that is the threshold. */
  readonly threshold: number;
}

/** A record as the exact laws see it. */
export interface Structure {
  readonly latents: readonly SplitLatent[];
  /** Fields of the record that are sampled - [sampled]. */
  readonly sampled: readonly number[];
  /** Phase of each cell of the truncation - [cell]. */
  readonly cells: readonly number[];
  /** Whether a sampled field occurs in even polynomials only, so that its sign does not matter - [sampled]. */
  readonly even: readonly boolean[];
  /** Latents in which a sampled field occurs - [sampled]. */
  readonly users: readonly (readonly number[])[];
  readonly fields: number;
  readonly scalars: number;
}

/**
 * Splits a record into what is integrated exactly and what is sampled.
 * @throws ExcursaError (usage) for grains, whose laws are not known, and when a latent has no Gaussian field of its own, which the exact laws need to
 * be smooth.
 */
export function structureOf(record: ModelRecord): Structure {
  if (record.grains) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'exact two-point functions',
      expected: 'a model of Gaussian fields alone',
      got: `the grains of ${record.name}`,
      remedy: { setting: 'method', value: 'simulated' },
    });
  }
  const bound = bindLatents(record);
  const uses = record.fields.map((_, field) =>
    bound.terms.flatMap((terms, latent) =>
      terms
        .filter((t) => t.field === field || t.times === field)
        .map(({ power, times }) => ({
          latent,
          isPlain: times === undefined && power === 1,
          isEven: times === undefined && power % 2 === 0,
        })),
    ),
  );
  // Own are those in one term only: two terms of a field are not independent summands.
  const isOwn = uses.map((list) => list.length === 1 && list[0].isPlain);
  const sampled = record.fields.flatMap((_, field) => (isOwn[field] || uses[field].length === 0 ? [] : [field]));
  const latents = bound.terms.map((terms, l): SplitLatent => {
    const own = terms.filter(({ field }) => isOwn[field]);
    if (own.length === 0) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'exact two-point functions',
        expected: `a Gaussian field of its own in latent ${record.latents[l].name}`,
        got: 'only squared, multiplied or shared ones',
        remedy: { setting: 'method', value: 'training' },
      });
    }
    const others = terms.filter(({ field }) => !isOwn[field]);
    return {
      own,
      sampled: others.map(({ times, ...term }) => ({
        ...term,
        field: sampled.indexOf(term.field),
        ...(times !== undefined && { times: sampled.indexOf(times) }),
      })),
      threshold: bound.thresholds[l],
    };
  });
  return {
    latents,
    sampled,
    cells: phasesOfCells(record),
    even: sampled.map((field) => uses[field].every(({ isEven }) => isEven)),
    users: sampled.map((field) => [...new Set(uses[field].map(({ latent }) => latent))]),
    fields: record.fields.length,
    scalars: record.scalars.length,
  };
}

/** Weight of a summand. */
export function weightOf({ scalars }: Summand, values: ArrayLike<number>): number {
  return scalars.reduce((product, s) => product * values[s], 1);
}

/** Adds a derivative with respect to a summand's weight to those of the scalars. */
export function addWeightSlope(
  { scalars }: Summand,
  values: ArrayLike<number>,
  slope: number,
  out: Float64Array,
  offset: number,
): void {
  scalars.forEach((scalar, position) => {
    const others = scalars.reduce((product, s, p) => (p === position ? product : product * values[s]), 1);
    out[offset + scalar] += slope * others;
  });
}

/** Standard deviation of the own part of a latent. */
export function ownDeviation(latent: SplitLatent, values: ArrayLike<number>): number {
  return Math.sqrt(latent.own.reduce((sum, term) => sum + weightOf(term, values) ** 2, 0));
}
