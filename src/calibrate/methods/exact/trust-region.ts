import { factorise, solveLower, solveUpper, sumOfSquares } from '../../../numerics/index.ts';
import type { ParameterRegion, Restored } from '../training/stages.ts';
import { createProblem, type FitSetup } from './problem.ts';

/** The set of parameters whose exact loss stays within a share of its optimum, and how to move in it. */
export interface TrustRegion extends Pick<ParameterRegion, 'step' | 'restore'> {
  /** Largest permitted loss. */
  readonly limit: number;
}

/**
 * Sobol points: enough that the limit means the same from step to step, few enough to cost little beside a training
 * step.
 */
const points = 1024;
/** Longest change of a parameter in one step, on its unbounded scale. */
const longest = 0.15;
/** Times that a step back is halved, if the loss does not fall. */
const halvings = 5;

/**
 * Builds the region {loss <= (1 + trust) max(loss at the optimum, expected)}, where the loss holds the whitened
 * two-point functions, volume fractions and surface areas.
 *
 * A step follows d = -(J^T J + 1)^-1 g, with the Jacobian J of the exact residuals: g itself along the combinations of
 * parameters that the loss does not feel, next to nothing along those that it does. Its length is measured by the loss
 * too, which rises by the square of the rate. A step back leads along the combinations that the loss feels, and leaves
 * the others alone.
 * @param expected - loss that true parameters have at most.
 */
export function createTrustRegion(
  setup: FitSetup,
  order: readonly number[],
  optimum: Float64Array,
  options: { readonly trust: number; readonly seed: number; readonly discrepancy: number; readonly expected?: number },
): TrustRegion {
  const { trust, seed, discrepancy, expected = 0 } = options;
  const problem = createProblem(setup, order, { points, seed }, { tolerance: discrepancy });
  const n = problem.count;
  const lossOf = (raw: Float64Array): number => sumOfSquares(problem.evaluate(raw, false).residuals);
  const least = lossOf(optimum);
  const limit = (1 + trust) * Math.max(least, expected);

  /** Solves (J^T J + 1) x = right, which is J^T r unless given. */
  const solve = (raw: Float64Array, right?: Float64Array): Float64Array => {
    const { residuals, jacobian } = problem.evaluate(raw, true);
    const matrix = new Float64Array(n * n);
    const out = right?.slice() ?? new Float64Array(n);
    residuals.forEach((r, k) => {
      const row = jacobian.subarray(k * n, (k + 1) * n);
      for (let i = 0; i < n; i++) {
        if (row[i] === 0) continue;
        if (!right) out[i] += row[i] * r;
        for (let j = 0; j <= i; j++) matrix[i * n + j] += row[i] * row[j];
      }
    });
    for (let i = 0; i < n; i++) matrix[i * n + i] += 1;
    if (!factorise(matrix, n)) throw new RangeError('trust region: expected a positive definite matrix');
    solveLower(matrix, n, out);
    solveUpper(matrix, n, out);
    return out;
  };

  const step: TrustRegion['step'] = (raw, gradient, rate) => {
    const direction = solve(raw, gradient);
    const length = Math.sqrt(direction.reduce((sum, d, i) => sum + d * gradient[i], 0));
    if (length === 0) return raw.slice();
    const largest = direction.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
    const factor = Math.min(rate / length, longest / largest);
    return raw.map((x, i) => x - factor * direction[i]);
  };

  const restore = (raw: Float64Array): Restored => {
    const before = lossOf(raw);
    const relativeLoss = before / least;
    if (before <= limit) return { raw, moved: false, relativeLoss };
    const back = solve(raw);
    for (let halving = 0, share = 1; halving <= halvings; halving++, share /= 2) {
      const next = raw.map((x, i) => x - share * back[i]);
      if (lossOf(next) < before) return { raw: next, moved: true, relativeLoss };
    }
    return { raw: optimum.slice(), moved: true, relativeLoss };
  };
  return { limit, step, restore };
}
