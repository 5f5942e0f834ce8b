import { type BlockIntersections, countIntersections, type Stretch, stretchOf } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { usualClass } from '../phase/index.ts';
import { checkImages, checkLagsFit, checkMaps } from './image-checks.ts';
import { longestCorrelation } from './methods/exact/statistics.ts';
import type { Signature } from './methods/training/training-log.ts';
import { settingsSchema } from './settings.ts';

/** Blocks have this share of the images' pixels, or less. */
const blockShare = 1 / 16;

const blocksOf = (images: readonly PhaseMap[]): BlockIntersections[] => {
  const pixels = images.reduce((sum, { data }) => sum + data.length, 0);
  return countIntersections(images, Math.max(8, Math.sqrt(pixels * blockShare)));
};

/** Compares phase boundaries along x with those along y; undefined where an image has too few blocks or boundaries. */
export const inPlaneStretch = (images: readonly PhaseMap[]): Stretch | undefined => stretchOf(blocksOf(images));

/** Pairs of neighbours that end in different phases, from which on an axis without any is no chance. */
const enoughBoundaries = 64;

/**
 * What images show of directions, in words; undefined where nothing speaks against equal ones. Surface areas of images
 * suppose that all are equal.
 */
function directionNote(images: readonly PhaseMap[]): string | undefined {
  const blocks = blocksOf(images);
  const boundaries = ['alongZ', 'inPlane'].map((along) =>
    blocks.reduce((all, own) => all + own[along as 'alongZ' | 'inPlane'].reduce((sum, n) => sum + n, 0), 0),
  );
  // The first axis of an image is y.
  const bare = boundaries.findIndex((n, i) => n === 0 && boundaries[1 - i] >= enoughBoundaries);
  if (bare >= 0) return `no boundary lies across ${['y', 'x'][bare]}`;
  const found = stretchOf(blocks);
  if (!found || (found.interval[0] < leastStretch && found.interval[1] > 1 / leastStretch)) return undefined;
  const [low, high] = found.interval.map((r) => r.toFixed(2));
  return `structures are ${found.ratio.toFixed(2)} times as long along x as along y (95 % interval ${low} to ${high})`;
}

/** The warning on surface areas of images that show unequal directions; undefined where they do not. */
export function directionWarning(images: readonly PhaseMap[]): Signature | undefined {
  const found = directionNote(images);
  if (!found) return undefined;
  return {
    name: stretched,
    sentence: `Specific surface areas of images suppose equal directions, but ${found}.`,
    cure: 'Where they are plates across the image, S_V is about a quarter too large; measure a volume.',
  };
}

/** A stretch that is not worth a word, whatever its error. */
const leastStretch = 1.05;

/** Name of the warning on a stretch in the plane. */
export const stretched = 'anisotropic in the plane';

/** The warning on structures that are longer along one axis of the plane, which all models take for equal. */
export function stretchWarning(images: readonly PhaseMap[]): Signature | undefined {
  const found = inPlaneStretch(images);
  if (!found) return undefined;
  const { ratio, interval } = found;
  if (interval[0] < leastStretch && interval[1] > 1 / leastStretch) return undefined;
  const [low, high] = interval.map((r) => r.toFixed(2));
  return {
    name: stretched,
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
 * @param names - of the images, by which the warning calls them; by their number, unless given.
 * @returns the images that are left, and a warning that names the others and their size.
 */
export function withoutSmall(
  images: readonly PhaseMap[],
  names?: readonly string[],
): {
  readonly kept: readonly PhaseMap[];
  readonly warning?: Signature;
} {
  const largest = Math.max(...images.map(edgeOf));
  const large = images.filter((image) => 2 * edgeOf(image) >= largest);
  if (large.length === images.length || largest < 48) return { kept: images };
  const least = Math.max(24, Math.ceil(leastLengths * longestCorrelation(large)) + 1);
  const isSmall = (image: PhaseMap): boolean => !large.includes(image) && edgeOf(image) < least;
  const kept = images.filter((image) => !isSmall(image));
  if (kept.length === images.length) return { kept };
  const named = images.flatMap((image, i) =>
    isSmall(image)
      ? [`${names?.[i] ?? `number ${i + 1} of ${images.length}`} (${image.grid.shape.slice(1).join(' x ')} pixels)`]
      : [],
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

/** What speaks against fitting a model to images, as far as it is known before a fit. */
export interface Foreseen {
  readonly warnings: readonly Signature[];
  /** Why no model of the usual class can be fitted to them; undefined where one can. */
  readonly refusal?: ExcursaError;
}

/** What a calibration of the usual class would warn of or refuse at its beginning. @param images - 2D sections. */
export function foreseen(images: readonly PhaseMap[]): Foreseen {
  try {
    checkMaps(images);
    const { kept, warning } = withoutSmall(images);
    checkImages(kept, usualClass(kept[0].phases.length).record);
    checkLagsFit(kept, settingsSchema.parse({}));
    return { warnings: [warning, stretchWarning(kept)].filter((own) => own !== undefined) };
  } catch (error) {
    if (!(error instanceof ExcursaError)) throw error;
    return { warnings: [], refusal: error };
  }
}
