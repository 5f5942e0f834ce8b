import { studentQuantile } from '../numerics/index.ts';
import type { Compared, Missing, Verdict } from './comparison.ts';
import {
  fisherExact,
  halfInterval,
  holm,
  jointRanks,
  pooledVariance,
  rankTest,
  type VarianceTerm,
  welchTest,
} from './significance.ts';

/** Mean and sample standard deviation (divisor n - 1). */
export function meanAndScatter(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}

/** Share of the reference by which a model may differ and still agree, unless told. */
export const defaultDelta = 0.05;
/** Chance of any false difference in a comparison. */
const level = 0.05;

/**
 * Levels of the three families of a comparison - numbers, what is ranked, distances - together 5 %. A rank among n + 1
 * samples is no rarer than 1 in n + 1: below 59 realisations ranks decide nothing, and numbers have the whole level.
 */
export function levelsOf(realisations: number): { readonly numbers: number; readonly ranks: number } {
  const third = level / 3;
  return 1 / (realisations + 1) <= third + 1e-12 ? { numbers: third, ranks: third } : { numbers: level, ranks: 0 };
}
/** Chance with which a difference of the detectable size is seen. */
const power = 0.8;
/** With fewer realisations, or blocks that count as so many, nothing is tested. */
export const leastRealisations = 4;
/** So many realisations give a scatter of their own that is known well enough. */
const enoughAlone = 8;

/** A number of one side with its standard error, where blocks of that side give one. */
export interface Measurement {
  readonly value: number | string;
  readonly error?: VarianceTerm | undefined;
}

/** What is compared. */
export interface Sides {
  readonly reference: Measurement;
  /** [realisation]. */
  readonly models: readonly Measurement[];
  /** Variance that the model has from the images it was fitted to, relative to the reference's square. */
  readonly fit?: VarianceTerm | undefined;
  /** Whether the quantity was fitted to this very reference. */
  readonly fitted: boolean;
  /** Whether it is tested by ranks: what a part of a window cannot tell has no standard error. */
  readonly ranked: boolean;
  readonly delta: number;
}

/** A comparison before verdicts: they need the p-values of all rows. */
type Row = (Omit<Compared, 'verdict' | 'detectable'> | Omit<Missing, 'verdict'>) & {
  /** How far each sample of a ranked number is from the others, the data first - [sample]. */
  readonly apart?: readonly number[];
};

const isNumber = (v: number | string): v is number => typeof v === 'number';

/** What is missing on some side as a difference of shares, by Fisher's exact test. */
function compareMissing({ reference, models, fitted }: Sides): Omit<Missing, 'verdict'> {
  const lacking = models.filter(({ value }) => !isNumber(value));
  const inReference = isNumber(reference.value) ? 0 : 1;
  const reason = isNumber(reference.value)
    ? `model: ${lacking[0].value} in ${lacking.length} of ${models.length} realisations`
    : `reference: ${reference.value}`;
  return {
    value: null,
    reason,
    missing: { model: lacking.length / models.length, reference: inReference },
    realisations: models.length,
    pValue: fisherExact(inReference, 1, lacking.length, models.length),
    fitted,
  };
}

/** How far each value is from the mean of the others, over the mean of that - [sample]. */
function standOut(values: readonly number[]): number[] {
  const total = values.reduce((sum, v) => sum + v, 0);
  const apart = values.map((v) => Math.abs(v - (total - v) / (values.length - 1)));
  const mean = apart.reduce((sum, v) => sum + v, 0) / values.length;
  return apart.map((v) => (mean > 0 ? v / mean : 1));
}

function compareRow(sides: Sides): Row {
  const { reference, models, fit, fitted, ranked, delta } = sides;
  if (!isNumber(reference.value) || models.some(({ value }) => !isNumber(value))) return compareMissing(sides);
  const values = models.map(({ value }) => value as number);
  const { mean, std } = meanAndScatter(values);
  const difference = mean - reference.value;
  const size = Math.abs(reference.value);
  const relative = (v: number): number => (v === 0 ? 0 : v / size);
  const n = values.length;
  const within = models.flatMap(({ error }) => (error ? [error] : []));
  const between: VarianceTerm = { variance: std * std, degreesOfFreedom: n - 1 };
  // Blocks inside a realisation and its differences to the others estimate the same scatter.
  const pooled = within.length === n ? pooledVariance([between, ...within]) : between;
  // Where enough realisations scatter more than their blocks explain, their own scatter stands alone.
  const scatter = n >= enoughAlone && between.variance > pooled.variance * (1 + 1e-9) ? between : pooled;
  const part = (factor: number): VarianceTerm => ({ ...scatter, variance: scatter.variance * factor });
  // The data scatter at least as a realisation does, which is as large as they are: blocks of one window see too little
  // of what varies over the whole of it. Taken from the realisations, both errors are one estimate, and count once.
  const own =
    reference.error && reference.error.variance >= scatter.variance * (1 - 1e-9) ? reference.error : undefined;
  const terms = own ? [part(1 / n), own] : [part(1 + 1 / n)];
  if (fit && !fitted) terms.push({ ...fit, variance: fit.variance * size * size });
  const welch = welchTest(difference, terms);
  const common = {
    model: mean,
    reference: reference.value,
    error: relative(difference),
    scatter: relative(std),
    realisations: n,
    ...{ fitted, delta },
  };
  if (ranked) {
    return {
      ...common,
      standardError: relative(Math.sqrt(std * std * (1 + 1 / n))),
      degreesOfFreedom: n - 1,
      pValue: rankTest(reference.value, values),
      ranked: true,
      apart: standOut([reference.value, ...values]),
    };
  }
  return {
    ...common,
    standardError: relative(welch.standardError),
    degreesOfFreedom: welch.degreesOfFreedom,
    pValue: welch.pValue,
    effectiveRealisations: scatter.degreesOfFreedom + 1,
    ranked: false,
  };
}

/** The smallest relative difference that would be called one in four cases of five among so many rows. */
function detectableOf(
  { standardError, degreesOfFreedom }: Pick<Compared, 'standardError' | 'degreesOfFreedom'>,
  rows: number,
): number {
  if (standardError === 0) return 0;
  const degrees = Math.min(1e6, degreesOfFreedom);
  return standardError * (studentQuantile(1 - level / 2 / rows, degrees) + studentQuantile(power, degrees));
}

function verdictOf(row: Row, corrected: number, levels: ReturnType<typeof levelsOf>): Verdict {
  const testable =
    'effectiveRealisations' in row && row.effectiveRealisations !== undefined
      ? row.effectiveRealisations >= leastRealisations
      : row.realisations >= leastRealisations;
  if (!testable) return 'not testable';
  if (isDifference(corrected, row.apart ? levels.ranks : levels.numbers)) return 'differs';
  if (!('error' in row)) return 'undecided';
  // One reference without a standard error cannot show that the material has its value.
  if (row.ranked) return 'undecided';
  const half = halfInterval(1 - level, row);
  return Math.abs(row.error) + half <= row.delta ? 'agrees' : 'undecided';
}

/**
 * Compares the numbers of several realisations with those of a reference, row by row, and gives each a verdict.
 *
 * The difference of the model's mean from the data has the squared standard error s^2 / n + SE_data^2 + SE_fit^2:
 * scatter of one realisation, pooled over its blocks and over realisations; the reference's own error from blocks; the
 * error of the images that the model was fitted to, unless these are the reference. Degrees of freedom are those of
 * Satterthwaite. `agrees`: the 95 % interval of the difference lies within +-delta of the reference. `differs`: zero
 * lies outside, by Holm's correction over all rows of its family. `undecided`: neither; a difference of `detectable`
 * would have been seen in four cases of five. `not testable`: fewer than 4 realisations, or blocks that count as so
 * many.
 * A quantity that blocks cannot tell is tested by the reference's rank among the realisations, all such rows together;
 * one that some side does not have, by the share of realisations without it.
 */
export function compareRows(rows: readonly Sides[]): (Compared | Missing)[] {
  const measured = rows.map(compareRow);
  const levels = levelsOf(Math.max(0, ...rows.map(({ models }) => models.length)));
  const family = measured.filter(({ apart }) => !apart);
  const byTest = holm(family.map(({ pValue }) => pValue));
  const byRank = jointRanks(measured.flatMap(({ apart }) => (apart ? [[apart]] : [])));
  let [test, rank] = [0, 0];
  return measured.map(({ apart, ...row }): Compared | Missing => {
    const corrected = apart ? byRank[rank++] : byTest[test++];
    const verdict = verdictOf({ ...row, ...(apart && { apart }) }, corrected, levels);
    if (!('error' in row)) return { ...row, verdict };
    return { ...row, verdict, detectable: row.ranked ? null : detectableOf(row, Math.max(1, family.length)) };
  });
}

/** Whether a corrected p-value shows a difference at the level of its family. */
export const isDifference = (corrected: number, own: number): boolean => corrected <= own + 1e-12;
