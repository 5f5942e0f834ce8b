import { ExcursaError } from '../errors.ts';
import { createGrid, createPhaseMap, type Grid, type Phase, type PhaseMap } from '../grid/index.ts';
import { ByteFile } from './formats/byte-file.ts';
import type { Format, RawStack, Spacing } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { checkListed, checkOccurring, checkPhases, countValues, inferPhases, toIndices } from './labels.ts';
import { hashFile, type Source } from './source.ts';

/** How files are to be understood. */
export interface ReadOptions {
  /** Phases by their label values; default: the distinct values found. */
  readonly labels?: readonly Phase[];
  /** Label value of voxels to leave out. */
  readonly mask?: number;
  /** Voxel size, overriding what the files say. */
  readonly spacing?: Spacing;
  /** 'sections': every page is a 2D image. 'volume': the pages of a file are the layers of a volume; a single page stays an image. */
  readonly as: 'sections' | 'volume';
}

/** First bytes of kinds of files that are often mistaken for label images, and what to do about them. */
const strangers: readonly (readonly [start: string, kind: string, advice: string])[] = [
  ['\xff\xd8\xff', 'a JPEG image, whose compression blurs labels', 'exporting the segmentation as TIFF or PNG'],
  ['GIF8', 'a GIF image', 'converting it to PNG'],
  ['BM', 'a BMP image', 'converting it to PNG'],
  ['PK\x03\x04', 'a ZIP archive', 'unpacking it, or numpy.save instead of numpy.savez'],
  ['\x89HDF', 'an HDF5 file', 'exporting the label data set as TIFF or NPY'],
  ['<?xml', 'an XML file', 'converting it to TIFF'],
];

/** Reads a file's numbers by the format that its first bytes name. */
export async function readStack(path: string): Promise<RawStack> {
  const file = new ByteFile(path);
  const head = file.read(0, Math.min(16, file.size));
  file.close();
  const format = Object.values<Format>(formats).find((f) => f.recognises?.(head));
  if (!format?.read) {
    const start = String.fromCharCode(...head);
    const [, kind, advice] = strangers.find(([first]) => start.startsWith(first)) ?? [
      '',
      'another kind',
      'converting it to TIFF',
    ];
    throw new ExcursaError('input', `${path}: expected a TIFF, PNG or NPY file, got ${kind}; try ${advice}`);
  }
  try {
    return await format.read(path);
  } catch (error) {
    if (!(error instanceof RangeError && /allocation|array length/i.test(error.message))) throw error;
    throw new ExcursaError(
      'resource',
      `${path}: expected enough memory for the image, got too little; try a part of it`,
      { cause: error },
    );
  }
}

/** The grid of a volume of all pages, or of one page of it. */
export function gridOf(raw: RawStack, shape: readonly number[], given: Spacing | undefined, path: string): Grid {
  if (given || !raw.spacing) return createGrid(shape, given);
  const { unit } = raw.spacing;
  const [dz, dy, dx] = raw.spacing.spacing;
  if (shape.length === 2) return createGrid(shape, { spacing: [dz ?? dy, dy, dx], unit });
  if (dz === undefined) {
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: 'the distance of its layers',
      got: `only the pixel size of ${dy} x ${dx} ${unit}`,
      remedy: [{ setting: 'spacing', value: `${dy},${dy},${dx}${unit}` }, ' with the true distance first'],
    });
  }
  return createGrid(shape, { spacing: [dz, dy, dx], unit });
}

/**
 * Reads segmented images and volumes.
 * @param paths - TIFF, PNG or NPY files of one material.
 * @returns maps in the order of files and pages, all with the same phases, and the files' hashes.
 * @throws ExcursaError (input) for files that are missing, empty, damaged, no images or not segmented, for labels that do not fit, and for
 * volumes whose layers are an unknown distance apart; (usage) for labels that contradict each other.
 */
export async function readPhaseMaps(
  paths: readonly string[],
  options: ReadOptions,
): Promise<{ maps: PhaseMap[]; sources: Source[] }> {
  const { labels, mask, spacing, as } = options;
  if (paths.length === 0)
    throw new ExcursaError('usage', 'images: expected at least one file, got none; try slice.tif');
  if (labels) checkPhases(labels, mask);
  const sources: Source[] = [];
  const stacks: RawStack[] = [];
  const counts = new Map<number, number>();
  for (const path of paths) {
    sources.push(await hashFile(path));
    const raw = await readStack(path);
    const found = countValues(raw.values, path);
    if (labels) checkListed(found, labels, mask, path);
    for (const [value, count] of found) counts.set(value, (counts.get(value) ?? 0) + count);
    stacks.push(raw);
  }
  const name = paths.join(', ');
  const phases = labels ?? inferPhases(counts, mask, name);
  checkOccurring(counts, phases, name);
  const maps = stacks.flatMap((raw, i) => {
    const data = toIndices(raw.values, phases, mask);
    const [pages, ny, nx] = raw.shape;
    if (as === 'volume' && pages > 1) {
      return [createPhaseMap(gridOf(raw, raw.shape, spacing, paths[i]), data, phases)];
    }
    const grid = gridOf(raw, [ny, nx], spacing, paths[i]);
    return Array.from({ length: pages }, (_, z) =>
      createPhaseMap(grid, data.slice(z * ny * nx, (z + 1) * ny * nx), phases),
    );
  });
  return { maps, sources };
}
