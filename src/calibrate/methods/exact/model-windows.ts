import { TaskPool, type TaskProgram } from '../../../compute/index.ts';
import { type PhaseMap, sectionsOf } from '../../../grid/index.ts';
import { type ExcursionModel, realise } from '../../../phase/index.ts';
import { firstRealisations } from '../../../random/index.ts';
import { type BlockCounts, countBlock, lagClasses } from './block-counts.ts';
import { addUp, type DataStatistics, featuresOf, gapOf } from './statistics.ts';

/** Windows of a model that are drawn as the data were seen. */
export interface WindowSetup {
  readonly model: ExcursionModel;
  readonly seed: number;
  readonly maxLag: number;
  /** Labels of the pieces of sections that windows stand for, for their shape and their masks - [piece]. */
  readonly pieces: readonly { readonly shape: readonly [number, number]; readonly mask: Uint8Array | undefined }[];
  /** Sections of one volume that a window is made of, and pixels from one to the next. */
  readonly stack?: { readonly layers: number; readonly gap: number } | undefined;
}

/** Draws and counts windows; a window has the same bits on every thread. */
export const modelWindowProgram: TaskProgram<WindowSetup, number, BlockCounts> = (setup) => {
  const { model, seed, maxLag, pieces, stack } = setup;
  const classes = lagClasses(maxLag);
  const count = (map: PhaseMap, { shape, mask }: WindowSetup['pieces'][number]): BlockCounts => {
    mask?.forEach((masked, i) => {
      if (masked) map.data[i] = 255;
    });
    return countBlock(map, { section: 0, y: 0, x: 0, height: shape[0], width: shape[1] }, classes);
  };
  return async (task) => {
    const realisation = firstRealisations.goodnessOfFit + task;
    if (!stack) {
      const piece = pieces[task % pieces.length];
      return count((await realise(model, { shape: piece.shape, seed, realisation })).map, piece);
    }
    const { layers, gap } = stack;
    const first = task % (pieces.length - layers + 1);
    const [height, width] = pieces[first].shape;
    // A volume whose voxels are so many times as high as wide has the sections as its layers.
    const coarse = { ...model, zScale: model.zScale / gap };
    const { map } = await realise(coarse, { shape: [layers, height, width], seed, realisation });
    const sections = sectionsOf(map, 'window');
    return addUp(sections.map((section, z) => count(section, pieces[first + z])));
  };
};

/** Windows wanted, and pixels of all of them together beyond which they are fewer, but not fewer than the least. */
const [wantedWindows, mostPixels, leastWindows] = [128, 2 ** 23, 64];
/** Edge of a window in correlation lengths, and in pixels, where the section has as much. */
const [lengthsPerWindow, leastEdge] = [16, 256];
/** The least edge of a window of several sections, pixels, and the correlation lengths that they reach over. */
const [leastEdgeOfStack, lengthsPerStack] = [160, 6];
/** Sections for each correlation length, at most: more of them show hardly more. */
const sectionsPerLength = 3;

/** The middle of a section, as large as a window needs to be. */
function pieceOf({ grid, data, phases }: PhaseMap, edge: number): WindowSetup['pieces'][number] {
  const [, ny, nx] = grid.shape;
  const [height, width] = [Math.min(ny, edge), Math.min(nx, edge)];
  const [top, left] = [(ny - height) >> 1, (nx - width) >> 1];
  const mask = Uint8Array.from({ length: height * width }, (_, i) => {
    const y = top + Math.floor(i / width);
    return data[y * nx + left + (i % width)] >= phases.length ? 1 : 0;
  });
  return { shape: [height, width], mask: mask.includes(1) ? mask : undefined };
}

/** How the features of images as large as the data scatter, if the model is true. */
export interface ModelScatter {
  /**
   * Deviations of the features from their mean, each with the scatter that features of all data together have -
   * [window] of shape [feature] - float64.
   */
  readonly deviations: readonly Float64Array[];
  /** Edge of a window, pixels (square root of the mean area). */
  readonly windowEdge: number;
  /** Sections that a window has: more than one where those of the data are of one volume, at a known distance. */
  readonly sections?: number;
}

/** Sections of a window: all, or as many as reach over a few correlation lengths. @param gap - pixels. */
function stackOf(sections: number, gap: number, correlationLength: number): WindowSetup['stack'] {
  return { layers: Math.min(sections, 4 + Math.ceil((lengthsPerStack * correlationLength) / gap)), gap };
}

/**
 * Draws windows of a model, as large as the sections or 16 correlation lengths, and takes the scatter of their features
 * to that of all sections: variances fall as the number of pairs of pixels. Where the sections are of one volume at a
 * known distance, a window is made of as many, as far apart; else they count as independent.
 * @returns undefined when the signal stopped it.
 */
export async function scatterOfModel(
  model: ExcursionModel,
  sections: readonly PhaseMap[],
  { classes: { reach: maxLag }, pixelTotal, pairTotals }: DataStatistics,
  options: {
    readonly correlationLength: number;
    readonly seed: number;
    readonly threads: number;
    readonly signal?: AbortSignal;
  },
): Promise<ModelScatter | undefined> {
  const { correlationLength, seed, threads, signal } = options;
  const gap = gapOf(sections);
  const least = gap === undefined ? leastEdge : leastEdgeOfStack;
  const edge = Math.max(least, Math.ceil(lengthsPerWindow * correlationLength));
  const step = gap === undefined ? 1 : Math.max(1, Math.floor(correlationLength / sectionsPerLength / gap));
  const pieces = sections.filter((_, k) => k % step === 0).map((section) => pieceOf(section, edge));
  const stack = gap === undefined ? undefined : stackOf(pieces.length, step * gap, correlationLength);
  /** Sections of the data that each drawn one stands for. */
  const standsFor = sections.length / pieces.length;
  const windowArea = pieces.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0) / pieces.length;
  const area = windowArea * (stack?.layers ?? 1);
  const count = Math.max(leastWindows, Math.min(wantedWindows, Math.floor(mostPixels / area)));
  const pool = new TaskPool('model-windows', modelWindowProgram, { model, seed, maxLag, pieces, stack }, threads);
  try {
    const tasks = Array.from({ length: count }, (_, i) => i);
    const counted = await pool.run(tasks, () => undefined, signal);
    if (signal?.aborted) return undefined;
    const windows = counted as BlockCounts[];
    const phases = windows[0].pixels.length;
    const features = windows.map(featuresOf);
    const mean = features[0].map((_, f) => features.reduce((sum, values) => sum + values[f], 0) / count);
    const deviations = features.map((values, w) =>
      values.map((value, f) => {
        const { pixels, all } = windows[w];
        const k = (f - phases) % all.length;
        const share = f < phases ? pixels.reduce((a, b) => a + b, 0) / pixelTotal : all[k] / pairTotals[k];
        return Math.sqrt(standsFor * share) * (value - mean[f]);
      }),
    );
    return { deviations, windowEdge: Math.sqrt(windowArea), ...(stack && { sections: stack.layers }) };
  } finally {
    await pool.close();
  }
}
