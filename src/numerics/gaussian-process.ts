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

/** -log posterior, its gradient, and what predictions need. */
function evaluate(points: readonly (readonly number[])[], y: Float64Array, raw: Float64Array) {
  const n = points.length;
  const d = raw.length - 2;
  const lengths = Array.from(raw.subarray(0, d), Math.exp);
  const signal = Math.exp(2 * raw[d]);
  const noise = Math.exp(2 * raw[d + 1]) + leastNoise ** 2;
  const distance = (a: readonly number[], b: readonly number[]): number =>
    Math.hypot(...lengths.map((length, k) => (a[k] - b[k]) / length));
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) factor[i * n + j] = signal * matern(distance(points[i], points[j]));
    factor[i * n + i] += noise;
  }
  if (!factorise(factor, n)) return undefined;
  const weights = y.slice();
  solveLower(factor, n, weights);
  solveUpper(factor, n, weights);
  let loss = 0;
  for (let i = 0; i < n; i++) loss += 0.5 * y[i] * weights[i] + Math.log(factor[i * n + i]);
  // K^-1, column by column; it is symmetric.
  const inverse = Array.from({ length: n }, (_, i) => {
    const column = new Float64Array(n);
    column[i] = 1;
    solveLower(factor, n, column);
    solveUpper(factor, n, column);
    return column;
  });
  const gradient = new Float64Array(d + 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // d loss / d K_ij = (K^-1 - alpha alpha^T) / 2.
      const slope = 0.5 * (inverse[i][j] - weights[i] * weights[j]);
      const r = distance(points[i], points[j]);
      const bySquare = signal * maternSlope(r);
      for (let k = 0; k < d; k++) gradient[k] += slope * bySquare * ((points[i][k] - points[j][k]) / lengths[k]) ** 2;
      gradient[d] += 2 * slope * signal * matern(r);
      if (i === j) gradient[d + 1] += 2 * slope * Math.exp(2 * raw[d + 1]);
    }
  }
  const pull = (k: number, { mean, deviation }: { mean: number; deviation: number }): void => {
    loss += 0.5 * ((raw[k] - mean) / deviation) ** 2;
    gradient[k] += (raw[k] - mean) / deviation ** 2;
  };
  for (let k = 0; k < d; k++) pull(k, prior.length);
  pull(d, { mean: 0, deviation: 1 });
  pull(d + 1, prior.noise);
  return { loss, gradient, weights, factor, lengths, signal, noise, distance };
}

/**
 * A Gaussian process with Matern's covariance (nu = 5/2), one length for each input, a constant mean and noise.
 * Lengths, signal and noise maximise the posterior density under weak priors; the ascent starts from short and from
 * long lengths. Equal data give equal numbers.
 * @param points - inputs, each best between 0 and 1 - [point][input]. @param values - [point]; two or more.
 * @source rasmussen2006, chapters 2 and 5
 */
export function gaussianProcess(points: readonly (readonly number[])[], values: readonly number[]): GaussianProcess {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const scale = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n) || 1;
  const y = Float64Array.from(values, (v) => (v - mean) / scale);
  const d = points[0].length;
  let best: { raw: Float64Array; loss: number } | undefined;
  for (const start of starts) {
    const raw = new Float64Array(d + 2).fill(Math.log(start), 0, d);
    raw[d + 1] = Math.log(0.1);
    const state = createAdamState([raw]);
    for (let step = 0; step <= steps; step++) {
      const found = evaluate(points, y, raw);
      if (!found) break;
      if (!best || found.loss < best.loss) best = { raw: raw.slice(), loss: found.loss };
      adamStep([raw], [found.gradient], state, adam);
    }
  }
  const fit = evaluate(points, y, best!.raw)!;
  return {
    lengths: fit.lengths,
    signal: scale * Math.sqrt(fit.signal),
    noise: scale * Math.sqrt(fit.noise),
    predict: (point) => {
      const k = Float64Array.from(points, (own) => fit.signal * matern(fit.distance(point, own)));
      const expected = k.reduce((sum, value, i) => sum + value * fit.weights[i], 0);
      solveLower(fit.factor, n, k);
      const variance = fit.signal - k.reduce((sum, value) => sum + value * value, 0);
      return { mean: mean + scale * expected, deviation: scale * Math.sqrt(Math.max(0, variance)) };
    },
  };
}
