import { ExcursaError } from '../errors.ts';
import { createGrid, createPhaseMap, type Grid, type Phase, type PhaseMap } from '../grid/index.ts';
import type { ByteSource } from './byte-source.ts';
import type { Format, RawStack, Spacing } from './formats/format.ts';
import { formats, readableFormats } from './formats/index.ts';
import { checkListed, checkOccurring, checkPhases, countValues, inferPhases, toIndices } from './labels.ts';

/** How files are to be understood. */
export interface ReadOptions {
  /** Phases by their label values; default: the distinct values found. */
  readonly labels?: readonly Phase[];
  /** Label value of voxels to leave out. */
  readonly mask?: number;
  /** Voxel size, overriding what the files say. */
  readonly spacing?: Spacing;
  /**
   * 'sections': every page is a 2D image. 'volume': the pages of a file are the layers of a volume; a single page
   * stays an image.
   */
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

/**
 * Reads the numbers of a source by the format that its first bytes name, and closes the source.
 * @throws ExcursaError (input) when they name none or the file is damaged; (resource) when memory is short.
 */
async function decodeStack(source: ByteSource): Promise<RawStack> {
  try {
    return await readStack(source);
  } catch (error) {
    if (!(error instanceof RangeError && /allocation|array length/i.test(error.message))) throw error;
    throw new ExcursaError(
      {
        kind: 'resource',
        what: source.name,
        expected: 'enough memory for the image',
        got: 'too little',
        remedy: 'a part of it',
      },
      { cause: error },
    );
  } finally {
    source.close?.();
  }
}

async function readStack(source: ByteSource): Promise<RawStack> {
  const head = await source.read(0, Math.min(16, source.size));
  const format = Object.values<Format>(formats).find((f) => f.recognises?.(head));
  if (!format?.read) {
    const start = String.fromCharCode(...head);
    const [, kind, advice] = strangers.find(([first]) => start.startsWith(first)) ?? [
      '',
      'another kind',
      'converting it to TIFF',
    ];
    throw new ExcursaError({
      kind: 'input',
      what: source.name,
      expected: `a ${readableFormats} file`,
      got: kind,
      remedy: advice,
    });
  }
  return format.read(source);
}

/** The grid of a volume of all pages, or of one page of it. */
function gridOf(raw: RawStack, shape: readonly number[], given: Spacing | undefined, name: string): Grid {
  if (given || !raw.spacing) return createGrid(shape, given);
  const { unit } = raw.spacing;
  const [dz, dy, dx] = raw.spacing.spacing;
  if (shape.length === 2) return createGrid(shape, { spacing: [dz ?? dy, dy, dx], unit });
  if (dz === undefined) {
    throw new ExcursaError({
      kind: 'input',
      what: name,
      expected: 'the distance of its layers',
      got: `only the pixel size of ${dy} x ${dx} ${unit}`,
      remedy: [{ setting: 'spacing', value: `${dy},${dy},${dx}${unit}` }, ' with the true distance first'],
    });
  }
  return createGrid(shape, { spacing: [dz, dy, dx], unit });
}

/**
 * Reads segmented images and volumes.
 * @param sources - TIFF, PNG or NPY files of one material.
 * @returns maps in the order of sources and pages, all with the same phases.
 * @throws ExcursaError (input) for files that are empty, damaged, no images or not segmented, for labels that do not
 * fit, and for volumes whose layers are an unknown distance apart; (usage) for labels that contradict each other.
 * @example
 * import { byteSource, createGrid, createPhaseMap, decodePhaseMaps, encodePhaseMap, joinBytes } from 'excursa';
 * const phases = [{ name: 'pore', label: 0 }, { name: 'solid', label: 200 }];
 * const map = createPhaseMap(createGrid([2, 2], { spacing: 0.5, unit: 'um' }), Uint8Array.of(0, 1, 1, 0), phases);
 * const source = byteSource(await joinBytes(encodePhaseMap(map, 'map.tif')), 'map.tif');
 * const [read] = await decodePhaseMaps([source], { as: 'sections', labels: phases });
 * console.log(read.grid.spacing[2], read.grid.unit, read.phases[1].name); // 0.5 um solid
 */
export async function decodePhaseMaps(sources: readonly ByteSource[], options: ReadOptions): Promise<PhaseMap[]> {
  const { labels, mask, spacing, as } = options;
  if (sources.length === 0)
    throw new ExcursaError({
      kind: 'usage',
      what: 'images',
      expected: 'at least one file',
      got: 'none',
      remedy: 'slice.tif',
    });
  if (labels) checkPhases(labels, mask);
  const stacks: RawStack[] = [];
  const counts = new Map<number, number>();
  for (const source of sources) {
    const raw = await decodeStack(source);
    const found = countValues(raw.values, source.name);
    if (labels) checkListed(found, labels, mask, source.name);
    for (const [value, count] of found) counts.set(value, (counts.get(value) ?? 0) + count);
    stacks.push(raw);
  }
  const name = sources.map((source) => source.name).join(', ');
  const phases = labels ?? inferPhases(counts, mask, name);
  checkOccurring(counts, phases, name);
  return stacks.flatMap((raw, i) => {
    const data = toIndices(raw.values, phases, mask);
    const [pages, ny, nx] = raw.shape;
    if (as === 'volume' && pages > 1) {
      return [createPhaseMap(gridOf(raw, raw.shape, spacing, sources[i].name), data, phases)];
    }
    const grid = gridOf(raw, [ny, nx], spacing, sources[i].name);
    return Array.from({ length: pages }, (_, z) =>
      createPhaseMap(grid, data.slice(z * ny * nx, (z + 1) * ny * nx), phases),
    );
  });
}

/** A grey image or volume. */
export interface GreyImage {
  readonly grid: Grid;
  /** Grey values - shape of the grid - float64. */
  readonly values: Float64Array;
}

/**
 * Reads grey images.
 * @param sources - TIFF, PNG or NPY files. @param as - whether pages are images of their own or the layers of a volume.
 * @throws ExcursaError (input) for files that are empty, damaged or no images.
 * @example
 * import { byteSource, createGrid, createPhaseMap, decodeGrey, encodePhaseMap, joinBytes } from 'excursa';
 * const phases = [{ name: 'dark', label: 20 }, { name: 'bright', label: 200 }];
 * const map = createPhaseMap(createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases);
 * const source = byteSource(await joinBytes(encodePhaseMap(map, 'image.tif')), 'image.tif');
 * const [image] = await decodeGrey([source], { as: 'sections' });
 * console.log(image.values[0], image.values[1]); // 20 200
 */
export async function decodeGrey(
  sources: readonly ByteSource[],
  { spacing, as }: Pick<ReadOptions, 'spacing' | 'as'>,
): Promise<GreyImage[]> {
  const images: GreyImage[] = [];
  for (const source of sources) {
    const raw = await decodeStack(source);
    const [pages, ny, nx] = raw.shape;
    if (raw.values.length === 0)
      throw new ExcursaError({ kind: 'input', what: source.name, expected: 'an image', got: 'no pixels' });
    const values = Float64Array.from(raw.values as ArrayLike<number>);
    if (as === 'volume' && pages > 1) images.push({ grid: gridOf(raw, raw.shape, spacing, source.name), values });
    else {
      const grid = gridOf(raw, [ny, nx], spacing, source.name);
      for (let z = 0; z < pages; z++) images.push({ grid, values: values.slice(z * ny * nx, (z + 1) * ny * nx) });
    }
  }
  return images;
}
