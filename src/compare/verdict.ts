import { studentQuantile } from '../numerics/index.ts';
import type { Compared, Missing, Verdict } from './comparison.ts';
import {
  fisherExact,
  halfInterval,
  holm,
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
/** Chance of any false difference among the rows of a comparison. */
const level = 0.05;
/** Chance with which a difference of the detectable size is seen. */
const power = 0.8;
/** With fewer realisations, or blocks that count as so many, nothing is tested. */
export const leastRealisations = 4;

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
type Row = Omit<Compared, 'verdict' | 'detectable'> | Omit<Missing, 'verdict'>;

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
  const scatter = within.length === n ? pooledVariance([between, ...within]) : between;
  const part = (factor: number): VarianceTerm => ({ ...scatter, variance: scatter.variance * factor });
  // A reference without blocks has the scatter of a realisation, which is as large as it: both errors are then one
  // estimate, and count once.
  const terms = reference.error ? [part(1 / n), reference.error] : [part(1 + 1 / n)];
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

function verdictOf(row: Row, corrected: number): Verdict {
  const testable =
    'effectiveRealisations' in row && row.effectiveRealisations !== undefined
      ? row.effectiveRealisations >= leastRealisations
      : row.realisations >= leastRealisations;
  if (!testable) return 'not testable';
  if (isDifference(corrected)) return 'differs';
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
 * lies outside, by Holm's correction over all rows. `undecided`: neither; a difference of `detectable` would have been
 * seen in four cases of five. `not testable`: fewer than 4 realisations, or blocks that count as so many.
 * A quantity that blocks cannot tell is tested by the reference's rank among the realisations; one that some side does
 * not have, by the share of realisations without it.
 */
export function compareRows(rows: readonly Sides[]): (Compared | Missing)[] {
  const measured = rows.map(compareRow);
  const corrected = holm(measured.map(({ pValue }) => pValue));
  return measured.map((row, i): Compared | Missing => {
    const verdict = verdictOf(row, corrected[i]);
    if (!('error' in row)) return { ...row, verdict };
    return { ...row, verdict, detectable: row.ranked ? null : detectableOf(row, corrected.length) };
  });
}

/** Whether a corrected p-value shows a difference. */
export const isDifference = (corrected: number): boolean => corrected <= level;
