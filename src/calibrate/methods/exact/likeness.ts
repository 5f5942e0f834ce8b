import { fastLength, TaskPool, type TaskProgram } from '../../../compute/index.ts';
import { type FamilyChoice, threadsFor } from '../../../correlation/index.ts';
import type { Phase, PhaseMap } from '../../../grid/index.ts';
import {
  type MorphologyFeature,
  meanFeatures,
  measureWindows,
  type ReferenceLook,
  referenceLook,
} from '../../../morphology/index.ts';
import { sumOfSquares } from '../../../numerics/index.ts';
import { type ModelRecord, parametersOf, realise, toValues } from '../../../phase/index.ts';
import { firstRealisations } from '../../../random/index.ts';
import type { FitSetup } from './problem.ts';

/** What realisations are drawn of, and how they are measured. */
export interface LikenessSetup {
  readonly record: ModelRecord;
  readonly family: FamilyChoice;
  readonly taper: number;
  readonly phases: readonly Phase[];
  readonly seed: number;
  /** Edge of the windows, pixels. */
  readonly edge: number;
  /** Windows of the model, at least. */
  readonly drawn: number;
}

/** Parameters that are looked at. */
export interface LikenessTask {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  /** Whether one image is enough, as where fits are compared that have not ended. */
  readonly isQuick?: boolean;
}

/** Edge of the periodic images that windows of the model are cut from, pixels. */
const imageEdge = 512;
/** Windows of the model for each of the data that shares no pixel with others, at least and at most of them. */
const [perWindow, leastDrawn, mostDrawn] = [2, 128, 512];

/** How many images of which edge are drawn. */
function imagesOf({ taper, edge, drawn }: LikenessSetup): { readonly size: number; readonly count: number } {
  const size = fastLength(Math.max(imageEdge, Math.ceil(2 * taper)));
  return { size, count: Math.max(2, Math.ceil(drawn / Math.floor(size / edge) ** 2)) };
}

/** Mean features of realisations. The noise belongs to the realisation: parameters alone make the difference. */
export const likenessProgram: TaskProgram<LikenessSetup, LikenessTask, Float64Array> = (setup) => {
  const { record, family, taper, phases, seed, edge } = setup;
  const { size, count } = imagesOf(setup);
  const parameters = parametersOf(record, family);
  const lengths = { spacing: [1, 1, 1], unit: 'px', zScale: 1, taper } as const;
  return async ({ order, raw, isQuick }) => {
    const model = { record, family, values: toValues(parameters, raw), phases, order, ...lengths };
    const sums: Float64Array[] = [];
    for (let r = 0; r < (isQuick ? 1 : count); r++) {
      const realisation = firstRealisations.likeness + r;
      const { map } = await realise(model, { shape: [size, size], seed, realisation, periodic: true });
      sums.push(meanFeatures(measureWindows([map], edge, edge).features));
    }
    return meanFeatures(sums);
  };
};

/** How mean features of a model compare with those of the data. */
export interface Likeness {
  readonly list: readonly MorphologyFeature[];
  readonly edge: number;
  /** Windows of the data. */
  readonly windows: number;
  /** Mean features of the data - shape [feature] - float64. */
  readonly data: Float64Array;
  /** Standard errors of these means - shape [feature] - float64. */
  readonly errors: Float64Array;
  /**
   * How far a mean is from that of the data, in units of the scatter of the difference, no direction before another -
   * shape [feature] - float64.
   */
  readonly residuals: (features: Float64Array) => Float64Array;
  /** Squared distance of two means in units of the scatter of the data's mean, over all directions. */
  readonly distance: (a: Float64Array, b: Float64Array) => number;
  /** Mean features of the model at several parameters - [task] of shape [feature]; missing after a stop. */
  readonly look: (tasks: readonly LikenessTask[], signal?: AbortSignal) => Promise<(Float64Array | undefined)[]>;
  readonly close: () => Promise<void>;
}

/**
 * Prepares comparisons by higher-order statistics. Means are whitened by the covariance of windows of the data, for as
 * many windows as share no pixel; the model's own windows add their part.
 */
export function likenessTo(
  reference: ReferenceLook,
  { record, family, taper }: FitSetup,
  { phases, seed, threads }: { readonly phases: readonly Phase[]; readonly seed: number; readonly threads: number },
): Likeness {
  const { list, edge, windows, independent, mean, scales, whiten } = reference;
  // Chance in the model must not exceed that in the data, or it chooses among many optima.
  const drawn = Math.min(mostDrawn, Math.max(leastDrawn, perWindow * independent));
  const setup: LikenessSetup = { record, family, taper, phases, seed, edge, drawn };
  const { size, count } = imagesOf(setup);
  const variance = 1 / independent + 1 / (count * Math.floor(size / edge) ** 2);
  const pool = new TaskPool('likeness', likenessProgram, setup, threadsFor(family, threads));
  return {
    ...{ list, edge, windows, data: mean },
    errors: scales.map((scale) => scale * Math.sqrt(variance)),
    residuals: (features) => whiten(features, mean).map((value) => value / Math.sqrt(variance)),
    distance: (a, b) => sumOfSquares(whiten(a, b)) / variance,
    look: (tasks, signal) => pool.run(tasks, () => undefined, signal),
    close: () => pool.close(),
  };
}

/** The same for images. @returns undefined where they hold too few windows. */
export function openLikeness(
  setup: FitSetup,
  sections: readonly PhaseMap[],
  { seed, threads }: { readonly seed: number; readonly threads: number },
): Likeness | undefined {
  const reference = referenceLook(sections, setup.correlationLength);
  return reference && likenessTo(reference, setup, { phases: sections[0].phases, seed, threads });
}
