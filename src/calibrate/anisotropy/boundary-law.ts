import { createGrid, createPhaseMap, distinctPairs } from '../../grid/index.ts';
import { sumOfSquares } from '../../numerics/index.ts';
import { type ExcursionModel, phaseCount, realise } from '../../phase/index.ts';
import { firstRealisations } from '../../random/index.ts';
import { createExactModel, type ExactModelOptions } from '../methods/exact/exact-model.ts';
import { boundaries, modelTolerance } from '../methods/exact/statistics.ts';
import { changesAlongRows, type Shares } from './half-lags.ts';

/** How often pixels some lag apart have exactly one end in a phase; phases in the user's order, lags in pixels. */
export interface BoundaryChanges {
  /** Volume fractions - [phase]. */
  readonly volume: readonly number[];
  /** V_i - C_ii at a lag of one pixel - [phase]. */
  readonly inPlane: readonly number[];
  /** V_i - C_ii at the lags asked for - [phase][lag]. */
  readonly along: readonly (readonly number[])[];
  /** Variance of log (along / inPlane) that the way of finding them brings - [phase]. */
  readonly variance: readonly number[];
}

/** Boundaries of a model that was calibrated in a plane and is isotropic so far. */
export interface BoundaryLaw {
  /** Edge of a pixel, in the unit of the sections. */
  readonly pixel: number;
  /** Longest correlation length, pixels. */
  readonly correlationLength: number;
  /** @param lags - pixels, of any size, in falling order. */
  readonly changes: (lags: readonly number[]) => Promise<BoundaryChanges>;
}

/** A model of Gaussian fields that was calibrated in the plane. */
export interface PlaneModel extends Omit<ExactModelOptions, 'lags'> {
  /** Unbounded parameters. */
  readonly raw: Float64Array;
  /** Role of the phases: `order[i]` is the user's index of Xi_{i+1}. */
  readonly order: readonly number[];
  readonly pixel: number;
  readonly correlationLength: number;
}

/** Boundaries by the exact two-point functions of Gaussian classes. */
export function exactBoundaries(model: PlaneModel): BoundaryLaw {
  const { pixel, correlationLength, order } = model;
  return {
    ...{ pixel, correlationLength },
    changes: async (wanted) => {
      const lags = Float64Array.of(1, ...wanted);
      const exact = createExactModel({ ...model, lags });
      const features = exact.evaluate(model.raw, false).values;
      const phases = phaseCount(model.record);
      const layout = { phases, pairs: distinctPairs(phases), classes: { lags } };
      const change = Array.from(lags, (_, c) => boundaries(layout, features, c));
      const sets = order.map((_, user) => order.indexOf(user));
      return {
        volume: sets.map((set) => features[set]),
        inPlane: sets.map((set) => change[0][set]),
        along: sets.map((set) => wanted.map((_, k) => change[k + 1][set])),
        variance: sets.map(() => modelTolerance ** 2),
      };
    },
  };
}

/** Sections that are drawn, and how wide: correlation lengths and pixels. */
const [drawn, lengthsWide, leastEdge, mostEdge] = [12, 16, 128, 256];

/**
 * Boundaries of a class without a closed form, from sections that are drawn across the plane with rows as far apart as
 * the shortest lag. Between whole rows the changes per lag are interpolated, since they vary slowly.
 * @param model - with a scale of 1 along z.
 */
export function drawnBoundaries(
  model: ExcursionModel,
  options: {
    readonly correlationLength: number;
    readonly seed: number;
    readonly threads: number;
    readonly signal?: AbortSignal | undefined;
  },
): BoundaryLaw {
  const { correlationLength, seed, threads, signal } = options;
  const pixel = model.spacing[2];
  return {
    ...{ pixel, correlationLength },
    changes: async (lags) => {
      const step = Math.min(...lags);
      const edge = Math.round(Math.min(mostEdge, Math.max(leastEdge, lengthsWide * correlationLength)));
      const rows = Math.max(Math.ceil(edge / step), 2 * Math.ceil(Math.max(...lags) / step));
      const tall = { ...model, spacing: [step * pixel, pixel, pixel] as const };
      const counted: Shares[] = [];
      for (let r = 0; r < drawn; r++) {
        const realisation = firstRealisations.anisotropy + r;
        const { map } = await realise(tall, { shape: [rows, 1, edge], seed, realisation, threads, signal });
        const section = createPhaseMap(createGrid([rows, edge]), map.data, map.phases);
        counted.push(changesAlongRows(section, Math.ceil(Math.max(...lags) / step)));
      }
      const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
      const phases = model.phases.map((_, i) => i);
      const inPlane = phases.map((i) => mean(counted.map(({ along }) => along[1][i])));
      const perRow = phases.map((i) =>
        counted[0].across.map((_, k) => mean(counted.map(({ across }) => across[k][i]))),
      );
      const along = phases.map((i) =>
        lags.map((lag) => {
          const place = lag / step;
          const k = Math.max(1, Math.min(perRow[i].length - 2, Math.floor(place)));
          const [low, high] = [perRow[i][k] / k, perRow[i][k + 1] / (k + 1)];
          return place * (low + (place - k) * (high - low));
        }),
      );
      const oneRow = Math.max(1, Math.round(1 / step));
      const variance = phases.map((i) => {
        const total = mean(counted.map(({ across }) => across[oneRow][i]));
        const pulls = counted.map(({ across, along }) => across[oneRow][i] / total - along[1][i] / inPlane[i]);
        return sumOfSquares(pulls) / (drawn * (drawn - 1));
      });
      return { volume: phases.map((i) => mean(counted.map(({ volume }) => volume[i]))), inPlane, along, variance };
    },
  };
}
