import { describe } from '../../descriptor/index.ts';
import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { checkCorrelationLength } from '../image-checks.ts';
import { type TwoPointLayout, twoPointLayout } from './two-point-features.ts';

/**
 * What the data ask of a model: the features of `TwoPointLayout`, phases in the user's order.
 */
export interface TwoPointTarget {
  readonly layout: TwoPointLayout;
  /** Shape [feature] - lengths in pixels - float64. */
  readonly features: Float64Array;
}

/** The target as a model sees it whose excursion set Xi_{i+1} is material phase order[i]. */
export function permuteTwoPointTarget({ layout, features }: TwoPointTarget, order: readonly number[]): Float64Array {
  const out = new Float64Array(features.length);
  const rings = layout.maxLag + 1;
  layout.pairs.forEach(([i, j], p) => {
    const [a, b] = [order[i], order[j]].sort((x, y) => x - y);
    const from = layout.pairs.findIndex(([x, y]) => x === a && y === b);
    out.set(features.subarray(from * rings, (from + 1) * rings), p * rings);
  });
  order.forEach((phase, i) => {
    out[layout.volume + i] = features[layout.volume + phase];
    out[layout.surface + i] = features[layout.surface + phase];
  });
  return out;
}

/**
 * Measures the target: rings of the two-point functions, volume fractions and stereological surface areas of all
 * sections together.
 * @throws ExcursaError (input) when a phase has no boundary to measure, or its correlation length is a good part of the
 * image.
 */
export async function measureTwoPointTarget(sections: readonly PhaseMap[], maxLag: number): Promise<TwoPointTarget> {
  const description = await describe(sections, { maxLag, detail: 'basic' });
  const voxel = sections[0].grid.spacing[2];
  const { phases, twoPoint } = description;
  const layout = twoPointLayout(phases.length, maxLag);
  const features = new Float64Array(layout.length);
  const names = phases.map((phase) => phase.name);
  const curves = layout.pairs.map(([i, j]) => twoPoint.pairs[`${names[i]}-${names[j]}`]);
  curves.forEach((curve, p) => {
    if (curve.length <= maxLag) {
      throw new ExcursaError({
        kind: 'input',
        what: 'calibrate',
        expected: `unmasked places at least ${maxLag} pixels apart`,
        got: `none beyond ${curve.length - 1}`,
        remedy: ['a smaller ', { setting: 'maxLag' }],
      });
    }
    features.set(curve.slice(0, maxLag + 1), p * (maxLag + 1));
  });
  phases.forEach((phase, i) => {
    const area = phase.specificSurfaceArea;
    if (!('stereological' in area) || !area.stereological) {
      throw new ExcursaError({
        kind: 'input',
        what: 'calibrate',
        expected: `a boundary of the phase ${phase.name}`,
        got: 'none',
        remedy: ['other ', { setting: 'labels' }],
      });
    }
    features[layout.volume + i] = phase.volumeFraction.value;
    features[layout.surface + i] = area.stereological * voxel;
  });
  const lags = twoPoint.lags.map((lag) => lag / voxel);
  const covariance = phases.map((_, i) => curves[i].map((c) => c - features[layout.volume + i] ** 2));
  const smallest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  checkCorrelationLength(names, covariance, lags, smallest);
  return { layout, features };
}

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
export function featureWeights(layout: TwoPointLayout, target: Float64Array, weights: LossWeights): Float64Array {
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
