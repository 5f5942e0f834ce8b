import { createCropSampler, Discriminator, initialState } from '../calibrate/index.ts';
import { type DrawOptions, drawLike } from '../compare/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { parametersOf } from '../phase/index.ts';
import { firstRealisations, keyOf, realismPurposes, uniforms } from '../random/index.ts';
import { type DiscriminantTest, discriminantTest } from './discriminant.ts';
import { correlationLength, disjointWindows, quartersOf, windowEdge } from './groups.ts';
import { type Score, type Separation, separation } from './separation.ts';

/** Whether sections of a model can be told from the data. */
export interface Realism {
  /** By a linear discriminant of fixed features, with those that give the model away. */
  readonly discriminant: DiscriminantTest;
  /** By fresh networks, where they were asked for. */
  readonly networks?: RealismTest;
}

/** A two-sample test of data against a model by fresh networks. */
export interface RealismTest {
  readonly modelAgainstData: Separation;
  /**
   * The same test of one part of the data against another, of as many windows: what a perfect model would score, and by
   * how much the data differ within.
   */
  readonly dataAgainstData: Separation;
  /**
   * The same test of the model against itself with all lengths 1.25 times longer: whether the test sees a difference
   * that is known. Missing where no model is at hand, or where its parameters contain no lengths.
   */
  readonly knownDifference?: Separation;
  /** Whether the model scores higher than the data themselves, at a level of 5 % on one side. */
  readonly distinguished: boolean;
  /** Smallest accuracy that the test sees in four of five cases, given its windows and the score of its control. */
  readonly detectable: number;
  /** Edge of the windows, pixels, and in the data's unit. */
  readonly window: number;
  readonly windowLength: number;
  readonly unit: string;
  /** The edge in correlation lengths of the data. */
  readonly windowCorrelationLengths: number;
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
  /** Sections of the model and of the model with all lengths 1.25 times longer, for a difference that is known. */
  readonly known?: readonly [readonly PhaseMap[], readonly PhaseMap[]];
  /** Edge of the windows, pixels, a multiple of 16; chosen by the images' size unless told. */
  readonly window?: number;
  readonly onProgress?: (done: number, total: number) => void;
}

const batch = 16;
const training = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, channels: 'medium' } as const;

/** Batches whose statistics normalise the images that are scored. */
const settling = 16;

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
    const drawBatch = (step: number): readonly [Float32Array, Float32Array] => {
      samplers.forEach((sampler, side) => {
        sampler.fill(images[side], batch, step);
      });
      return [images[0], images[1]];
    };
    for (let step = 0; step < steps; step++) {
      await network.step(...drawBatch(step), 0);
      onStep();
    }
    await network.settle(
      (function* batches() {
        for (let batch = 0; batch < settling; batch++) yield drawBatch(steps + batch);
      })(),
    );
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

/** A pair of samples: the first is the one that the network calls real. */
type Pair = readonly [PhaseMap[], PhaseMap[]];

/** What a network learns from, and what it is scored on. */
type Fold = readonly [train: Pair, test: Pair];

const usualSteps = 500;

/** Numbers of the networks of the three tests: their random numbers are different. */
const firstNetwork = { model: 0, data: 2, known: 6 } as const;

/** Trains and scores a fresh network for each fold. */
async function scoreFolds(
  folds: readonly Fold[],
  edge: number,
  first: number,
  options: RealismOptions,
  onStep: () => void,
): Promise<Separation> {
  const scores: [Score, Score][] = [];
  for (const [f, [train, test]] of folds.entries()) {
    scores.push(await trainAndScore(train, test, edge, first + f, options, options.steps ?? usualSteps, onStep));
  }
  return separation(scores);
}

/** Two folds of two samples: each window of both is scored once. */
function foldsOf(one: readonly PhaseMap[], other: readonly PhaseMap[], gap: number): Fold[] {
  const quarters = [quartersOf(one, gap), quartersOf(other, gap)];
  const half = (first: number): Pair => {
    const [a, b] = quarters.map((of) => [...of[first], ...of[first + 1]]);
    return [a, b];
  };
  return [
    [half(0), half(2)],
    [half(2), half(0)],
  ];
}

/**
 * Four folds of one sample against itself: each window is scored once on either side, so that the control has as many
 * windows as the test. Its networks learn from half as many places.
 */
function foldsWithin(data: readonly PhaseMap[], gap: number): Fold[] {
  const quarters = quartersOf(data, gap);
  const pair = (a: number, b: number): Pair => [quarters[a], quarters[b]];
  return [
    [pair(0, 1), pair(2, 3)],
    [pair(2, 3), pair(0, 1)],
    [pair(3, 0), pair(1, 2)],
    [pair(1, 2), pair(3, 0)],
  ];
}

/** Variance of an accuracy p of windows of two samples. */
const varianceOf = (p: number, [a, b]: readonly [number, number]): number => (p * (1 - p) * (1 / a + 1 / b)) / 4;

/** Standard normal quantiles: one-sided 5 %, and a power of 80 %. */
const [level, power] = [1.645, 0.842];

/** Whether an accuracy exceeds that of the control, which is no less than a guess. */
function exceeds(one: Separation, control: Separation): boolean {
  const guess = Math.max(0.5, control.accuracy);
  const variance = varianceOf(0.5, one.windows) + varianceOf(0.5, control.windows);
  return one.accuracy - guess > level * Math.sqrt(variance);
}

/** Smallest accuracy that exceeds the control's in four of five repetitions; 1 where even full accuracy would not. */
function smallestSeen(windows: readonly [number, number], control: Separation): number {
  const guess = Math.max(0.5, control.accuracy);
  const limit = guess + level * Math.sqrt(varianceOf(0.5, windows) + varianceOf(0.5, control.windows));
  for (let p = limit; p < 1; p += 0.001) {
    if (p - power * Math.sqrt(varianceOf(p, windows)) >= limit) return p;
  }
  return 1;
}

/**
 * A classifier two-sample test: a fresh network (four convolutions, as the calibration's discriminator, but trained
 * anew) learns to distinguish windows of the data from windows of the model. It is scored on windows that neither it
 * nor a place within one correlation length of it has seen.
 *
 * Both samples are quartered, with a gap of one correlation length between quadrants. In the first fold quarters 1 and
 * 2 train and 3 and 4 are scored, in the second the other way round, so that every window is scored once. The control
 * puts one quarter of the data against another, in four folds. Training takes a fixed number of steps, crops at random
 * places in the eight orientations of the square: what differs only by direction is not seen.
 *
 * That the networks do not distinguish two samples is no evidence that these are alike: `detectable` and
 * `knownDifference` give what the test could have seen.
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
  const length = correlationLength(data);
  const window = options.window ?? windowEdge(data, length);
  const steps = options.steps ?? usualSteps;
  const { known } = options;
  const tests = [foldsOf(data, model, length), options.dataAgainstData ? [] : foldsWithin(data, length)] as const;
  const knownFolds = known ? foldsOf(known[0], known[1], length) : [];
  let done = 0;
  const total = (tests[0].length + tests[1].length + knownFolds.length) * steps;
  const score = (folds: readonly Fold[], first: number): Promise<Separation> =>
    scoreFolds(folds, window, first, options, () => options.onProgress?.(++done, total));
  const modelAgainstData = await score(tests[0], firstNetwork.model);
  const dataAgainstData = options.dataAgainstData ?? (await score(tests[1], firstNetwork.data));
  const { spacing, unit } = data[0].grid;
  return {
    modelAgainstData,
    dataAgainstData,
    ...(known && { knownDifference: await score(knownFolds, firstNetwork.known) }),
    distinguished: exceeds(modelAgainstData, dataAgainstData),
    detectable: smallestSeen(modelAgainstData.windows, dataAgainstData),
    window,
    windowLength: window * spacing[2],
    unit,
    windowCorrelationLengths: window / length,
    steps,
  };
}

/** Whether the test distinguishes two models whose lengths differ by a quarter; undefined where it was not tried. */
export function seesKnownDifference({ knownDifference, dataAgainstData }: RealismTest): boolean | undefined {
  return knownDifference && exceeds(knownDifference, dataAgainstData);
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

/** By how much lengths differ in the difference that the test has to see. */
const stretch = 1.25;

/** The model with all lengths longer by a factor; undefined where no parameter is a length. */
function lengthened(model: ExcursionModel, factor: number): ExcursionModel | undefined {
  const parameters = parametersOf(model.record, model.family);
  if (parameters.every(({ dimension }) => dimension === 'number')) return undefined;
  const powers = { number: 1, length: factor, wavenumber: 1 / factor } as const;
  const values = model.values.map((value, i) => value * powers[parameters[i].dimension]);
  return { ...model, values, taper: model.taper * factor };
}

/**
 * Tests by a linear discriminant, and by fresh networks where they are asked for, whether sections of the model can be
 * told from the data, and whether the test sees a difference of 25 % in all lengths. The discriminant takes seconds,
 * networks take minutes.
 * @throws ExcursaError (usage) for a volume.
 */
export async function testRealism(
  model: ExcursionModel,
  reference: readonly PhaseMap[],
  options: DrawOptions & {
    readonly threads: number;
    readonly networks?: boolean | undefined;
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<Realism> {
  checkRealism(reference);
  const { seed, threads, networks, onProgress } = options;
  const drawn = await drawForRealism(model, reference, options);
  const longer = lengthened(model, stretch);
  // The same random numbers would make pairs of windows; another seed makes independent samples.
  const known = longer && ([drawn, await drawForRealism(longer, reference, { ...options, seed: seed + 1 })] as const);
  const same = await drawForRealism(model, reference, { ...options, seed: seed + 2 });
  const discriminant = discriminantTest(reference, drawn, { same, longer: known?.[1] });
  if (!networks) return { discriminant };
  const how = { seed, threads, ...(known && { known }), ...(onProgress && { onProgress }) };
  return { discriminant, networks: await realismTest(reference, drawn, how) };
}
