import { studentQuantile, studentTail } from '../numerics/index.ts';

/** A part of a difference with its own variance: the mean of some realisations, the data, the images of the fit. */
export interface VarianceTerm {
  /** Variance of the part. */
  readonly variance: number;
  /** Degrees of freedom of that estimate; Infinity where it is known. */
  readonly degreesOfFreedom: number;
}

/** A difference by Welch's test. */
export interface WelchTest {
  readonly standardError: number;
  /** By Satterthwaite: (sum of variances)^2 / sum of variance^2 / degrees of freedom. */
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Welch's test of a difference whose variance is a sum of independent estimates.
 * @source welch1947: Welch, Biometrika 34 (1947) 28; satterthwaite1946: Biometrics Bull. 2 (1946) 110
 */
export function welchTest(difference: number, terms: readonly VarianceTerm[]): WelchTest {
  const variance = terms.reduce((sum, term) => sum + term.variance, 0);
  if (!(variance > 0)) {
    return { standardError: 0, degreesOfFreedom: Number.POSITIVE_INFINITY, pValue: difference === 0 ? 1 : 0 };
  }
  const spread = terms.reduce((sum, term) => sum + term.variance ** 2 / term.degreesOfFreedom, 0);
  // Beyond a million degrees of freedom Student's distribution is the normal one to seven digits.
  const degreesOfFreedom = Math.min(1e6, spread > 0 ? variance ** 2 / spread : 1e6);
  const standardError = Math.sqrt(variance);
  return {
    standardError,
    degreesOfFreedom,
    pValue: studentTail(Math.abs(difference) / standardError, degreesOfFreedom),
  };
}

/** One estimate of a variance from several: each weighs by its degrees of freedom. */
export function pooledVariance(estimates: readonly VarianceTerm[]): VarianceTerm {
  const degreesOfFreedom = estimates.reduce((sum, own) => sum + own.degreesOfFreedom, 0);
  const squares = estimates.reduce((sum, own) => sum + own.variance * own.degreesOfFreedom, 0);
  return { variance: degreesOfFreedom > 0 ? squares / degreesOfFreedom : 0, degreesOfFreedom };
}

/** Half of the two-sided interval of a given level. */
export const halfInterval = (level: number, { standardError, degreesOfFreedom }: Omit<WelchTest, 'pValue'>): number =>
  standardError === 0 ? 0 : studentQuantile(1 - (1 - level) / 2, Math.min(1e6, degreesOfFreedom)) * standardError;

/** ln k! for k = 0 .. n - [k] - float64. */
function logFactorials(n: number): Float64Array {
  const out = new Float64Array(n + 1);
  for (let k = 1; k <= n; k++) out[k] = out[k - 1] + Math.log(k);
  return out;
}

/**
 * Two-sided p-value of Fisher's exact test: of a of n and b of m, how likely tables of the same margins are that are as
 * unlikely as this one or more.
 * @source fisher1922: Fisher, J. R. Stat. Soc. 85 (1922) 87
 */
export function fisherExact(a: number, n: number, b: number, m: number): number {
  const log = logFactorials(n + m);
  const choose = (of: number, k: number): number => log[of] - log[k] - log[of - k];
  const marked = a + b;
  const chance = (k: number): number => Math.exp(choose(n, k) + choose(m, marked - k) - choose(n + m, marked));
  const own = chance(a);
  let sum = 0;
  for (let k = Math.max(0, marked - m); k <= Math.min(n, marked); k++) {
    const p = chance(k);
    // Equal chances may differ by rounding.
    if (p <= own * (1 + 1e-9)) sum += p;
  }
  return Math.min(1, sum);
}

/**
 * One-sided p-value of the largest rank: the share of all values, the tested one among them, that are as large as it or
 * larger. Exact where all are exchangeable.
 */
export function upperRankTest(value: number, others: readonly number[]): number {
  return (1 + others.filter((other) => other >= value).length) / (others.length + 1);
}

/** Two-sided p-value by ranks: twice the smaller of both sides. Exact where all values are exchangeable. */
export function rankTest(value: number, others: readonly number[]): number {
  const upper = upperRankTest(value, others);
  const lower = (1 + others.filter((other) => other <= value).length) / (others.length + 1);
  return Math.min(1, 2 * Math.min(upper, lower));
}

/**
 * Joint p-values of statistics of the data among those of n realisations: how often a sample in the data's place would
 * stand out as far in any statistic. Exact where all are exchangeable, and the chance of any false difference is the
 * level, however the statistics depend on each other. With n realisations no p-value is below 1 / (n + 1).
 * @param rows - by row one or more statistics - [row][statistic][sample], the data first.
 * @source westfall1993: Westfall and Young, Resampling-Based Multiple Testing, Wiley 1993 (largest statistic)
 */
export function jointRanks(rows: readonly (readonly (readonly number[])[])[]): number[] {
  const samples = rows[0]?.[0]?.length ?? 0;
  const all = rows.flat();
  const largest = Array.from({ length: samples }, (_, i) => Math.max(0, ...all.map((own) => own[i])));
  return rows.map((statistics) => {
    const most = Math.max(...statistics.map((own) => own[0]));
    // The data are among those that stand out as far as they do.
    return largest.filter((z, i) => i === 0 || z >= most - 1e-12).length / samples;
  });
}

/**
 * P-values after Holm's correction: rejecting those below a level keeps the chance of any false rejection below it,
 * however the tests depend on each other.
 * @source holm1979: Holm, Scand. J. Stat. 6 (1979) 65
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const out = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, pValues[i] * (pValues.length - rank)));
    out[i] = largest;
  });
  return out;
}
