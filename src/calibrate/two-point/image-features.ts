import { describe } from '../../descriptor/index.ts';
import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { checkCorrelationLength } from '../image-checks.ts';
import { type FeatureLayout, featureLayout } from './two-point-features.ts';

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

/**
 * Measures the target: rings of the two-point functions, volume fractions and stereological surface areas of all
 * sections together.
 * @throws ExcursaError (input) when a phase has no boundary to measure, or its correlation length is a good part of the
 * image.
 */
export async function measureTarget(sections: readonly PhaseMap[], maxLag: number): Promise<Target> {
  const description = await describe(sections, { maxLag, detail: 'basic' });
  const voxel = sections[0].grid.spacing[2];
  const { phases, twoPoint } = description;
  const layout = featureLayout(phases.length, maxLag);
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
