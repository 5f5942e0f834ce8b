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
import { textOf } from '../../../src/errors.ts';
import { stackOf } from '../../../src/grid/index.ts';
import { findBar, pixelFeatures } from '../../../src/segment/index.ts';
// Not through the folder's door, so that the library does not carry the forest.
import { classifyImages, type Stroke, trainForest } from '../../../src/segment/trained.ts';
import type { Box, Edits, Images } from '../../project/drawn.ts';
import { edited, withMasks } from '../edits.ts';
import { imagesOf, sourceOf } from '../folders.ts';
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

/** Labels of files and of those in folders, or grey values where they hold too many for labels. */
export async function open(
  { files: given, spacing }: { readonly files: readonly GivenFile[]; readonly spacing?: Spacing | undefined },
  setting: Setting,
): Promise<Opened> {
  setting.tell({ task: 'reading' });
  const files = imagesOf(given);
  const notes: string[] = [];
  const options = {
    as: 'sections' as const,
    ...(spacing && { spacing }),
    onNote: (sentence: Parameters<typeof textOf>[0]) => notes.push(textOf(sentence)),
  };
  const list = () => files.map(sourceOf);
  const sources = await Promise.all(files.map(hashOf));
  try {
    return { maps: await decodePhaseMaps(list(), options), files, sources, notes };
  } catch (error) {
    if (!(error instanceof ExcursaError) || error.kind !== 'input') throw error;
    const grey = await decodeGrey(list(), { as: 'sections', ...(spacing && { spacing }) }).catch(() => {
      // What it is as labels tells more than what it is not as a grey image.
      throw error;
    });
    const [first] = grey[0].values;
    if (grey.every(({ values }) => values.every((value) => value === first))) throw error;
    return { grey, files, sources, notes, region: regionWithoutBar(grey) };
  }
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

/** The bytes of images as the pages of one file. */
export const encodeSections = async (maps: readonly PhaseMap[]): Promise<Blob> =>
  new Blob([await joinBytes(encodePhaseMap(stackOf(maps, 'labels.tif'), 'labels.tif'))]);

/** The bytes of a map in the format of a file name. */
export const encode = async ({ map, name }: { readonly map: PhaseMap; readonly name: string }): Promise<Blob> =>
  new Blob([await joinBytes(encodePhaseMap(map, name))]);
