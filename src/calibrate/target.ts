import type { FeatureLayout } from './loss/features.ts';

/**
 * What the data ask of a model: the features of `FeatureLayout`, phases in the user's order.
 */
export interface Target {
  readonly layout: FeatureLayout;
  /** Shape [feature] - lengths in pixels - float64. */
  readonly features: Float64Array;
}

/** The target as a model sees it whose excursion set Xi_{i+1} is material phase order[i]. */
export function permuteTarget({ layout, features }: Target, order: readonly number[]): Float64Array {
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
