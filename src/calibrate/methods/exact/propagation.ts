import { addGram, factorise, solveLower, solveUpper } from '../../../numerics/index.ts';
import type { Problem } from './problem.ts';
import type { DataStatistics } from './statistics.ts';

/**
 * A fit linearised at its optimum: how it answers when a block of the data weighs more. Sums of squares over blocks are
 * variances, sums of products covariances.
 */
export interface Propagation {
  /** Features of the model at the optimum, in the data's order - shape [feature] - float64. */
  readonly model: Float64Array;
  /** Shift of the data's features by every block - [block] of shape [feature] - float64. */
  readonly dataShifts: readonly Float64Array[];
  /** Shift of the fitted model's features by every block - [block] of shape [feature] - float64. */
  readonly modelShifts: readonly Float64Array[];
  /**
   * Whitened Jacobian of the features with respect to the unbounded parameters - shape [feature, parameter] - float64.
   */
  readonly whitenedJacobian: Float64Array;
}

/**
 * Pushes the scatter of the data through the fit: data d move the optimum by (J^T J)^-1 J_d^T A dd, J the Jacobian of
 * all residuals, J_d and A the derivatives of the data's residuals with respect to parameters and data.
 */
export function propagate(problem: Problem, statistics: DataStatistics, raw: Float64Array): Propagation {
  const { count, whitened: m } = problem;
  const { scales, influences } = statistics;
  const { residuals, jacobian } = problem.evaluate(raw, true);
  const { values: model, jacobian: featureJacobian } = problem.features(raw, true);
  const gram = new Float64Array(count * count);
  addGram(jacobian, residuals.length, count, gram);
  // Parameters at a bound have no slope; the prior keeps the matrix regular, this its rounding.
  for (let i = 0; i < count; i++) gram[i * count + i] *= 1 + 1e-12;
  if (!factorise(gram, count)) throw new RangeError('propagation: expected a regular linearisation at the optimum');
  const dataShifts = influences.map((z) => z.map((value, f) => value * scales[f]));
  const modelShifts = dataShifts.map((shift) => {
    const moved = problem.dataResponse(shift);
    const step = new Float64Array(count);
    for (let r = 0; r < moved.length; r++) {
      if (moved[r] !== 0) for (let i = 0; i < count; i++) step[i] += jacobian[r * count + i] * moved[r];
    }
    solveLower(gram, count, step);
    solveUpper(gram, count, step);
    return model.map((_, f) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += featureJacobian[f * count + i] * step[i];
      return sum;
    });
  });
  return { model, dataShifts, modelShifts, whitenedJacobian: jacobian.slice(0, m * count) };
}

/**
 * Standard error of a function of the features, linear about their values: root of the sum of squares of its shifts.
 */
export function standardError(shifts: readonly Float64Array[], slope: (shift: Float64Array) => number): number {
  return Math.sqrt(shifts.reduce((sum, shift) => sum + slope(shift) ** 2, 0));
}
