import { parametersOf } from '../../phase/index.ts';
import { permuteSimulated, type SimulatedTarget } from './features.ts';
import type { SimulationSetup, Simulator } from './simulator.ts';

/** Relative error of a volume fraction that is good enough. */
const tolerance = 0.002;
/** Most Newton steps. */
const mostSteps = 4;
/** Step of finite differences of thresholds, on their unbounded scale. */
const difference = 0.05;

/** Solves a small linear system by Gaussian elimination with pivots; rows are changed. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  for (let c = 0; c < n; c++) {
    const pivot = matrix.reduce(
      (best, row, r) => (r >= c && Math.abs(row[c]) > Math.abs(matrix[best][c]) ? r : best),
      c,
    );
    [matrix[c], matrix[pivot]] = [matrix[pivot], matrix[c]];
    [right[c], right[pivot]] = [right[pivot], right[c]];
    for (let r = c + 1; r < n; r++) {
      const factor = matrix[r][c] / matrix[c][c];
      for (let k = c; k < n; k++) matrix[r][k] -= factor * matrix[c][k];
      right[r] -= factor * right[c];
    }
  }
  const out = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    const known = matrix[r].reduce((sum, m, k) => (k > r ? sum + m * out[k] : sum), 0);
    out[r] = (right[r] - known) / matrix[r][r];
  }
  return out;
}

/**
 * Moves the thresholds alone until volume fractions are right on many fresh images. What grains fill of a window scatters by a few per cent, and
 * a fit on common random numbers takes that chance for the model's mean.
 * @param raw - unbounded parameters; a moved copy is returned. @param simulator - of the many images, with a seed of their own.
 */
export function centreVolumes(
  { record, family }: SimulationSetup,
  simulator: Simulator,
  target: SimulatedTarget,
  order: readonly number[],
  raw: Float64Array,
): Float64Array {
  const wanted = permuteSimulated(target, order);
  const { volume } = target.twoPoint.layout;
  const parameters = parametersOf(record, family);
  const thresholds = record.latents.map(({ threshold }) =>
    parameters.findIndex((p) => p.group === 'scalars' && p.name === threshold),
  );
  const errorsAt = (x: Float64Array): number[] => {
    const features = simulator.features(x);
    return thresholds.map((_, l) => features[volume + l] / wanted[volume + l] - 1);
  };
  let best = raw.slice();
  let errors = errorsAt(best);
  const worst = (e: readonly number[]): number => Math.max(...e.map(Math.abs));
  for (let step = 0; step < mostSteps && worst(errors) > tolerance; step++) {
    const columns = thresholds.map((t) => {
      const moved = best.slice();
      moved[t] += difference;
      return errorsAt(moved).map((e, l) => (e - errors[l]) / difference);
    });
    const change = solve(
      errors.map((_, l) => columns.map((column) => column[l])),
      errors.map((e) => -e),
    );
    const next = best.slice();
    thresholds.forEach((t, l) => {
      next[t] += change[l];
    });
    const there = errorsAt(next);
    if (!(worst(there) < worst(errors))) break;
    best = next;
    errors = there;
  }
  return best;
}
