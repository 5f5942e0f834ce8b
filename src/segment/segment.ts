import {
  aFlag,
  aNumber,
  aPositiveNumber,
  checkArguments,
  listOf,
  oneOf,
  optionsOf,
  wholeNumber,
  wrongArgument,
} from '../arguments.ts';
import { createPhaseMap, type Phase, type PhaseMap, phaseList } from '../grid/index.ts';
import { type GreyImage, greyImage } from '../io/index.ts';
import { boundaryAware, calmPixels, calmThresholds, withoutShading } from './boundary-aware.ts';
import { median, medianOfCubes, nonLocalMeans } from './filters.ts';
import { applyThresholds, multiOtsu, type Thresholds } from './multi-otsu.ts';
import { doubtOf, type SegmentationDoubt } from './verdict.ts';

/** How to segment. */
export interface SegmentOptions {
  readonly classes: number;
  readonly filter: 'none' | 'median' | 'non-local-means';
  /** Radius of the median's square, in volumes its cube, pixels; default 1. */
  readonly radius?: number;
  /** Strength of non-local means in standard deviations of the noise; default 0.8. */
  readonly strength?: number;
  /**
   * 'thresholds', the default, takes every pixel by its grey value. 'boundary-aware' takes pixels inside of phases so,
   * and divides the rest along the crests of the gradient, which leaves no skins between dark and bright phases.
   */
  readonly method?: 'thresholds' | 'boundary-aware';
  /** Whether a smooth change of brightness over the image is removed first. */
  readonly shading?: boolean;
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
  /** What gives reason to distrust the labels. */
  readonly doubt: SegmentationDoubt;
}

/** Most classes that one segmentation makes. */
const mostClasses = 8;

const segmentArguments = {
  images: listOf('a list of grey images', '[{ grid, values }]', greyImage, 1),
  options: optionsOf(
    "{ classes: 2, filter: 'median' }",
    {
      ...{ radius: wholeNumber(1), strength: aPositiveNumber, shading: aFlag, phases: phaseList },
      ...{
        method: oneOf(['thresholds', 'boundary-aware']),
        thresholds: listOf('rising numbers', '[90, 160]', aNumber),
      },
    },
    { classes: wholeNumber(2, mostClasses), filter: oneOf(['none', 'median', 'non-local-means']) },
  ),
};

/** Refuses lists that do not have one entry a class. @throws ExcursaError (usage). */
function checkCounts({ classes, thresholds, phases }: SegmentOptions): void {
  const isRising = thresholds?.every((value, i) => i === 0 || value > thresholds[i - 1]);
  if (thresholds && !(isRising && thresholds.length === classes - 1)) {
    const expected = `${classes - 1} rising numbers for ${classes} classes`;
    throw wrongArgument('segment, thresholds', expected, thresholds, `classes: ${thresholds.length + 1}`);
  }
  if (phases && phases.length !== classes) {
    throw wrongArgument('segment, phases', `${classes} phases`, phases, `classes: ${phases.length}`);
  }
}

/**
 * Segments grey images by thresholds that are the same for all of them, after a filter in the plane: Otsu's for several
 * classes unless given. For images whose phases differ in grey value alone; others need a trained classifier.
 * @throws ExcursaError (usage) for images or options of another kind; (input) for grey values that do not divide.
 * @example
 * import { createGrid, segment } from 'excursa';
 * const grid = createGrid([8, 8], { spacing: 0.1, unit: 'um' });
 * const values = Float64Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 20 : 200) + (i % 3));
 * const { maps, fractions } = segment([{ grid, values }], { classes: 2, filter: 'none' });
 * console.log(maps[0].data[0], maps[0].data[7], fractions); // 0 1 [ 0.5, 0.5 ]
 */
export function segment(images: readonly GreyImage[], options: SegmentOptions): Segmented {
  checkArguments('segment', { images, options }, segmentArguments);
  checkCounts(options);
  const { classes } = options;
  const method = options.method ?? 'thresholds';
  const smooth = (image: GreyImage): Float64Array => filtered(image, options);
  let source = images;
  // Classes need the image without shading, which needs the classes: twice is enough.
  for (let round = 0; options.shading && round < 2; round++) {
    const all = source.map((image) => calmOf(image, smooth(image)));
    const { values: thresholds } = calmThresholds(all, classes);
    source = source.map(({ grid, values }, i) => ({
      grid,
      values: withoutShading(values, grid.shape, { thresholds, calm: all[i].calm }),
    }));
  }
  const grey = source.map(smooth);
  const all = new Float64Array(grey.reduce((sum, { length }) => sum + length, 0));
  grey.reduce((offset, values) => {
    all.set(values, offset);
    return offset + values.length;
  }, 0);
  const calm = method === 'boundary-aware' ? source.map((image, i) => calmOf(image, grey[i])) : undefined;
  const found = calm ? calmThresholds(calm, classes) : multiOtsu(all, classes);
  const values = options.thresholds ?? found.values;
  const phases = options.phases ?? Array.from({ length: classes }, (_, label) => ({ label, name: `class${label}` }));
  const counts = new Array<number>(classes).fill(0);
  const maps = grey.map((page, i) => {
    const { grid } = images[i];
    const data = calm
      ? boundaryAware(page, grid.shape, { thresholds: values, ...calm[i] })
      : applyThresholds(page, values);
    for (const label of data) counts[label]++;
    return createPhaseMap(grid, data, phases);
  });
  const fractions = counts.map((n) => n / all.length);
  return {
    maps,
    thresholds: options.thresholds ? { values, separability: separabilityOf(all, values) } : found,
    fractions,
    doubt: doubtOf(grey, maps, { thresholds: values, fractions }),
  };
}

/** Where an image is calm, with its filtered values. */
function calmOf({ grid }: GreyImage, values: Float64Array) {
  return { values, ...calmPixels(values, grid.shape) };
}

/** An image after its filter: of volumes the median of cubes, all else page by page. */
function filtered({ grid, values }: GreyImage, { filter, radius = 1, strength = 0.8 }: SegmentOptions): Float64Array {
  const [nz, ny, nx] = grid.shape;
  if (filter === 'none') return Float64Array.from(values);
  if (filter === 'median' && grid.rank === 3) return medianOfCubes(values, grid.shape, radius);
  const out = new Float64Array(values.length);
  for (let z = 0; z < nz; z++) {
    const page = values.subarray(z * ny * nx, (z + 1) * ny * nx);
    const own = filter === 'median' ? median(page, [ny, nx], radius) : nonLocalMeans(page, [ny, nx], strength);
    out.set(own, z * ny * nx);
  }
  return out;
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
