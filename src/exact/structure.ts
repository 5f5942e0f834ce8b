import { ExcursaError, type NamedSetting } from '../errors.ts';
import { bindSummands, type ModelRecord, phasesOfCells, productOf, type Summand } from '../phase/index.ts';

/**
 * A latent, split: its own fields are Gaussian, occur nowhere else, and are integrated exactly; the sampled ones are
 * squared, multiplied or shared. Given the sampled fields the latents are independent, and each is normal.
 */
export interface SplitLatent {
  readonly own: readonly Summand[];
  /** With positions among the sampled fields in place of those in the record. */
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

/** Why a record has no exact laws, and which method calibrates it instead. */
export interface ExactRefusal {
  readonly expected: string;
  readonly got: string;
  readonly remedy: NamedSetting;
}

/**
 * Why a record has no exact laws; undefined for one that has. Terms answer for themselves; besides, every latent needs
 * a Gaussian field of its own, which makes the laws smooth.
 */
export function exactRefusal(record: ModelRecord): ExactRefusal | undefined {
  const split = splitRecord(record);
  return 'refusal' in split ? split.refusal : undefined;
}

/**
 * Splits a record into what is integrated exactly and what is sampled.
 * @throws ExcursaError (usage) when a term has no known law, or a latent has no Gaussian field of its own.
 */
export function structureOf(record: ModelRecord): Structure {
  const split = splitRecord(record);
  if (!('refusal' in split)) return split;
  throw new ExcursaError({ kind: 'usage', what: 'exact two-point functions', ...split.refusal });
}

function splitRecord(record: ModelRecord): Structure | { readonly refusal: ExactRefusal } {
  const bound = bindSummands(record);
  if ('refusal' in bound) {
    return {
      refusal: {
        expected: 'a model of Gaussian fields alone',
        got: `${record.name} (${bound.refusal})`,
        remedy: { setting: 'method', value: 'simulated' },
      },
    };
  }
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
  const lacking = bound.terms.findIndex((terms) => !terms.some(({ field }) => isOwn[field]));
  if (lacking >= 0) {
    return {
      refusal: {
        expected: `a Gaussian field of its own in latent ${record.latents[lacking].name}`,
        got: 'only squared, multiplied or shared ones',
        remedy: { setting: 'method', value: 'training' },
      },
    };
  }
  const latents = bound.terms.map(
    (terms, l): SplitLatent => ({
      own: terms.filter(({ field }) => isOwn[field]),
      sampled: terms
        .filter(({ field }) => !isOwn[field])
        .map(({ times, ...term }) => ({
          ...term,
          field: sampled.indexOf(term.field),
          ...(times !== undefined && { times: sampled.indexOf(times) }),
        })),
      threshold: bound.thresholds[l],
    }),
  );
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
  return productOf(scalars, values);
}

/** Standard deviation of the own part of a latent. */
export function ownDeviation(latent: SplitLatent, values: ArrayLike<number>): number {
  return Math.sqrt(latent.own.reduce((sum, term) => sum + weightOf(term, values) ** 2, 0));
}
