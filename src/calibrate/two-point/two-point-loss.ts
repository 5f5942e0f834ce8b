import type { FeatureLayout } from './two-point-features.ts';

/** How the squared misfit is estimated from a batch. */
export type MisfitEstimator = 'unbiased' | 'plain';

/** Weights of the three parts of the two-point loss. */
export interface LossWeights {
  /** Weight of squared relative errors of the volume fractions against summed squares of the two-point functions. */
  readonly volume: number;
  /** Weight of squared relative errors of the specific surface areas. */
  readonly surface: number;
}

/** Value and gradient of the two-point loss. */
export interface TwoPointLoss {
  readonly value: number;
  /** dL / d feature of each chunk - [chunk] of shape [feature] - float64. */
  readonly gradients: Float64Array[];
}

/** Weight of every feature: 1 for the two-point functions, relative errors for volume fractions and surface areas. */
export function featureWeights(layout: FeatureLayout, target: Float64Array, weights: LossWeights): Float64Array {
  return target.map((value, k) => {
    if (k < layout.volume) return 1;
    return (k < layout.surface ? weights.volume : weights.surface) / value ** 2;
  });
}

/**
 * L = sum_k w_k (E f_k - target_k)^2 over the features f of a batch that comes in chunks.
 *
 * 'plain' squares the batch mean and so adds the sampling variance of the mean, which at the optimum is larger than the
 * misfit and draws the parameters towards models that scatter less. 'unbiased' takes products of different chunks only,
 * sum_{c != d} r_c r_d / (K (K - 1)): its expectation is the squared misfit itself, and single values may be negative.
 *
 * @param features - [chunk] of shape [feature] - float64. @param target - the data's features. @param weights - shape
 * [feature].
 * @source docs/design/two-point-loss.md
 */
export function twoPointLoss(
  features: readonly Float64Array[],
  target: Float64Array,
  weights: Float64Array,
  estimator: MisfitEstimator,
): TwoPointLoss {
  const chunks = features.length;
  const unbiased = estimator === 'unbiased' && chunks > 1;
  const norm = unbiased ? chunks * (chunks - 1) : chunks * chunks;
  const gradients = features.map(() => new Float64Array(target.length));
  let value = 0;
  for (let k = 0; k < target.length; k++) {
    let sum = 0;
    let squares = 0;
    for (const f of features) {
      const r = f[k] - target[k];
      sum += r;
      squares += r * r;
    }
    value += (weights[k] / norm) * (sum * sum - (unbiased ? squares : 0));
    for (let c = 0; c < chunks; c++) {
      const own = unbiased ? features[c][k] - target[k] : 0;
      gradients[c][k] = ((2 * weights[k]) / norm) * (sum - own);
    }
  }
  return { value, gradients };
}
