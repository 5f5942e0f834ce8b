import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { addGram, dot, factorise, solveLower, solveUpper } from '../../../numerics/index.ts';
import type { ModelParameter } from '../../../phase/index.ts';
import type { Combination, Identifiability } from './fit-summary.ts';
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
  /** Jacobian of the features with respect to the unbounded parameters - shape [feature, parameter] - float64. */
  readonly featureJacobian: Float64Array;
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
  const follow = (moved: Float64Array): Float64Array => {
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
  };
  const modelShifts = dataShifts.map((shift) => follow(problem.dataResponse(shift)));
  return { model, dataShifts, modelShifts, whitenedJacobian: jacobian.slice(0, m * count), featureJacobian };
}

/**
 * Standard error of a function of the features, linear about their values: root of the sum of squares of its shifts.
 */
export function standardError(shifts: readonly Float64Array[], slope: (shift: Float64Array) => number): number {
  return Math.sqrt(shifts.reduce((sum, shift) => sum + slope(shift) ** 2, 0));
}

/** Combinations that are listed, and their largest weights. */
const [listed, termsListed] = [6, 4];

/**
 * Which combinations of parameters the data determine: singular values of the whitened Jacobian with every parameter in
 * units of the spread of the random starts. Above 1 the data know a combination better than the start did.
 * @param jacobian - shape [feature, parameter].
 */
export function identify(jacobian: Float64Array, parameters: readonly ModelParameter[]): Identifiability {
  const count = parameters.length;
  const m = jacobian.length / count;
  const scaled = jacobian.map((value, k) => value * parameters[k % count].spread);
  const row = (f: number): Float64Array => scaled.subarray(f * count, (f + 1) * count);
  const gram = new Matrix(
    Array.from({ length: m }, (_, a) => Array.from({ length: m }, (_, b) => dot(row(a), row(b)))),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const order = realEigenvalues
    .map((value, column) => ({ value: Math.sqrt(Math.max(0, value)), column }))
    .sort((a, b) => b.value - a.value)
    .slice(0, Math.min(m, count));
  const combinations = order.slice(0, listed).flatMap(({ value, column }): Combination[] => {
    if (value === 0) return [];
    const vector = new Float64Array(count);
    for (let f = 0; f < m; f++) {
      const weight = eigenvectorMatrix.get(f, column) / value;
      for (let i = 0; i < count; i++) vector[i] += weight * scaled[f * count + i];
    }
    const terms = Array.from(vector, (weight, i) => ({
      group: parameters[i].group,
      parameter: parameters[i].name,
      weight,
    }))
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .slice(0, termsListed);
    // The sign of a combination is free: the largest weight is made positive.
    const sign = Math.sign(terms[0].weight);
    return [{ singularValue: value, terms: terms.map((t) => ({ ...t, weight: sign * t.weight })) }];
  });
  // More parameters than features: the rest of the singular values are 0.
  const singularValues = [...order.map(({ value }) => value), ...new Array<number>(Math.max(0, count - m)).fill(0)];
  return {
    singularValues,
    determined: singularValues.filter((value) => value > 1).length,
    parameters: count,
    combinations,
  };
}
