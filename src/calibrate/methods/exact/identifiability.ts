import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { ModelParameter } from '../../../phase/index.ts';
import type { Combination, Identifiability } from './fit-summary.ts';

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
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
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
