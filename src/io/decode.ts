import {
  type ArgumentKind,
  aFunction,
  aNumber,
  aText,
  checkArguments,
  listOf,
  oneOf,
  optionsOf,
  recordOf,
  valueWhere,
  wholeNumber,
} from '../arguments.ts';
import { ExcursaError, type Phrase } from '../errors.ts';
import { aGrid, createPhaseMap, type Grid, type PhaseMap, type Triple, tripleOf, voxelCount } from '../grid/index.ts';
import { aByteSource, type ByteSource } from './byte-source.ts';
import type { Format, RawStack, Spacing } from './formats/format.ts';
import { formats } from './formats/index.ts';
import { aVoxelSize, distanceOfPages, gridOf, type SpacingOptions, strided, tellFallback } from './grid-of-pages.ts';
import { checkPhases, colourText, type LabelledPhase, type Relabelling, relabelled } from './label-list.ts';
import { checkListed, checkOccurring, countValues, inferPhases, toIndices } from './labels.ts';
import { type Pages, pagesOf } from './pages.ts';
import { cutPart, type Region } from './part.ts';

/** How files are to be understood. */
export interface ReadOptions {
  /** Phases by their label values or colours; default: the distinct values found. */
  readonly labels?: readonly LabelledPhase[];
  /** Names of phases that need not occur, those of a model for instance; another one that does not is refused. */
  readonly mayLack?: readonly string[];
  /** Label value of voxels to leave out. */
  readonly mask?: number;
  /** Voxel size, overriding what the files say. */
  readonly spacing?: Spacing;
  /** Voxel size of files that state none, and of what it is, for the note on it: 'the model'. */
  readonly fallbackSpacing?: Spacing & { readonly of?: string };
  /**
   * 'sections': every page is a 2D image. 'volume': the pages of a file, or a series of files of one page each, are the
   * layers of a volume. Without it several pages are sections, unless the file states the distance of its layers.
   */
  readonly as?: 'sections' | 'volume';
  /** Box to read; the rest is left out. */
  readonly region?: Region;
  /** Every how manieth voxel [z, y, x] is kept; along z in volumes alone. */
  readonly stride?: Triple;
  /** New label values. */
  readonly relabel?: Relabelling;
  /** Gets a sentence on everything that was assumed or left out. */
  readonly onNote?: (sentence: Phrase) => void;
}

const orList = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
const readable = Object.entries<Format>(formats).filter(([, { read }]) => read);

const titleOf = ([name, { title }]: readonly [string, Format]): string => title ?? name.toUpperCase();

/** Formats that labels can be read from, for sentences: 'TIFF, PNG or NPY'. */
export const readableFormats = orList(readable.filter(([, { onlyGrey }]) => !onlyGrey).map(titleOf));

/** Formats that grey images can be read from, for sentences. */
export const greyFormats = orList(readable.map(titleOf));

/** First bytes of kinds of files that are often mistaken for label images, and what to do about them. */
const strangers: readonly (readonly [start: string, kind: string, advice: string])[] = [
  ['GIF8', 'a GIF image', 'converting it to PNG'],
  ['\x89HDF', 'an HDF5 file', 'exporting the label data set as TIFF or NPY'],
  ['<?xml', 'an XML file', 'converting it to TIFF'],
];

/**
 * Reads the numbers of a source by the format that its first bytes name, and closes the source.
 * @param grey - whether grey values are wanted; else labels, which some formats cannot hold.
 * @throws ExcursaError (input) when they name none or the file is damaged; (resource) when memory is short.
 */
async function decodeStack(source: ByteSource, grey: boolean): Promise<RawStack> {
  try {
    return await readStack(source, grey);
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

async function readStack(source: ByteSource, grey: boolean): Promise<RawStack> {
  if (!source.parts && source.size === 0) {
    throw new ExcursaError({
      ...{ kind: 'input', what: source.name, expected: 'a readable file' },
      ...{ got: 'an empty file of 0 bytes', remedy: 'copying or saving it again' },
    });
  }
  const head = source.parts ? new Uint8Array(0) : await source.read(0, Math.min(16, source.size));
  // A folder that is one image is an OME-Zarr store.
  const format: Format | undefined = source.parts
    ? formats['ome-zarr']
    : Object.values<Format>(formats).find((f) => f.recognises?.(head));
  if (format?.onlyGrey && !grey) {
    throw new ExcursaError({
      ...{ kind: 'input', what: source.name, expected: `a ${readableFormats} file of labels` },
      ...{ got: `${format.onlyGrey}`, remedy: 'exporting the labels as TIFF or PNG, or segmenting the image' },
    });
  }
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
      expected: `a ${grey ? greyFormats : readableFormats} file`,
      got: `${kind}`,
      remedy: `${advice}`,
    });
  }
  return format.read(source);
}

const aVoxelRange = valueWhere('[from, to]', '[0, 512]', (range) => {
  const isEnd = (end: unknown): boolean => end === undefined || (Number.isInteger(end) && Number(end) >= 0);
  return Array.isArray(range) && range.length === 2 && range.every(isEnd);
});

const sourceList = listOf('a list of at least one file', '[byteSource(bytes, name)]', aByteSource, 1);

/** How files are to be understood, as an argument. */
export const readOptions = optionsOf("{ as: 'sections' }", {
  labels: listOf(
    'a list of labels',
    "[{ name: 'pore', label: 0 }]",
    recordOf('a phase', "{ name: 'pore', label: 0 }", { name: aText, label: aNumber }),
    1,
  ),
  mayLack: listOf('a list of names of phases', "['pore']", aText, 1),
  ...{ mask: aNumber, spacing: aVoxelSize, fallbackSpacing: aVoxelSize, as: oneOf(['sections', 'volume']) },
  region: listOf('ranges of two or three axes', '[[0, 512], [0, 512]]', aVoxelRange, 2),
  stride: tripleOf('three whole numbers [z, y, x]', '[1, 2, 2]', (n) => wholeNumber(1)(n, '') === undefined),
  relabel: valueWhere('new labels by old ones', "'order'", (value) => value === 'order' || value instanceof Map),
  onNote: aFunction,
});

/** Reads sources as images, stacks of sections and volumes, cut to the part that is asked for. */
async function readPages(
  sources: readonly ByteSource[],
  options: Pick<ReadOptions, 'as' | 'region' | 'stride' | 'onNote'>,
  grey: boolean,
): Promise<Pages[]> {
  const { as, region, stride, onNote = () => undefined } = options;
  if (sources.length === 0)
    throw new ExcursaError({
      kind: 'usage',
      what: 'images',
      expected: 'at least one file',
      got: 'none',
      remedy: 'slice.tif',
    });
  const stacks: { name: string; raw: RawStack }[] = [];
  for (const source of sources) {
    const raw = await decodeStack(source, grey);
    for (const note of raw.notes ?? []) onNote(`${source.name}: ${note}`);
    stacks.push({ name: source.name, raw });
  }
  return pagesOf(stacks, as, onNote).map((pages) => {
    const { name, kind } = pages;
    return { ...pages, raw: cutPart(pages.raw, { region, stride }, { name, layers: kind === 'volume' }) };
  });
}

/** Checks that colours are not mixed with values. @throws ExcursaError (input) where they are. */
function checkColours(all: readonly Pages[], labels: readonly LabelledPhase[] | undefined): boolean {
  const colours = all[0].raw.colours === true;
  const other = all.find(({ raw }) => (raw.colours === true) !== colours);
  const fail = (name: string, expected: string, got: string): never => {
    const remedy: Phrase = ['naming each colour by ', { setting: 'labels', value: "'#141414=pore,#e67814=am'" }];
    throw new ExcursaError({ kind: 'input', what: name, expected, got, remedy });
  };
  if (other) fail(other.name, `${colours ? 'colours' : 'grey values'} as in ${all[0].name}`, 'the other kind');
  if (labels && (labels[0].colours === true) !== colours) {
    const kinds = ['grey label values', 'colours'];
    fail(all[0].name, kinds[colours ? 0 : 1], kinds[colours ? 1 : 0]);
  }
  return colours;
}

/**
 * Reads segmented images and volumes.
 * @param sources - TIFF, PNG, BMP or NPY files of one material.
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
export async function decodePhaseMaps(sources: readonly ByteSource[], options: ReadOptions = {}): Promise<PhaseMap[]> {
  checkArguments('decodePhaseMaps', { sources, options }, { sources: sourceList, options: readOptions });
  const { labels, mask, relabel, stride } = options;
  if (labels) checkPhases(labels, mask);
  const all = await readPages(sources, options, false);
  const colours = checkColours(all, labels);
  const counts = new Map<number, number>();
  for (const { raw, name } of all) {
    const found = countValues(raw.values, name);
    if (labels) checkListed(found, labels, mask, name);
    for (const [value, count] of found) counts.set(value, (counts.get(value) ?? 0) + count);
  }
  const name = all.map((pages) => pages.name).join(', ');
  const named = all.flatMap(({ raw }) => raw.phases ?? []);
  const known = labels ?? inferPhases(counts, mask, name, { colours, phases: named });
  checkOccurring(counts, known, name, options);
  const phases = relabelled(known, relabel);
  tellPhases(known, labels === undefined, options);
  tellFallback(all, options);
  return all.flatMap((pages) => {
    const { raw, kind } = pages;
    const data = toIndices(raw.values, known, mask);
    const layers = kind === 'volume';
    const size = {
      ...options,
      ...{ spacing: strided(options.spacing, stride, layers) },
      ...{ fallbackSpacing: strided(options.fallbackSpacing, stride, layers) },
    } as SpacingOptions;
    const grid = gridOf(pages, size);
    if (layers && !raw.spacing && !size.spacing && !size.fallbackSpacing) {
      options.onNote?.([
        `${pages.name}: it gives no voxel size, so its layers count as far apart as its pixels are wide; `,
        { setting: 'spacing', value: 'z,y,x' },
        ' with a unit states their distance',
      ]);
    }
    if (layers) return [createPhaseMap(grid, data, phases)];
    const [count, ny, nx] = raw.shape;
    const distance = kind === 'sections' ? distanceOfPages(pages, size) : undefined;
    return Array.from({ length: count }, (_, z) => ({
      ...createPhaseMap(grid, data.slice(z * ny * nx, (z + 1) * ny * nx), phases),
      ...(distance !== undefined && { section: { stack: pages.name, height: z * distance } }),
    }));
  });
}

/** Tells which labels values received that are no labels themselves. */
function tellPhases(known: readonly LabelledPhase[], found: boolean, { onNote }: ReadOptions): void {
  if (!onNote || !known.some(({ values }) => values)) return;
  if (!found && !known[0].colours) return;
  const shown = known.map(({ label, name, values, colours }) => {
    const own = (values ?? [label]).map(colours ? colourText : String).join('+');
    return `${own} is ${label} (${name})`;
  });
  onNote(`labels in the order of the ${known[0].colours ? 'colours' : 'values'}: ${shown.join(', ')}`);
}

/** A grey image or volume. */
export interface GreyImage {
  readonly grid: Grid;
  /** Grey values - shape of the grid - float64. */
  readonly values: Float64Array;
}

const greyParts = recordOf('a grey image', '{ grid, values }', {
  grid: aGrid,
  values: valueWhere('a Float64Array', 'Float64Array.from(values)', (values) => values instanceof Float64Array),
});

/** Grey images, as an argument. */
export const greyImage: ArgumentKind = (value, place) => {
  const wrong = greyParts(value, place);
  if (wrong) return wrong;
  const { grid, values } = value as GreyImage;
  if (values.length === voxelCount(grid)) return undefined;
  const expected = `${voxelCount(grid)} values for ${grid.shape.join(' x ')}`;
  return { place: `${place}.values`, expected, got: values.length, remedy: 'the shape of the image' };
};

/**
 * Reads grey images.
 * @param sources - image files. @param options - how pages are understood, and which part is read.
 * @throws ExcursaError (input) for files that are empty, damaged or no images, and for values that are not finite.
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
  options: Pick<ReadOptions, 'spacing' | 'as' | 'region' | 'stride' | 'onNote'> = {},
): Promise<GreyImage[]> {
  checkArguments('decodeGrey', { sources, options }, { sources: sourceList, options: readOptions });
  const images: GreyImage[] = [];
  for (const pages of await readPages(sources, options, true)) {
    const { raw, kind, name } = pages;
    if (raw.values.length === 0)
      throw new ExcursaError({ kind: 'input', what: name, expected: 'an image', got: 'no pixels' });
    if (raw.colours) {
      throw new ExcursaError({
        kind: 'input',
        what: name,
        expected: 'grey values',
        got: 'colours',
        remedy: 'saving it as 8-bit grey',
      });
    }
    const values = Float64Array.from(raw.values as ArrayLike<number>);
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) {
      throw new ExcursaError({
        kind: 'input',
        what: name,
        expected: 'a finite grey value in every pixel',
        got: `${wrong}`,
        remedy: 'a part of the image without such pixels, or grey values of their neighbours in them',
      });
    }
    const spacing = strided(options.spacing, options.stride, kind === 'volume');
    const grid = gridOf(pages, spacing ? { spacing } : {});
    const [count, ny, nx] = raw.shape;
    if (kind === 'volume') images.push({ grid, values });
    else for (let z = 0; z < count; z++) images.push({ grid, values: values.slice(z * ny * nx, (z + 1) * ny * nx) });
  }
  return images;
}
