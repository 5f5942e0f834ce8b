import { dot, solvePositive } from '../../../numerics/index.ts';

/** An optimum by its free scalars and by how far it looks from the data. */
export interface LookPoint {
  /** Unbounded scalars but thresholds - shape [scalar] - float64. */
  readonly scalars: Float64Array;
  /** Whitened differences of its higher-order features from those of the data - shape [feature] - float64. */
  readonly residuals: Float64Array;
}

/** Distance in the scalars at which another optimum counts half as much as one nearby. */
const nearby = 1;
/** Prior of the slopes, as optima one unit away that look the same: a direction without any has none. */
const rest = 0.1;
/** Largest damping that is tried, each four times the one before. */
const mostDampings = 30;

const lengthOf = (step: Float64Array): number => Math.hypot(...step);

/** Solves (gram + damping I) x = right; gram is shape [scalar, scalar], its lower half counts. */
function solveDamped(gram: Float64Array, right: Float64Array, damping: number): Float64Array {
  const n = right.length;
  const matrix = gram.slice();
  for (let i = 0; i < n; i++) matrix[i * n + i] += damping;
  const out = right.slice();
  if (!solvePositive(matrix, n, out)) throw new RangeError('steps by looks: expected a positive definite matrix');
  return out;
}

/**
 * Slopes of the residuals with the scalars about an optimum, by weighted least squares over others - [scalar] of shape
 * [feature]. Fits adapt all other parameters, so that these slopes are total ones.
 */
function slopesAt(from: LookPoint, others: readonly LookPoint[]): Float64Array[] {
  const n = from.scalars.length;
  const gram = new Float64Array(n * n);
  const right = from.scalars.map(() => 0);
  const apart = others.map(({ scalars }) => scalars.map((x, i) => x - from.scalars[i]));
  const weights = apart.map((d) => 1 / (1 + (lengthOf(d) / nearby) ** 4));
  apart.forEach((d, k) => {
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) gram[i * n + j] += weights[k] * d[i] * d[j];
  });
  const slopes = Array.from(from.scalars, () => new Float64Array(from.residuals.length));
  from.residuals.forEach((own, f) => {
    right.fill(0);
    others.forEach(({ residuals }, k) => {
      for (let i = 0; i < n; i++) right[i] += weights[k] * apart[k][i] * (residuals[f] - own);
    });
    const slope = solveDamped(gram, right, rest);
    for (let i = 0; i < n; i++) slopes[i][f] = slope[i];
  });
  return slopes;
}

/**
 * Damped Gauss-Newton steps of the scalars towards the looks of the data, no longer than given lengths. The linear
 * model is that of optima of the same order, which have been looked at.
 * @param others - optima of the same order, the one itself may be among them. @param lengths - longest steps.
 * @returns [length] of shape [scalar].
 * @source docs/design/equal-optima.md
 */
export function stepsByLooks(
  from: LookPoint,
  others: readonly LookPoint[],
  lengths: readonly number[],
): Float64Array[] {
  const slopes = slopesAt(from, others);
  const n = slopes.length;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) gram[i * n + j] = dot(slopes[i], slopes[j]);
  const right = Float64Array.from(slopes, (slope) => -dot(slope, from.residuals));
  return lengths.map((longest) => {
    let damping = 1e-3;
    let step = solveDamped(gram, right, damping);
    for (let k = 0; k < mostDampings && lengthOf(step) > longest; k++) {
      damping *= 4;
      step = solveDamped(gram, right, damping);
    }
    return step;
  });
}
