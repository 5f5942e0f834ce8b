import { addGram } from '../numerics/index.ts';

/** A covariance that is fit to be inverted. */
export interface ShrunkCovariance {
  /** Deviations by which features are divided, floors applied - shape [feature] - float64. */
  readonly scales: Float64Array;
  /** Covariance of the divided features, lower triangle - shape [feature, feature] - float64. */
  readonly matrix: Float64Array;
  /** Share of the diagonal that was mixed in. */
  readonly shrinkage: number;
}

/** Part of the diagonal that is always mixed in: features are known no better. */
const leastShrinkage = 1e-3;

/**
 * Covariance of samples within groups, shrunk towards its diagonal by the share that minimises the expected squared
 * error: features are first divided by their deviations, which makes the target the identity.
 * @param groups - samples of each group - [group] of [sample] of shape [feature] - float64; each has its own mean.
 * @param floors - least deviations - [feature].
 * @param independent - how many independent samples all groups together are worth, where samples overlap.
 * @source ledoit2004: J. Multivar. Anal. 88 (2004) 365, doi:10.1016/S0047-259X(03)00096-4
 */
export function shrunkCovariance(
  groups: readonly (readonly Float64Array[])[],
  floors: ArrayLike<number>,
  independent = groups.reduce((sum, group) => sum + group.length, 0),
): ShrunkCovariance {
  const n = floors.length;
  const deviations = groups.flatMap((group) => {
    const mean = new Float64Array(n);
    for (const sample of group) for (let f = 0; f < n; f++) mean[f] += sample[f] / group.length;
    return group.map((sample) => sample.map((value, f) => value - mean[f]));
  });
  const count = deviations.length;
  const scales = Float64Array.from({ length: n }, (_, f) => {
    const variance = deviations.reduce((sum, own) => sum + own[f] * own[f], 0) / Math.max(1, count - groups.length);
    return Math.max(floors[f], Math.sqrt(variance));
  });
  const rows = new Float64Array(count * n);
  deviations.forEach((own, r) => {
    for (let f = 0; f < n; f++) rows[r * n + f] = own[f] / scales[f];
  });
  const matrix = new Float64Array(n * n);
  addGram(rows, count, n, matrix);
  for (let k = 0; k < matrix.length; k++) matrix[k] /= Math.max(1, count - groups.length);
  // Distance of the matrix from the identity, and of single samples' matrices from their mean, by squared norms: that
  // of x x^T is |x|^4.
  let [square, distance, fourth] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = matrix[i * n + j];
      square += (i === j ? 1 : 2) * value * value;
      distance += i === j ? (value - 1) ** 2 : 2 * value * value;
    }
  }
  for (let r = 0; r < count; r++) {
    let norm = 0;
    for (let f = 0; f < n; f++) norm += rows[r * n + f] ** 2;
    fourth += norm * norm;
  }
  const error = Math.max(0, fourth / count - square) / Math.max(1, independent);
  const shrinkage = Math.max(leastShrinkage, distance > 0 ? Math.min(1, error / distance) : 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) matrix[i * n + j] *= 1 - shrinkage;
    matrix[i * n + i] = (1 - shrinkage) * matrix[i * n + i] + shrinkage;
  }
  return { scales, matrix, shrinkage };
}

/** Standard deviations of a squared distance beyond its mean that chance explains. */
const explained = 3;

/**
 * Whether chance explains a squared distance of mean features, in units of their scatter: it has the features' number
 * as mean between samples of one material, and twice that as variance.
 */
export const looksAlike = (squaredDistance: number, features: number): boolean =>
  squaredDistance <= features + explained * Math.sqrt(2 * features);
