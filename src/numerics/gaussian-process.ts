import { adamStep, createAdamState } from './adam.ts';
import { factorise, solveLower, solveUpper } from './cholesky.ts';

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
const prior = { length: { mean: 0, deviation: 1.5 }, noise: { mean: -3, deviation: 2 } };
/** Least noise relative to the values' deviation: keeps the matrix regular. */
const leastNoise = 1e-3;

/** What a covariance is made of, in the units of the values; lengths in those of the inputs. */
export interface ProcessCovariance {
  readonly lengths: readonly number[];
  readonly signal: number;
  /** Standard deviation that every measurement has beside its known error. */
  readonly noise: number;
}

/** Points, their values and the known variances of these - [point]. */
interface Measured {
  readonly points: readonly (readonly number[])[];
  readonly y: Float64Array;
  readonly variances: Float64Array;
}

/** The process given its covariance: its constant mean by generalised least squares, and what predictions need. */
function condition({ points, y, variances }: Measured, { lengths, signal, noise }: ProcessCovariance) {
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
  const ones = solve(new Float64Array(n).fill(1));
  const precision = ones.reduce((sum, v) => sum + v, 0);
  const mean = ones.reduce((sum, v, i) => sum + v * y[i], 0) / precision;
  const weights = solve(y.map((v) => v - mean));
  const predict = (point: readonly number[]): Prediction => {
    const k = Float64Array.from(points, (own) => signal ** 2 * matern(distance(point, own)));
    const expected = k.reduce((sum, value, i) => sum + value * weights[i], mean);
    // The mean is estimated too: far from all points its own error is left.
    const left = 1 - k.reduce((sum, value, i) => sum + value * ones[i], 0);
    solveLower(factor, n, k);
    const variance = signal ** 2 - k.reduce((sum, value) => sum + value * value, 0) + left ** 2 / precision;
    return { mean: expected, deviation: Math.sqrt(Math.max(0, variance)) };
  };
  return { distance, factor, solve, mean, weights, predict };
}

/** -log posterior of a covariance in logarithms, and its gradient. The mean is at its best, so its slope is 0. */
function evaluate(measured: Measured, raw: Float64Array) {
  const { points, y } = measured;
  const n = y.length;
  const d = raw.length - 2;
  const [lengths, signal, own] = [Array.from(raw.subarray(0, d), Math.exp), Math.exp(raw[d]), Math.exp(raw[d + 1])];
  const covariance = { lengths, signal, noise: Math.hypot(own, leastNoise) };
  const given = condition(measured, covariance);
  if (!given) return undefined;
  const { factor, weights, distance, solve, mean } = given;
  let loss = 0;
  for (let i = 0; i < n; i++) loss += 0.5 * (y[i] - mean) * weights[i] + Math.log(factor[i * n + i]);
  // K^-1, column by column; it is symmetric.
  const inverse = Array.from({ length: n }, (_, i) => {
    const column = new Float64Array(n);
    column[i] = 1;
    return solve(column);
  });
  const gradient = new Float64Array(d + 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // d loss / d K_ij = (K^-1 - alpha alpha^T) / 2.
      const slope = 0.5 * (inverse[i][j] - weights[i] * weights[j]);
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
  pull(d + 1, prior.noise);
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
): GaussianProcess {
  const variances = Float64Array.from(errors, (error) => error * error);
  const given = condition({ points, y: Float64Array.from(values), variances }, covariance);
  if (!given) throw new Error('covariance of a Gaussian process is not positive definite');
  return { ...covariance, predict: given.predict };
}

/**
 * A Gaussian process with Matern's covariance (nu = 5/2), one length for each input, a constant mean and noise.
 * Lengths, signal and noise maximise the posterior density under weak priors; the ascent starts from short and from
 * long lengths. Equal data give equal numbers.
 * @param points - inputs, each best between 0 and 1 - [point][input]. @param values - [point]; two or more.
 * @param errors - standard errors of the values where they are known: that much of the scatter is not taken for the
 * function - [point]; by default 0.
 * @source rasmussen2006, chapters 2 and 5
 */
export function gaussianProcess(
  points: readonly (readonly number[])[],
  values: readonly number[],
  errors: readonly number[] = values.map(() => 0),
): GaussianProcess {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const scale = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n) || 1;
  const measured = {
    points,
    y: Float64Array.from(values, (v) => (v - mean) / scale),
    variances: Float64Array.from(errors, (error) => (error / scale) ** 2),
  };
  const d = points[0].length;
  let best: { readonly covariance: ProcessCovariance; readonly loss: number } | undefined;
  for (const start of starts) {
    const raw = new Float64Array(d + 2).fill(Math.log(start), 0, d);
    raw[d + 1] = Math.log(0.1);
    const state = createAdamState([raw]);
    for (let step = 0; step <= steps; step++) {
      const found = evaluate(measured, raw);
      if (!found) break;
      if (!best || found.loss < best.loss) best = { covariance: found.covariance, loss: found.loss };
      adamStep([raw], [found.gradient], state, adam);
    }
  }
  const { lengths, signal, noise } = best!.covariance;
  return processWith(points, values, errors, { lengths, signal: scale * signal, noise: scale * noise });
}
