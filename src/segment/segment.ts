import { createPhaseMap, type Phase, type PhaseMap } from '../grid/index.ts';
import type { GreyImage } from '../io/index.ts';
import { median, nonLocalMeans } from './filters.ts';
import { applyThresholds, multiOtsu, type Thresholds } from './multi-otsu.ts';

/** How to segment. */
export interface SegmentOptions {
  readonly classes: number;
  readonly filter: 'none' | 'median' | 'non-local-means';
  /** Radius of the median's square, pixels; default 1. */
  readonly radius?: number;
  /** Strength of non-local means in standard deviations of the noise; default 0.8. */
  readonly strength?: number;
  /** Thresholds to use instead of Otsu's, rising. */
  readonly thresholds?: readonly number[];
  readonly phases?: readonly Phase[];
}

/** Labels of grey images. */
export interface Segmented {
  /** One map an image; labels 0, 1, ... from dark to bright. */
  readonly maps: readonly PhaseMap[];
  readonly thresholds: Thresholds;
  /** Share of the pixels by class. */
  readonly fractions: readonly number[];
}

/**
 * Segments grey images by thresholds that are the same for all of them, after a filter in the plane: Otsu's for several
 * classes unless given. For images whose phases differ in grey value alone; others need a trained classifier.
 * @throws ExcursaError (input) for grey values that do not divide.
 * @example
 * import { createGrid, segment } from 'excursa';
 * const grid = createGrid([8, 8], { spacing: 0.1, unit: 'um' });
 * const values = Float64Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 20 : 200) + (i % 3));
 * const { maps, fractions } = segment([{ grid, values }], { classes: 2, filter: 'none' });
 * console.log(maps[0].data[0], maps[0].data[7], fractions); // 0 1 [ 0.5, 0.5 ]
 */
export function segment(images: readonly GreyImage[], options: SegmentOptions): Segmented {
  const { filter, radius = 1, strength = 0.8, classes } = options;
  const filtered = images.map(({ grid, values }) => {
    const [nz, ny, nx] = grid.shape;
    const out = new Float64Array(values.length);
    for (let z = 0; z < nz; z++) {
      const page = values.subarray(z * ny * nx, (z + 1) * ny * nx);
      const plane = [ny, nx] as const;
      if (filter === 'none') out.set(page, z * ny * nx);
      else if (filter === 'median') out.set(median(page, plane, radius), z * ny * nx);
      else out.set(nonLocalMeans(page, plane, strength), z * ny * nx);
    }
    return out;
  });
  const all = new Float64Array(filtered.reduce((sum, { length }) => sum + length, 0));
  filtered.reduce((offset, values) => {
    all.set(values, offset);
    return offset + values.length;
  }, 0);
  const found = multiOtsu(all, classes);
  const values = options.thresholds ?? found.values;
  const phases = options.phases ?? Array.from({ length: classes }, (_, label) => ({ label, name: `class${label}` }));
  const counts = new Array<number>(classes).fill(0);
  const maps = filtered.map((page, i) => {
    const data = applyThresholds(page, values);
    for (const label of data) counts[label]++;
    return createPhaseMap(images[i].grid, data, phases);
  });
  return {
    maps,
    thresholds: options.thresholds ? { values, separability: separabilityOf(all, values) } : found,
    fractions: counts.map((n) => n / all.length),
  };
}

/** Variance between the classes of given thresholds over the whole variance. */
function separabilityOf(values: Float64Array, thresholds: readonly number[]): number {
  const classes = applyThresholds(values, thresholds);
  const counts = new Float64Array(thresholds.length + 1);
  const sums = new Float64Array(thresholds.length + 1);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    counts[classes[i]]++;
    sums[classes[i]] += values[i];
    squares += values[i] * values[i];
  }
  const mean = sums.reduce((a, b) => a + b, 0) / values.length;
  const between = sums.reduce((sum, s, c) => (counts[c] > 0 ? sum + s ** 2 / counts[c] : sum), 0);
  return (between - values.length * mean ** 2) / (squares - values.length * mean ** 2);
}
