import type { PhaseMap } from '../grid/index.ts';
import { factorise, solveLower } from '../numerics/index.ts';
import { shrunkCovariance } from './covariance.ts';
import { featureList, type MorphologyFeature } from './feature-list.ts';
import { type MeasuredWindows, meanFeatures, measureWindows } from './windows.ts';

/** Edges of windows, pixels; the correlation lengths that they hold, and windows of the data that share no pixel. */
const edges = [128, 96, 80, 64, 48, 32];
const [usualEdge, lengthsPerWindow, leastWindows] = [64, 4, 16];

/**
 * Windows of the data, half of each shared with the next: 64 pixels wide, wider where correlations are long, narrower
 * where there are few of them. Undefined where masks or small images leave less than eight.
 */
function windowsOf(sections: readonly PhaseMap[], correlationLength: number): MeasuredWindows | undefined {
  const wanted = Math.max(usualEdge, Math.min(edges[0], lengthsPerWindow * correlationLength));
  const tried = edges.filter((edge) => edge < wanted + 16).map((edge) => measureWindows(sections, edge, edge / 2));
  const best = tried.find(({ independent }) => independent >= leastWindows) ?? tried[tried.length - 1];
  return best.features.length < 8 ? undefined : best;
}

/** Higher-order features of data, and the units in which differences from them are measured. */
export interface ReferenceLook {
  readonly list: readonly MorphologyFeature[];
  /** Edge of the windows, pixels. */
  readonly edge: number;
  /** Windows of the data, and what they are worth: windows that share no pixel. */
  readonly windows: number;
  readonly independent: number;
  /** Mean features of the data - shape [feature] - float64. */
  readonly mean: Float64Array;
  /** Deviations from window to window, floors applied - shape [feature] - float64. */
  readonly scales: Float64Array;
  /**
   * Difference of two means of windows in units of the scatter of one window, no direction before another - shape
   * [feature] - float64.
   */
  readonly whiten: (a: Float64Array, b: Float64Array) => Float64Array;
}

/**
 * Measures windows of data; differences of means are whitened by their shrunk covariance.
 * @returns undefined where the images hold too few windows.
 */
export function referenceLook(sections: readonly PhaseMap[], correlationLength: number): ReferenceLook | undefined {
  const measured = windowsOf(sections, correlationLength);
  if (!measured) return undefined;
  const { edge, features, independent } = measured;
  const list = featureList(sections[0].phases.length, edge);
  const { scales, matrix } = shrunkCovariance(
    [features],
    list.map(({ floor }) => floor),
    independent,
  );
  if (!factorise(matrix, list.length)) throw new RangeError('look: expected a positive definite covariance');
  return {
    ...{ list, edge, windows: features.length, independent, scales },
    mean: meanFeatures(features),
    whiten: (a, b) => {
      const difference = a.map((value, f) => (value - b[f]) / scales[f]);
      solveLower(matrix, list.length, difference);
      return difference;
    },
  };
}

/**
 * Where the features of a list stand in a vector of windows whose phase p is phase order[p] of the list - [feature].
 */
export function featurePlaces(list: readonly MorphologyFeature[], order: readonly number[]): number[] {
  const nameOf = ({ kind, size, diagonal }: MorphologyFeature, phases: readonly number[]): string =>
    [kind, size, diagonal, ...phases.toSorted((a, b) => a - b)].join();
  const places = new Map(list.map((own, f) => [nameOf(own, own.phases), f]));
  return list.map((own) => {
    const phases = own.phases.map((phase) => order.indexOf(phase));
    return places.get(nameOf(own, phases))!;
  });
}
