import { parametersOf, phaseCount, phasesOfCells } from '../../../phase/index.ts';
import { permuteSimulated, type SimulatedTarget, type SimulationSetup, type Simulator } from './simulator.ts';

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
 * The parameter that sets the volume fraction of each phase but the last: the threshold of the first latent whose cell
 * belongs to it - [phase].
 */
function thresholdsOf({ record, family }: SimulationSetup): number[] {
  const parameters = parametersOf(record, family);
  const cells = phasesOfCells(record);
  return Array.from({ length: phaseCount(record) - 1 }, (_, phase) => {
    const { threshold } = record.latents[cells.indexOf(phase)];
    return parameters.findIndex((p) => p.group === 'scalars' && p.name === threshold);
  });
}

/**
 * Moves the thresholds alone until volume fractions are right on many fresh images: by Newton's method on one set, then
 * by one more step for the mean over all sets. What grains fill of a window scatters by a few per cent, and a fit on
 * common random numbers takes that chance for the model's mean.
 * @param raw - unbounded parameters; a moved copy is returned, with its features over all sets. @param simulator - of
 * the many images, with a seed of their own.
 * @param sets - of images.
 */
export function centreVolumes(
  setup: SimulationSetup,
  simulator: Simulator,
  target: SimulatedTarget,
  order: readonly number[],
  raw: Float64Array,
  sets: number,
): { readonly raw: Float64Array; readonly features: Float64Array } {
  const wanted = permuteSimulated(target, order);
  const { volume } = target.twoPoint.layout;
  const thresholds = thresholdsOf(setup);
  const errorsOf = (features: Float64Array): number[] =>
    thresholds.map((_, p) => features[volume + p] / wanted[volume + p] - 1);
  const errorsAt = (x: Float64Array): number[] => errorsOf(simulator.features(x));
  const slopesAt = (x: Float64Array, errors: readonly number[]): number[][] =>
    thresholds.map((t) => {
      const moved = x.slice();
      moved[t] += difference;
      return errorsAt(moved).map((e, p) => (e - errors[p]) / difference);
    });
  const stepped = (x: Float64Array, errors: readonly number[], slopes: readonly number[][]): Float64Array => {
    const change = solve(
      errors.map((_, p) => slopes.map((column) => column[p])),
      errors.map((e) => -e),
    );
    const next = x.slice();
    thresholds.forEach((t, p) => {
      next[t] += change[p];
    });
    return next;
  };
  const worst = (e: readonly number[]): number => Math.max(...e.map(Math.abs));
  let best: Float64Array = raw.slice();
  let errors = errorsAt(best);
  let slopes = slopesAt(best, errors);
  for (let step = 0; step < mostSteps && worst(errors) > tolerance; step++) {
    const next = stepped(best, errors, slopes);
    const there = errorsAt(next);
    if (!(worst(there) < worst(errors))) break;
    best = next;
    errors = there;
    slopes = slopesAt(best, errors);
  }
  const before = meanFeatures(simulator, best, sets);
  const next = stepped(best, errorsOf(before), slopes);
  const after = meanFeatures(simulator, next, sets);
  return worst(errorsOf(after)) < worst(errorsOf(before))
    ? { raw: next, features: after }
    : { raw: best, features: before };
}

/** Features over all sets of images. */
function meanFeatures(simulator: Simulator, raw: Float64Array, sets: number): Float64Array {
  const all = Array.from({ length: sets }, (_, set) => simulator.features(raw, set));
  return all[0].map((_, k) => all.reduce((sum, features) => sum + features[k], 0) / sets);
}
