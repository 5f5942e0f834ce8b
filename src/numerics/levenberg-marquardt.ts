import { addGram, factorise, solveLower, solveUpper } from './cholesky.ts';

/** A sum of squares as a function of unbounded parameters. */
export interface LeastSquares {
  /** Number of parameters. */
  readonly count: number;
  /**
   * Residuals - [residual]; their derivatives - shape [residual, parameter] - only when asked for, else empty. float64.
   */
  readonly evaluate: (
    raw: Float64Array,
    derivatives: boolean,
  ) => { readonly residuals: Float64Array; readonly jacobian: Float64Array };
}

/** Where a fit stands. */
export interface FitState {
  /** Unbounded parameters - shape [parameter] - float64. */
  readonly raw: Float64Array;
  /** Sum of squared residuals. */
  readonly loss: number;
  /** Accepted steps. */
  readonly iterations: number;
  /** Whether the last steps hardly improved the loss. */
  readonly converged: boolean;
}

/** Longest move of one parameter in a step. */
const longestMove = 1.5;
/**
 * Converged when a step improves the loss by less than this share and number, twice in a row. The loss counts squared
 * standard errors, so an improvement of 0.05 means nothing.
 */
const [leastShare, leastChange] = [2e-3, 0.05];

const sumOfSquares = (x: Float64Array): number => x.reduce((sum, value) => sum + value * value, 0);

/**
 * Minimises a sum of squares by Levenberg's and Marquardt's method: Gauss-Newton steps with a damping that follows the
 * ratio of the actual to the predicted decrease.
 * @param most - most accepted steps.
 * @param enough - a loss at which it stops: to go on would fit the scatter of the data.
 * @source marquardt1963: SIAM J. Appl. Math. 11 (1963) 431, doi:10.1137/0111030; damping by nielsen1999
 */
export function levenbergMarquardt(problem: LeastSquares, start: Float64Array, most: number, enough = 0): FitState {
  const { count } = problem;
  let raw = start.slice();
  let { residuals, jacobian } = problem.evaluate(raw, true);
  let loss = sumOfSquares(residuals);
  let damping = 1e-2;
  let growth = 2;
  let iterations = 0;
  let idle = 0;
  while (iterations < most && idle < 2 && loss > enough) {
    const gram = new Float64Array(count * count);
    addGram(jacobian, residuals.length, count, gram);
    const gradient = new Float64Array(count);
    residuals.forEach((r, k) => {
      for (let i = 0; i < count; i++) gradient[i] += r * jacobian[k * count + i];
    });
    let accepted = false;
    for (let attempt = 0; attempt < 12 && !accepted; attempt++) {
      const damped = gram.slice();
      for (let i = 0; i < count; i++) damped[i * count + i] += damping * Math.max(gram[i * count + i], 1e-6);
      const step = gradient.map((g) => -g);
      if (factorise(damped, count)) {
        solveLower(damped, count, step);
        solveUpper(damped, count, step);
        const longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
        const scale = Math.min(1, longestMove / longest);
        const trial = raw.map((x, i) => x + scale * step[i]);
        // Most trials are accepted, and then their derivatives are needed at once.
        const there = problem.evaluate(trial, true);
        const next = sumOfSquares(there.residuals);
        if (next < loss) {
          let predicted = 0;
          residuals.forEach((r, k) => {
            let moved = r;
            for (let i = 0; i < count; i++) moved += scale * step[i] * jacobian[k * count + i];
            predicted += moved * moved;
          });
          const ratio = (loss - next) / Math.max(loss - predicted, 1e-300);
          damping = Math.max(1e-9, damping * Math.max(1 / 5, 1 - (2 * ratio - 1) ** 3));
          growth = 2;
          idle = loss - next < leastShare * loss + leastChange ? idle + 1 : 0;
          raw = trial;
          loss = next;
          ({ residuals, jacobian } = there);
          accepted = true;
          continue;
        }
      }
      damping *= growth;
      growth *= 2;
    }
    if (!accepted) {
      idle = 2;
      break;
    }
    iterations++;
  }
  return { raw, loss, iterations, converged: idle >= 2 };
}
