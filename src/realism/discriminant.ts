import type { PhaseMap } from '../grid/index.ts';
import {
  describeFeature,
  featureList,
  firstOfKinds,
  meanFeatures,
  meaningOf,
  measureWindows,
  shrunkCovariance,
} from '../morphology/index.ts';
import { factorise, solveLower, solveUpper, sumOfSquares } from '../numerics/index.ts';
import { correlationLength, quartersOf, windowEdge } from './groups.ts';
import { type Score, type Separation, separation } from './separation.ts';

/** A feature by which the model gives itself away. */
export interface TellingFeature {
  readonly feature: string;
  /** What the difference means, in words. */
  readonly meaning: string;
  /** Means over the windows. */
  readonly model: number;
  readonly data: number;
  /** Difference of the means in deviations from window to window. */
  readonly effect: number;
}

/** How well a linear discriminant of fixed features distinguishes data from a model. */
export interface DiscriminantTest {
  readonly modelAgainstData: Separation;
  /** One part of the data against another: by how much the data differ within. */
  readonly dataAgainstData: Separation;
  /** The model against other realisations of itself: what a perfect model scores. */
  readonly modelAgainstModel?: Separation;
  /** The model against itself with all lengths 1.25 times longer. */
  readonly knownDifference?: Separation;
  /** Edge of the windows, pixels, and number of features. */
  readonly window: number;
  readonly features: number;
  /** The features that differ most, each phase and kind once; empty where none differs beyond chance. */
  readonly telling: readonly TellingFeature[];
}

type Sample = readonly PhaseMap[];
/** Samples to learn from and to be scored on. */
type Fold = readonly [train: readonly [Sample, Sample], test: readonly [Sample, Sample]];

/** Two folds of two samples: each place of both is scored once. */
function foldsOf(one: Sample, other: Sample, gap: number): Fold[] {
  const quarters = [quartersOf(one, gap), quartersOf(other, gap)];
  const half = (first: number): readonly [Sample, Sample] => {
    const [a, b] = quarters.map((of) => [...of[first], ...of[first + 1]]);
    return [a, b];
  };
  return [
    [half(0), half(2)],
    [half(2), half(0)],
  ];
}

/** Four folds of one sample against itself: each place is scored once on either side. */
function foldsWithin(data: Sample, gap: number): Fold[] {
  const quarters = quartersOf(data, gap);
  const pair = (a: number, b: number): readonly [Sample, Sample] => [quarters[a], quarters[b]];
  return [
    [pair(0, 1), pair(2, 3)],
    [pair(2, 3), pair(0, 1)],
    [pair(3, 0), pair(1, 2)],
    [pair(1, 2), pair(3, 0)],
  ];
}

/**
 * Learns a linear discriminant from windows of two samples and scores it on others. It learns from windows of which
 * each shares half with the next, and is scored on windows that share no pixel.
 */
function learnAndScore([train, test]: Fold, edge: number): readonly [Score, Score] {
  const list = featureList(train[0][0].phases.length, edge);
  const n = list.length;
  const learned = train.map((sample) => measureWindows(sample, edge, edge / 2));
  const { scales, matrix } = shrunkCovariance(
    learned.map(({ features }) => features),
    list.map(({ floor }) => floor),
    learned.reduce((sum, { independent }) => sum + independent, 0),
  );
  const means = learned.map(({ features }) => meanFeatures(features));
  const direction = means[0].map((value, f) => (value - means[1][f]) / scales[f]);
  if (!factorise(matrix, n)) throw new RangeError('discriminant: expected a positive definite covariance');
  solveLower(matrix, n, direction);
  solveUpper(matrix, n, direction);
  const project = (features: Float64Array): number =>
    features.reduce((sum, value, f) => sum + (direction[f] * (value - (means[0][f] + means[1][f]) / 2)) / scales[f], 0);
  const [real, drawn] = test.map((sample, side): Score => {
    const { features } = measureWindows(sample, edge, edge);
    const right = features.filter((own) => project(own) > 0 === (side === 0)).length;
    return { right, count: features.length };
  });
  return [real, drawn];
}

const scoreAll = (folds: readonly Fold[], edge: number): Separation =>
  separation(folds.map((fold) => learnAndScore(fold, edge)));

/** Edge that windows have at most unless correlations are long, and correlation lengths that they hold. */
const [usualEdge, lengthsPerWindow] = [64, 4];

/** Edge of the windows: many small ones know the discriminant better than few large ones. */
function edgeFor(data: Sample, length: number): number {
  const most = windowEdge(data, length);
  return Math.min(most, Math.max(usualEdge, 16 * Math.ceil((lengthsPerWindow * length) / 16)));
}

/** Features that are told, and the least difference of means that is beyond chance, in standard errors. */
const [mostTold, beyondChance] = [6, 4];

/** The features that give the model away: the largest differences of means, in deviations from window to window. */
function tellingFeatures(data: Sample, model: Sample, edge: number): TellingFeature[] {
  const { phases } = data[0];
  const list = featureList(phases.length, edge);
  const [real, drawn] = [data, model].map((sample) => measureWindows(sample, edge, edge));
  const { scales } = shrunkCovariance(
    [real.features, drawn.features],
    list.map(({ floor }) => floor),
  );
  const [a, b] = [meanFeatures(real.features), meanFeatures(drawn.features)];
  const error = Math.sqrt(1 / real.features.length + 1 / drawn.features.length);
  const names = phases.map(({ name }) => name);
  const ranked = list
    .map((feature, f) => ({ feature, f, effect: (b[f] - a[f]) / scales[f] }))
    .filter(({ effect }) => Math.abs(effect) > beyondChance * error)
    .sort((x, y) => Math.abs(y.effect) - Math.abs(x.effect));
  return firstOfKinds(ranked)
    .slice(0, mostTold)
    .map(({ feature, f, effect }) => ({
      feature: describeFeature(feature, names),
      meaning: meaningOf(feature, names, effect > 0),
      ...{ model: b[f], data: a[f], effect },
    }));
}

/** How far two samples look apart on the average. */
export interface LookDistance {
  /** Squared distance of the mean features, over all directions, in units of the scatter of the difference. */
  readonly value: number;
  /** What two samples of one material have on average. */
  readonly expected: number;
}

/**
 * How far the mean features of sections of a model are from those of the data: a number that chance changes little, so
 * that models can be ranked by it where a share of windows cannot tell them apart.
 * @throws ExcursaError (input) when the images are too small for windows.
 */
export function lookDistance(data: Sample, model: Sample): LookDistance {
  const edge = edgeFor(data, correlationLength(data));
  const list = featureList(data[0].phases.length, edge);
  const [real, drawn] = [data, model].map((sample) => measureWindows(sample, edge, edge / 2));
  const { scales, matrix } = shrunkCovariance(
    [real.features],
    list.map(({ floor }) => floor),
    real.independent,
  );
  if (!factorise(matrix, list.length)) throw new RangeError('look: expected a positive definite covariance');
  const [a, b] = [meanFeatures(real.features), meanFeatures(drawn.features)];
  const difference = a.map((value, f) => (value - b[f]) / scales[f]);
  solveLower(matrix, list.length, difference);
  const variance = 1 / real.independent + 1 / drawn.independent;
  return { value: sumOfSquares(difference) / variance, expected: list.length };
}

/**
 * A two-sample test by linear discriminant analysis of fixed features of windows: three-point probabilities, Euler
 * numbers, erosions and openings, lineal paths, interfaces, triple points, parts. The covariance is shrunk towards its
 * diagonal. Places that train and places that are scored are one correlation length apart, as in `realismTest`, whose
 * folds these are. It needs no training steps, sees what short training does not, and can state what it sees.
 * @param data - sections of the material. @param model - sections of the model, drawn for this test alone.
 * @param others - further sections of the model, and of the model with longer lengths, for the controls.
 * @throws ExcursaError (input) when quarters of the images are smaller than 32 x 32 pixels.
 * @source fisher1936; ledoit2004 for the shrinkage
 */
export function discriminantTest(
  data: Sample,
  model: Sample,
  others: { readonly same?: Sample; readonly longer?: Sample | undefined } = {},
): DiscriminantTest {
  const length = correlationLength(data);
  const window = edgeFor(data, length);
  const against = (one: Sample, other: Sample): Separation => scoreAll(foldsOf(one, other, length), window);
  return {
    modelAgainstData: against(data, model),
    dataAgainstData: scoreAll(foldsWithin(data, length), window),
    ...(others.same && { modelAgainstModel: against(model, others.same) }),
    ...(others.longer && { knownDifference: against(model, others.longer) }),
    window,
    features: featureList(data[0].phases.length, window).length,
    telling: tellingFeatures(data, model, window),
  };
}
