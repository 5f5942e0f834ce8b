import { createCropSampler, Discriminator, initialState } from '../calibrate/index.ts';
import { type DrawOptions, drawLike } from '../compare/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { firstRealisations, keyOf, realismPurposes, uniforms } from '../random/index.ts';
import { disjointWindows, type Quarters, quartersOf, windowEdge } from './groups.ts';

/** How well a network tells two samples of images apart, on windows that it has not learned from. */
export interface Separation {
  /** Balanced accuracy: mean of the shares of both samples' windows that are assigned rightly; 0.5 is a guess. */
  readonly accuracy: number;
  /** 95 % interval of the accuracy, windows taken for independent. */
  readonly ci95: readonly [number, number];
  /** Windows scored of both samples. */
  readonly windows: readonly [number, number];
}

/** A two-sample test of data against a model. */
export interface RealismTest {
  readonly modelAgainstData: Separation;
  /**
   * The same test of one half of the data against the other: what a perfect model would score, and by how much the data
   * differ within.
   */
  readonly dataAgainstData: Separation;
  /** Edge of the windows, pixels, and in the data's unit. */
  readonly window: number;
  readonly windowLength: number;
  readonly unit: string;
  /** Steps of training of each network. */
  readonly steps: number;
}

/** Settings of a test; the defaults are part of its definition, results with others do not compare. */
export interface RealismOptions {
  readonly seed: number;
  readonly threads: number;
  readonly steps?: number;
  /** The control of the same data under the same settings, where it is known: it is not made again. */
  readonly dataAgainstData?: Separation;
  /** Edge of the windows, pixels, a multiple of 16; chosen by the images' size unless told. */
  readonly window?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

const batch = 16;
const training = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, channels: 'medium' } as const;

/** Rightly assigned windows of one sample. */
interface Score {
  readonly right: number;
  readonly count: number;
}

/** Trains a fresh network on two samples and scores it on two others. */
async function trainAndScore(
  train: readonly [PhaseMap[], PhaseMap[]],
  test: readonly [PhaseMap[], PhaseMap[]],
  edge: number,
  stream: number,
  { seed, threads }: RealismOptions,
  steps: number,
  onStep: () => void,
): Promise<[Score, Score]> {
  const phases = train[0][0].phases.length;
  const order = Array.from({ length: phases }, (_, i) => i);
  const shape = { phases, channels: training.channels };
  const purposesOf = realismPurposes(stream);
  const samplers = train.map((sections, side) =>
    createCropSampler(sections, edge, order, keyOf(seed, purposesOf.crops[side])),
  );
  const key = keyOf(seed, purposesOf.weights);
  let drawn = 0;
  const start = initialState(shape, (count) => uniforms(count, key, drawn++));
  const network = await Discriminator.open({ ...training, ...shape, size: edge, batch, threads }, start);
  try {
    const images = train.map(() => new Float32Array(batch * phases * edge * edge));
    for (let step = 0; step < steps; step++) {
      samplers.forEach((sampler, side) => {
        sampler.fill(images[side], batch, step);
      });
      await network.step(images[0], images[1], { skipBelow: 0 });
      onStep();
    }
    const scores: Score[] = [];
    for (const [side, sections] of test.entries()) {
      const windows = disjointWindows(sections, edge);
      const logits = await network.judge(windows.images, windows.count);
      // The first sample is the one that the network calls real.
      const right = logits.reduce((n, z) => n + ((side === 0 ? z > 0 : z <= 0) ? 1 : 0), 0);
      scores.push({ right, count: windows.count });
    }
    return [scores[0], scores[1]];
  } finally {
    await network.close();
  }
}

/**
 * Accuracy of all folds together; the interval by the normal approximation with two successes and two failures added
 * (Agresti and Coull).
 */
function separation(folds: readonly (readonly [Score, Score])[]): Separation {
  const sides = [0, 1].map((side) => ({
    right: folds.reduce((sum, fold) => sum + fold[side].right, 0),
    count: folds.reduce((sum, fold) => sum + fold[side].count, 0),
  }));
  const accuracy = sides.reduce((sum, { right, count }) => sum + right / count / 2, 0);
  const smooth = sides.map(({ right, count }) => ({ p: (right + 2) / (count + 4), n: count + 4 }));
  const centre = (smooth[0].p + smooth[1].p) / 2;
  const error = Math.sqrt(smooth.reduce((sum, { p, n }) => sum + (p * (1 - p)) / n / 4, 0));
  return {
    accuracy,
    ci95: [Math.max(0, centre - 1.96 * error), Math.min(1, centre + 1.96 * error)],
    windows: [sides[0].count, sides[1].count],
  };
}

/** A pair of samples: the first is the one that the network calls real. */
type Pair = readonly [PhaseMap[], PhaseMap[]];

const usualSteps = 500;

/** Trains on the first pair and scores on the second, then the other way round. */
async function bothWays(
  pairs: readonly [Pair, Pair],
  edge: number,
  stream: number,
  options: RealismOptions,
  onStep: () => void,
): Promise<Separation> {
  const steps = options.steps ?? usualSteps;
  const [one, other] = pairs;
  return separation([
    await trainAndScore(one, other, edge, stream, options, steps, onStep),
    await trainAndScore(other, one, edge, stream + 1, options, steps, onStep),
  ]);
}

/**
 * The first half of a two-sample test: the model against the data. See `realismTest`. @throws ExcursaError (input) for
 * images that are too small.
 */
export function separateModel(
  data: readonly PhaseMap[],
  model: readonly PhaseMap[],
  options: RealismOptions,
  onStep: () => void = () => {},
): Promise<Separation> {
  const [real, drawn] = [quartersOf(data), quartersOf(model)];
  const join = (quarters: Quarters, first: number): PhaseMap[] => [...quarters[first], ...quarters[first + 1]];
  const pair = (first: number): Pair => [join(real, first), join(drawn, first)];
  return bothWays([pair(0), pair(2)], options.window ?? windowEdge(data), 0, options, onStep);
}

/**
 * The second half, its control: the data against themselves. See `realismTest`. @throws ExcursaError (input) for images
 * that are too small.
 */
export function separateData(
  data: readonly PhaseMap[],
  options: RealismOptions,
  onStep: () => void = () => {},
): Promise<Separation> {
  const real = quartersOf(data);
  const pairs = [
    [real[0], real[1]],
    [real[2], real[3]],
  ] as const;
  return bothWays(pairs, options.window ?? windowEdge(data), 2, options, onStep);
}

/**
 * A classifier two-sample test: a fresh network (four convolutions, as the calibration's discriminator, but trained
 * anew) learns to tell windows of the data from windows of the model and is scored on windows that neither it nor a
 * neighbouring place of which it has seen.
 *
 * Both samples are quartered. In the first fold quarters 1 and 2 train and 3 and 4 are scored, in the second the other
 * way round, so that every window is scored once. The control puts one quarter against another in place of data against
 * model. Training takes a fixed number of steps, crops at random places in the eight orientations of the square: what
 * differs only by direction is not seen.
 *
 * @param data - sections of the material. @param model - as many sections of the model, of the same sizes, drawn for
 * this test alone.
 * @throws ExcursaError (input) when quarters of the images are smaller than 32 x 32 pixels.
 * @source lopezpaz2017
 */
export async function realismTest(
  data: readonly PhaseMap[],
  model: readonly PhaseMap[],
  options: RealismOptions,
): Promise<RealismTest> {
  const window = options.window ?? windowEdge(data);
  const steps = options.steps ?? usualSteps;
  let done = 0;
  const total = (options.dataAgainstData ? 2 : 4) * steps;
  const onStep = (): void => options.onProgress?.(++done, total);
  const { spacing, unit } = data[0].grid;
  return {
    modelAgainstData: await separateModel(data, model, { ...options, window }, onStep),
    dataAgainstData: options.dataAgainstData ?? (await separateData(data, { ...options, window }, onStep)),
    window,
    windowLength: window * spacing[2],
    unit,
    steps,
  };
}

/** @throws ExcursaError (usage) for a volume, which the two-sample test cannot take. */
export function checkRealism([first]: readonly PhaseMap[]): void {
  if (first.grid.rank === 2) return;
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: 'realism' },
    expected: 'images',
    got: 'a volume',
    remedy: [{ setting: 'as', value: 'sections' }, ' to take its layers for images'],
  });
}

/** As many sections of the model as the reference has, of the same sizes, drawn for a two-sample test alone. */
export async function drawForRealism(
  model: ExcursionModel,
  reference: readonly PhaseMap[],
  options: DrawOptions,
): Promise<PhaseMap[]> {
  const drawn: PhaseMap[] = [];
  for (const [s, map] of reference.entries())
    drawn.push(await drawLike(model, map, firstRealisations.realism + s, options));
  return drawn;
}

/**
 * Tests by fresh networks whether sections of the model can be distinguished from the data.
 * @throws ExcursaError (usage) for a volume.
 */
export async function testRealism(
  model: ExcursionModel,
  reference: readonly PhaseMap[],
  options: DrawOptions & { readonly threads: number; readonly onProgress?: (done: number, total: number) => void },
): Promise<RealismTest> {
  checkRealism(reference);
  const { seed, threads, onProgress } = options;
  const drawn = await drawForRealism(model, reference, options);
  return realismTest(reference, drawn, { seed, threads, ...(onProgress && { onProgress }) });
}
