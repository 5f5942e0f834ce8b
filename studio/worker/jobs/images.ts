/** Images: opened, cut, segmented, saved. */
import {
  type CalibrationSource,
  decodeGrey,
  decodePhaseMaps,
  ExcursaError,
  encodePhaseMap,
  type GreyImage,
  joinBytes,
  type Phase,
  type PhaseMap,
  type SegmentOptions,
  type Spacing,
  segment,
} from 'excursa';
import { cutSections, demoRecipe, virtualCathode } from '../../../examples/virtual-cathode/truth.ts';
import { foreseen } from '../../../src/calibrate/index.ts';
import { canChoose } from '../../../src/choice/index.ts';
import { textOf } from '../../../src/errors.ts';
import { stackOf } from '../../../src/grid/index.ts';
import { unitText } from '../../../src/report/notation.ts';
import { findBar, pixelFeatures } from '../../../src/segment/index.ts';
// Not through the folder's door, so that the library does not carry the forest.
import { classifyImages, type Stroke, trainForest } from '../../../src/segment/trained.ts';
import type { Box, Edits, Images } from '../../project/drawn.ts';
import { withPixel } from '../../project/project.ts';
import { edited, withMasks } from '../edits.ts';
import { imagesOf, sourceOf } from '../folders.ts';
import { failureText, warningText } from './naming.ts';
import { type GivenFile, hashOf, type Setting } from './setting.ts';

/** Images that were opened: labels, or grey values that are still to be segmented. */
export type Opened = {
  /** Files and folders that were taken. */
  readonly files: readonly GivenFile[];
  readonly sources: readonly CalibrationSource[];
  readonly notes: readonly string[];
  /** Region without the bar of information that a microscope drew. */
  readonly region?: Box | undefined;
} & ({ readonly maps: readonly PhaseMap[] } | { readonly grey: readonly GreyImage[] });

/** The rows of all images that hold no bar of information; undefined where there is none. */
function regionWithoutBar(images: readonly GreyImage[]): Box | undefined {
  const rows = images.map(({ values, grid }) => findBar(values, grid.shape));
  if (rows.every((own) => own === undefined)) return undefined;
  const [from, to] = [
    Math.max(...rows.map((own) => own?.[0] ?? 0)),
    Math.min(...rows.map((own, i) => own?.[1] ?? images[i].grid.shape[1])),
  ];
  const width = Math.max(...images.map(({ grid }) => grid.shape[2]));
  return from < to ? { x: 0, y: from, width, height: to - from } : undefined;
}

/** Files without those that another one holds already, and sentences that name them. */
function distinct(files: readonly GivenFile[], sources: readonly CalibrationSource[]) {
  const firstOf = (i: number): number => sources.findIndex(({ sha256 }) => sha256 === sources[i].sha256);
  const isFirst = (_: unknown, i: number): boolean => firstOf(i) === i;
  const notes = files.flatMap(({ name }, i) =>
    firstOf(i) === i ? [] : [`${name} has the same content as ${files[firstOf(i)].name} and is taken once.`],
  );
  return { files: files.filter(isFirst), sources: sources.filter(isFirst), notes };
}

const refuse = (what: string, expected: string, got: string, remedy: string): never => {
  throw new ExcursaError({ kind: 'input', what, expected, got, remedy });
};

/** Refuses grey images beside labels, whose few values would be taken for grey ones. @throws ExcursaError (input). */
async function checkKinds(files: readonly GivenFile[]): Promise<void> {
  const areLabels = await Promise.all(
    files.map((file) =>
      decodePhaseMaps([sourceOf(file)], { as: 'sections' }).then(
        () => true,
        () => false,
      ),
    ),
  );
  const [grey, labels] = [areLabels.indexOf(false), areLabels.indexOf(true)];
  if (labels < 0) return;
  refuse(files[grey].name, `labels as in ${files[labels].name}`, 'grey values', 'opening labels and grey images apart');
}

/** Images of files that state no pixel size with that of the others, and a sentence that says so. */
function withStatedPixel<Image extends PhaseMap | GreyImage>(
  images: readonly Image[],
  notes: string[],
): readonly Image[] {
  const stated = images.find(({ grid }) => grid.unit !== 'voxel')?.grid;
  const without = images.filter(({ grid }) => grid.unit === 'voxel').length;
  if (!stated || without === 0) return images;
  const [, height, width] = stated.spacing;
  const size = `${[...new Set([height, width])].join(' x ')} ${unitText(stated.unit)}`;
  notes.push(`${without} of ${images.length} images state no pixel size: that of the others is taken, ${size}.`);
  return images.map((image) =>
    image.grid.unit === 'voxel' ? withPixel([image], [height, width], stated.unit)[0] : image,
  );
}

/** Refuses images that cannot be taken as sections of one material. @throws ExcursaError (input). */
function checkAlike(images: readonly (PhaseMap | GreyImage)[], names: readonly string[], areGrey: boolean): void {
  const nameOf = (i: number): string => (names.length === images.length ? names[i] : `image ${i + 1}`);
  const pixelOf = ({ grid }: PhaseMap | GreyImage): string =>
    grid.unit === 'voxel'
      ? 'no pixel size'
      : `pixels of ${[...new Set(grid.spacing.slice(1))].join(' x ')} ${unitText(grid.unit)}`;
  const sizeOf = ({ grid }: PhaseMap | GreyImage): string => `${grid.shape[2]} x ${grid.shape[1]} pixels`;
  for (const of of [pixelOf, ...(areGrey ? [sizeOf] : [])]) {
    const other = images.findIndex((image) => of(image) !== of(images[0]));
    if (other > 0)
      refuse(nameOf(other), `${of(images[0])} as in ${nameOf(0)}`, of(images[other]), 'opening them apart');
  }
}

/** What is told where images do not hold the same labels, of which one may be of another material; else nothing. */
function differentLabels(maps: readonly PhaseMap[], names: readonly string[]): string[] {
  const labelsOf = ({ data, phases }: PhaseMap): string =>
    phases
      .filter((_, i) => data.includes(i))
      .map(({ label }) => label)
      .join(', ');
  const lists = maps.map(labelsOf);
  const other = lists.findIndex((own) => own !== lists[0]);
  if (other < 0) return [];
  const nameOf = (i: number): string => (names.length === maps.length ? names[i] : `image ${i + 1}`);
  return [
    `Images hold different labels: ${nameOf(0)} has ${lists[0]}, ${nameOf(other)} has ${lists[other]}. Each label is a phase of its own: check that all are of one material.`,
  ];
}

/** Labels of files and of those in folders, or grey values where they hold too many for labels. */
export async function open(
  { files: given, spacing }: { readonly files: readonly GivenFile[]; readonly spacing?: Spacing | undefined },
  setting: Setting,
): Promise<Opened> {
  setting.tell({ task: 'reading' });
  const all = imagesOf(given);
  const { files, sources, notes } = distinct(all, await Promise.all(all.map(hashOf)));
  const options = {
    as: 'sections' as const,
    ...(spacing && { spacing }),
    onNote: (sentence: Parameters<typeof textOf>[0]) => notes.push(textOf(sentence)),
  };
  const list = () => files.map(sourceOf);
  const names = files.map(({ name }) => name);
  const found = { files, sources, notes };
  const labels = await decodePhaseMaps(list(), options).catch((error: unknown) => {
    if (error instanceof ExcursaError && error.kind === 'input') return error;
    throw error;
  });
  if (!(labels instanceof ExcursaError)) {
    const maps = withStatedPixel(labels, notes);
    checkAlike(maps, names, false);
    notes.push(...differentLabels(maps, names));
    return { maps, ...found };
  }
  const read = await decodeGrey(list(), { as: 'sections', ...(spacing && { spacing }) }).catch(() => {
    // What it is as labels tells more than what it is not as a grey image.
    throw labels;
  });
  const [first] = read[0].values;
  if (read.every(({ values }) => values.every((value) => value === first))) throw labels;
  await checkKinds(files);
  const grey = withStatedPixel(read, notes);
  checkAlike(grey, names, true);
  return { grey, ...found, region: regionWithoutBar(grey) };
}

/** Sections through the virtual cathode, drawn on the spot. */
export async function example(_: undefined, setting: Setting): Promise<Opened> {
  setting.tell({ task: 'drawing the virtual cathode' });
  return { maps: cutSections(virtualCathode(demoRecipe), 8), files: [], sources: [], notes: [] };
}

/** Labels of grey images by thresholds. */
export async function toLabels(
  input: { readonly images: readonly GreyImage[]; readonly options: SegmentOptions; readonly edits: Edits },
  { tell }: Setting,
) {
  tell({ task: 'segmenting' });
  const { maps: whole, thresholds, fractions, doubt } = segment(input.images, input.options);
  const maps = withMasks(whole, input.edits);
  return { maps, thresholds: thresholds.values, fractions, doubts: doubt.sentences };
}

/** Features of images, kept for the next strokes: to be computed again where this worker was ended meanwhile. */
let known:
  | { readonly images: readonly GreyImage[]; readonly features: readonly (readonly Float32Array[])[] }
  | undefined;

function featuresOf(images: readonly GreyImage[]): readonly (readonly Float32Array[])[] {
  const isKnown =
    known?.images.length === images.length &&
    images.every(({ values }, i) => {
      const own = known!.images[i].values;
      return own.length === values.length && own.every((value, j) => value === values[j]);
    });
  if (!isKnown) {
    known = { images, features: images.map(({ values, grid }) => pixelFeatures(values, grid.shape.slice(1))) };
  }
  return known!.features;
}

/** Pixels of a preview, about: a fraction of a second. */
const previewPixels = 60_000;

/** Labels of grey images by strokes of a brush. */
export async function byStrokes(
  input: {
    readonly images: readonly GreyImage[];
    readonly strokes: readonly Stroke[];
    readonly phases: readonly Phase[];
    readonly edits: Edits;
    /** Whether every pixel is looked at, and not some for a preview. */
    readonly whole: boolean;
  },
  { tell }: Setting,
) {
  const { images, strokes, phases, edits, whole } = input;
  tell({ task: known ? 'learning the strokes' : 'measuring the neighbourhood of every pixel' });
  const features = featuresOf(images);
  const forest = trainForest(features, images, {
    ...{ strokes, classes: phases.length },
    size: whole ? 'whole' : 'quick',
  });
  const pixels = images.reduce((sum, { values }) => sum + values.length, 0);
  const stride = whole ? 1 : Math.max(1, Math.round(Math.sqrt(pixels / previewPixels)));
  const maps = withMasks(classifyImages(forest, features, images, { phases, stride }), edits);
  return { maps };
}

/** Images cut and masked. */
export const edit = async ({ opened, edits }: { readonly opened: Images; readonly edits: Edits }): Promise<Images> =>
  edited(opened, edits);

/** What is said of images before a fit is begun. */
export interface Doubts {
  /** What speaks against it. */
  readonly sentences: readonly string[];
  /** Whether they hold enough evidence to choose a class by. */
  readonly canChoose: boolean;
}

/** The same; what the step shows of too many phases is left out. */
export async function doubtsOf(maps: readonly PhaseMap[]): Promise<Doubts> {
  const { warnings, refusal } = foreseen(maps);
  const isShown = refusal && maps[0].phases.length <= 3;
  const sentences = [...warnings.map(warningText), ...(isShown ? [failureText(refusal)] : [])];
  return { sentences, canChoose: canChoose(maps) };
}

/** The bytes of images as the pages of one file. */
export const encodeSections = async (maps: readonly PhaseMap[]): Promise<Blob> =>
  new Blob([await joinBytes(encodePhaseMap(stackOf(maps, 'labels.tif'), 'labels.tif'))]);

/** The bytes of a map in the format of a file name. */
export const encode = async ({ map, name }: { readonly map: PhaseMap; readonly name: string }): Promise<Blob> =>
  new Blob([await joinBytes(encodePhaseMap(map, name))]);
