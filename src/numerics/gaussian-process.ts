import { adamStep, createAdamState } from './adam.ts';
import { factorise, solveLower, solveUpper } from './cholesky.ts';
import { sumOfSquares } from './inner-product.ts';

/** What a Gaussian process predicts at a point. */
export interface Prediction {
  readonly mean: number;
  /** Standard deviation of the function, without the noise of a measurement. */
  readonly deviation: number;
}

/** A fitted Gaussian process. */
export interface GaussianProcess {
  readonly predict: (point: readonly number[]) => Prediction;
  /** Length over which the function changes with each input, in the units of the inputs - [input]. */
  readonly lengths: readonly number[];
  /** Standard deviation of the function, and of measurements about it, in the units of the values. */
  readonly signal: number;
  readonly noise: number;
}

const root5 = Math.sqrt(5);

/** Correlation of Matern with nu = 5/2 at a scaled distance, and -derivative / distance. */
const matern = (r: number): number => (1 + root5 * r + (5 / 3) * r * r) * Math.exp(-root5 * r);
const maternSlope = (r: number): number => (5 / 3) * (1 + root5 * r) * Math.exp(-root5 * r);

/** Steps of the ascent, and its starts: lengths relative to the width of the inputs. */
const [steps, starts] = [120, [0.5, 2]];
const adam = { learningRate: 0.08, beta1: 0.9, beta2: 0.99, epsilon: 1e-8 };
/** Weak normal priors of the logarithms of lengths and of the noise keep them where the data say nothing. */
const prior = {
  length: { mean: 0, deviation: 1.5 },
  /** Where errors are known little is left beside them; where they are not, nothing is known of the noise. */
  noise: { known: { mean: -3, deviation: 2 }, unknown: { mean: -1, deviation: 1.5 } },
};
/** Least noise relative to the values' deviation: keeps the matrix regular. */
const leastNoise = 1e-3;

/** What a covariance is made of, in the units of the values; lengths in those of the inputs. */
export interface ProcessCovariance {
  readonly lengths: readonly number[];
  readonly signal: number;
  /** Standard deviation that every measurement has beside its known error. */
  readonly noise: number;
}

/** What the mean of a process is: a constant, or a linear function of the inputs. */
export type Trend = 'constant' | 'linear';

/** Points, their values and the known variances of these - [point]. */
interface Measured {
  readonly points: readonly (readonly number[])[];
  readonly y: Float64Array;
  readonly variances: Float64Array;
  readonly trend: Trend;
}

const basisOf = (trend: Trend, point: readonly number[]): readonly number[] =>
  trend === 'constant' ? [1] : [1, ...point];

/** The process given its covariance: its trend by generalised least squares, and what predictions need. */
function condition({ points, y, variances, trend }: Measured, { lengths, signal, noise }: ProcessCovariance) {
  const n = y.length;
  const distance = (a: readonly number[], b: readonly number[]): number =>
    Math.hypot(...lengths.map((length, k) => (a[k] - b[k]) / length));
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) factor[i * n + j] = signal ** 2 * matern(distance(points[i], points[j]));
    factor[i * n + i] += noise ** 2 + variances[i];
  }
  if (!factorise(factor, n)) return undefined;
  const solve = (column: Float64Array): Float64Array => {
    solveLower(factor, n, column);
    solveUpper(factor, n, column);
    return column;
  };
  const basis = points.map((point) => basisOf(trend, point));
  const terms = basis[0].length;
  // K^-1 H, term by term, and the root of A = H^T K^-1 H.
  const solved = Array.from({ length: terms }, (_, t) => solve(Float64Array.from(basis, (row) => row[t])));
  const precision = new Float64Array(terms * terms);
  for (let t = 0; t < terms; t++) {
    for (let u = 0; u <= t; u++)
      precision[t * terms + u] = basis.reduce((sum, row, i) => sum + row[t] * solved[u][i], 0);
  }
  if (!factorise(precision, terms)) return undefined;
  const byTrend = (column: Float64Array): Float64Array => {
    solveLower(precision, terms, column);
    solveUpper(precision, terms, column);
    return column;
  };
  const mean = byTrend(Float64Array.from(solved, (column) => column.reduce((sum, v, i) => sum + v * y[i], 0)));
  const meanAt = (row: readonly number[]): number => row.reduce((sum, v, t) => sum + v * mean[t], 0);
  const residuals = y.map((v, i) => v - meanAt(basis[i]));
  const weights = solve(residuals.slice());
  const predict = (point: readonly number[]): Prediction => {
    const k = Float64Array.from(points, (own) => signal ** 2 * matern(distance(point, own)));
    const row = basisOf(trend, point);
    const expected = k.reduce((sum, value, i) => sum + value * weights[i], meanAt(row));
    // The trend is estimated too: far from all points its own error is left.
    const left = Float64Array.from(row, (v, t) => v - k.reduce((sum, value, i) => sum + value * solved[t][i], 0));
    solveLower(precision, terms, left);
    solveLower(factor, n, k);
    return { mean: expected, deviation: Math.sqrt(Math.max(0, signal ** 2 - sumOfSquares(k) + sumOfSquares(left))) };
  };
  return { distance, factor, solve, solved, precision, byTrend, residuals, weights, predict };
}

/** -log posterior of a covariance in logarithms, restricted to what the trend leaves, and its gradient. */
function evaluate(measured: Measured, raw: Float64Array, noisePrior: { mean: number; deviation: number }) {
  const { points, y } = measured;
  const n = y.length;
  const d = raw.length - 2;
  const [lengths, signal, own] = [Array.from(raw.subarray(0, d), Math.exp), Math.exp(raw[d]), Math.exp(raw[d + 1])];
  const covariance = { lengths, signal, noise: Math.hypot(own, leastNoise) };
  const given = condition(measured, covariance);
  if (!given) return undefined;
  const { factor, weights, distance, solve, solved, precision, byTrend, residuals } = given;
  const terms = solved.length;
  let loss = 0;
  for (let i = 0; i < n; i++) loss += 0.5 * residuals[i] * weights[i] + Math.log(factor[i * n + i]);
  for (let t = 0; t < terms; t++) loss += Math.log(precision[t * terms + t]);
  // P = K^-1 - K^-1 H A^-1 H^T K^-1, column by column; it is symmetric.
  const projected = Array.from({ length: n }, (_, i) => {
    const column = new Float64Array(n);
    column[i] = 1;
    solve(column);
    const share = byTrend(Float64Array.from(solved, (own) => own[i]));
    for (let t = 0; t < terms; t++) for (let j = 0; j < n; j++) column[j] -= share[t] * solved[t][j];
    return column;
  });
  const gradient = new Float64Array(d + 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // d loss / d K_ij = (P - alpha alpha^T) / 2.
      const slope = 0.5 * (projected[i][j] - weights[i] * weights[j]);
      const r = distance(points[i], points[j]);
      const bySquare = signal ** 2 * maternSlope(r);
      for (let k = 0; k < d; k++) gradient[k] += slope * bySquare * ((points[i][k] - points[j][k]) / lengths[k]) ** 2;
      gradient[d] += 2 * slope * signal ** 2 * matern(r);
      if (i === j) gradient[d + 1] += 2 * slope * own ** 2;
    }
  }
  const pull = (k: number, { mean, deviation }: { mean: number; deviation: number }): void => {
    loss += 0.5 * ((raw[k] - mean) / deviation) ** 2;
    gradient[k] += (raw[k] - mean) / deviation ** 2;
  };
  for (let k = 0; k < d; k++) pull(k, prior.length);
  pull(d, { mean: 0, deviation: 1 });
  pull(d + 1, noisePrior);
  return { loss, gradient, covariance };
}

/**
 * A Gaussian process with a covariance that is given.
 * @param errors - standard errors of the values - [point].
 */
export function processWith(
  points: readonly (readonly number[])[],
  values: readonly number[],
  errors: readonly number[],
  covariance: ProcessCovariance,
  trend: Trend = 'constant',
): GaussianProcess {
  const variances = Float64Array.from(errors, (error) => error * error);
  const given = condition({ points, y: Float64Array.from(values), variances, trend }, covariance);
  if (!given) throw new Error('covariance of a Gaussian process is not positive definite');
  return { ...covariance, predict: given.predict };
}

/**
 * A Gaussian process with Matern's covariance (nu = 5/2), one length for each input, a constant or linear mean and
 * noise. Lengths, signal and noise maximise the posterior density of what the mean leaves, under weak priors; the
 * ascent starts from short and from long lengths. Equal data give equal numbers.
 * @param points - inputs, each best between 0 and 1 - [point][input]. @param values - [point]; two or more.
 * @param errors - standard errors of the values where they are known: that much of the scatter is not taken for the
 * function - [point]; by default 0, not known. @param trend - of the mean; a linear one is for points that outnumber
 * the inputs.
 * @source rasmussen2006, chapters 2 and 5
 */
export function gaussianProcess(
  points: readonly (readonly number[])[],
  values: readonly number[],
  errors: readonly number[] = values.map(() => 0),
  trend: Trend = 'constant',
): GaussianProcess {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const scale = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n) || 1;
  const measured = {
    points,
    y: Float64Array.from(values, (v) => (v - mean) / scale),
    variances: Float64Array.from(errors, (error) => (error / scale) ** 2),
    trend,
  };
  const noisePrior = errors.some((error) => error > 0) ? prior.noise.known : prior.noise.unknown;
  const d = points[0].length;
  let best: { readonly covariance: ProcessCovariance; readonly loss: number } | undefined;
  for (const start of starts) {
    const raw = new Float64Array(d + 2).fill(Math.log(start), 0, d);
    raw[d + 1] = Math.log(0.1);
    const state = createAdamState([raw]);
    for (let step = 0; step <= steps; step++) {
      const found = evaluate(measured, raw, noisePrior);
      if (!found) break;
      if (!best || found.loss < best.loss) best = { covariance: found.covariance, loss: found.loss };
      adamStep([raw], [found.gradient], state, adam);
    }
  }
  const { lengths, signal, noise } = best!.covariance;
  return processWith(points, values, errors, { lengths, signal: scale * signal, noise: scale * noise }, trend);
}
