import { addGram, solvePositive } from './cholesky.ts';
import { sumOfSquares } from './inner-product.ts';

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

/** What a fit asks for: residuals at a place, and their derivatives where a step leads from there. */
export interface LeastSquaresQuestion {
  /** Unbounded parameters - shape [parameter] - float64. */
  readonly raw: Float64Array;
  readonly derivatives: boolean;
}

/** The answer: as `LeastSquares.evaluate` gives it. */
export type LeastSquaresAnswer = ReturnType<LeastSquares['evaluate']>;

/** How a fit goes on. */
export interface FitOptions {
  /** Most accepted steps. */
  readonly most: number;
  /** A loss at which it stops: to go on would fit the scatter of the data. */
  readonly enough?: number;
  /**
   * Whether derivatives cost much more than residuals. They are asked for after a step is accepted, then, and only
   * every other time: in between they are corrected by what the step showed.
   */
  readonly costly?: boolean;
}

/** Changes derivatives by the least that explains how residuals changed along a step. @source broyden1965 */
function corrected(
  jacobian: Float64Array,
  before: Float64Array,
  after: Float64Array,
  step: readonly number[],
): Float64Array {
  const count = step.length;
  const square = sumOfSquares(step);
  const out = jacobian.slice();
  for (let k = 0; k < before.length; k++) {
    let unexplained = after[k] - before[k];
    for (let i = 0; i < count; i++) unexplained -= jacobian[k * count + i] * step[i];
    for (let i = 0; i < count; i++) out[k * count + i] += (unexplained * step[i]) / square;
  }
  return out;
}

/**
 * Levenberg's and Marquardt's method as a sequence of questions, for whoever answers them on other threads: Gauss-
 * Newton steps with a damping that follows the ratio of the actual to the predicted decrease. It returns where the fit
 * ends.
 * @source marquardt1963: SIAM J. Appl. Math. 11 (1963) 431, doi:10.1137/0111030; damping by nielsen1999
 */
export function* marquardtQuestions(
  start: Float64Array,
  { most, enough = 0, costly = false }: FitOptions,
): Generator<LeastSquaresQuestion, FitState, LeastSquaresAnswer> {
  const count = start.length;
  let raw = start.slice();
  let { residuals, jacobian } = yield { raw, derivatives: true };
  let loss = sumOfSquares(residuals);
  let damping = 1e-2;
  let growth = 2;
  let iterations = 0;
  let idle = 0;
  let isExact = true;
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
      if (solvePositive(damped, count, step)) {
        const longest = step.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
        const scale = Math.min(1, longestMove / longest);
        const trial = raw.map((x, i) => x + scale * step[i]);
        // Most trials are accepted, and then their derivatives are needed at once.
        const there = yield { raw: trial, derivatives: !costly };
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
          if (!costly) ({ jacobian } = there);
          else if (iterations + 1 < most && idle < 2) {
            isExact = !isExact;
            jacobian = isExact
              ? (yield { raw: trial, derivatives: true }).jacobian
              : corrected(
                  jacobian,
                  residuals,
                  there.residuals,
                  Array.from(step, (s) => scale * s),
                );
          }
          raw = trial;
          loss = next;
          ({ residuals } = there);
          accepted = true;
          continue;
        }
        if (!isExact) break;
      }
      damping *= growth;
      growth *= 2;
    }
    if (accepted) iterations++;
    else if (isExact) {
      idle = 2;
    } else {
      // Corrected derivatives led nowhere: the next attempt has exact ones.
      ({ jacobian } = yield { raw, derivatives: true });
      isExact = true;
    }
  }
  return { raw, loss, iterations, converged: idle >= 2 };
}

/**
 * Minimises a sum of squares by Levenberg's and Marquardt's method.
 * @param most - most accepted steps.
 * @param enough - a loss at which it stops: to go on would fit the scatter of the data.
 * @source marquardt1963
 */
export function levenbergMarquardt(problem: LeastSquares, start: Float64Array, most: number, enough = 0): FitState {
  const questions = marquardtQuestions(start, { most, enough });
  let next = questions.next();
  while (!next.done) next = questions.next(problem.evaluate(next.value.raw, next.value.derivatives));
  return next.value;
}
