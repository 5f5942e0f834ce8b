import type { PhaseMap } from '../grid/index.ts';
import { countIntersections } from './anisotropy/intersections.ts';
import { correlationLengthOf, measureStatistics } from './methods/exact/statistics.ts';
import type { Signature } from './methods/training/training-log.ts';

/** How many times as long as high the structures of sections are. */
export interface InPlaneStretch {
  /** Mean intercept along x over that along y. */
  readonly ratio: number;
  /** 95 % interval of the ratio, from blocks of the images by the jackknife. */
  readonly interval: readonly [number, number];
}

/** Blocks have this share of the images' pixels, or less. */
const blockShare = 1 / 16;

/** Compares phase boundaries along x with those along y; undefined where an image has too few blocks or boundaries. */
export function inPlaneStretch(images: readonly PhaseMap[]): InPlaneStretch | undefined {
  const pixels = images.reduce((sum, { data }) => sum + data.length, 0);
  const blocks = countIntersections(images, Math.max(8, Math.sqrt(pixels * blockShare)));
  const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);
  const [y, x] = [sum(blocks.map((b) => sum(b.alongZ))), sum(blocks.map((b) => sum(b.inPlane)))];
  const [pairsY, pairsX] = [sum(blocks.map((b) => b.pairsAlongZ)), sum(blocks.map((b) => b.pairsInPlane))];
  const n = blocks.length;
  if (n < 4 || y === 0 || x === 0) return undefined;
  const log = Math.log(y / pairsY) - Math.log(x / pairsX);
  const variance =
    (n / (n - 1)) *
    sum(
      blocks.map(
        (b) => (sum(b.alongZ) / y - b.pairsAlongZ / pairsY - sum(b.inPlane) / x + b.pairsInPlane / pairsX) ** 2,
      ),
    );
  // Student's 97.5 % quantile for n - 1 degrees of freedom, to within 1 % from 3 on.
  const quantile = 1.96 + 2.4 / (n - 1) + 3 / (n - 1) ** 2;
  const half = quantile * Math.sqrt(variance);
  return { ratio: Math.exp(log), interval: [Math.exp(log - half), Math.exp(log + half)] };
}

/** A stretch that is not worth a word, whatever its error. */
const leastStretch = 1.05;

/** The warning on structures that are longer along one axis of the plane, which all models take for equal. */
export function stretchWarning(images: readonly PhaseMap[]): Signature | undefined {
  const found = inPlaneStretch(images);
  if (!found) return undefined;
  const { ratio, interval } = found;
  if (interval[0] < leastStretch && interval[1] > 1 / leastStretch) return undefined;
  const [low, high] = interval.map((r) => r.toFixed(2));
  return {
    name: 'anisotropic in the plane',
    sentence: `Structures are ${ratio.toFixed(2)} times as long along x as along y (95 % interval ${low} to ${high}); the models are isotropic in the plane of the sections, so the fit will be poor.`,
    cure: [
      'Use sections of the plane in which the structure is isotropic, and give these as ',
      { setting: 'anisotropy' },
      ', turned so that the odd direction is that of the columns.',
    ],
  };
}

const edgeOf = ({ grid }: PhaseMap): number => Math.min(grid.shape[1], grid.shape[2]);

/** Correlation lengths that an image must have, as the fit demands of all. */
const leastLengths = 6;

/**
 * Leaves out images that are much smaller than the others and too small for their correlations: one of them would
 * make the fit refuse all.
 * @returns the images that are left, and a warning that names the others by their number and size.
 */
export function withoutSmall(images: readonly PhaseMap[]): {
  readonly kept: readonly PhaseMap[];
  readonly warning?: Signature;
} {
  const largest = Math.max(...images.map(edgeOf));
  const large = images.filter((image) => 2 * edgeOf(image) >= largest);
  if (large.length === images.length || largest < 48) return { kept: images };
  const longest = Math.floor(Math.min(...large.map(edgeOf)) / 3);
  const length = correlationLengthOf(measureStatistics(large, longest, 0)) ?? longest;
  const least = Math.max(24, Math.ceil(leastLengths * length) + 1);
  const isSmall = (image: PhaseMap): boolean => !large.includes(image) && edgeOf(image) < least;
  const kept = images.filter((image) => !isSmall(image));
  if (kept.length === images.length) return { kept };
  const named = images.flatMap((image, i) =>
    isSmall(image) ? [`number ${i + 1} of ${images.length} (${image.grid.shape.slice(1).join(' x ')} pixels)`] : [],
  );
  return {
    kept,
    warning: {
      name: 'image left out',
      sentence: `Image ${named.join(', ')} is smaller than ${leastLengths} correlation lengths, ${least} pixels, and is left out.`,
      cure: 'Leave it out of the list, or take a larger field of view.',
    },
  };
}
