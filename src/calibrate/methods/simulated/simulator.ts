import type { TaskProgram } from '../../../compute/index.ts';
import type { FamilyChoice } from '../../../correlation/index.ts';
import { linealPathValues } from '../../../descriptor/index.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../../../grid/index.ts';
import { meanFeatures, measureWindows, type ReferenceLook, referenceLook } from '../../../morphology/index.ts';
import { type ModelRecord, phaseCount } from '../../../phase/index.ts';
import { keyOf, purposes } from '../../../random/index.ts';
import { chunkSize } from '../../generator/chunk.ts';
import { createSpectra } from '../../generator/spectra.ts';
import { GeneratorTeam } from '../../generator/team.ts';
import { type TwoPointLayout, twoPointLayout } from '../../two-point/two-point-features.ts';
import { measureTwoPointTarget, permuteTwoPointTarget, type TwoPointTarget } from '../../two-point/two-point-loss.ts';

/**
 * What simulated images are fitted to: the two-point target and, unless left out, the lineal-path function of every
 * phase.
 */
export interface SimulatedTarget {
  readonly twoPoint: TwoPointTarget;
  /** Mean over the axes of L(0), ..., L(maxLag) in pixels - [phase], the data's order; empty: not fitted. */
  readonly lineal: readonly Float64Array[];
  /** Higher-order features in the data's order; absent where the images are too small: not fitted. */
  readonly look?: ReferenceLook | undefined;
  /** Mean lineal lengths, pixels - [phase], the data's order. */
  readonly linealLengths: readonly number[];
}

/** Which functions beside volume fractions and surface areas are fitted. */
export type SimulatedFunctions = 'two-point' | 'lineal-path';

/** Numbers of functions in one vector: those of the two-point layout, then the lineal paths of all phases. */
const featureCount = ({ length, phases, maxLag }: TwoPointLayout, functions: SimulatedFunctions): number =>
  length + (functions === 'lineal-path' ? phases * (maxLag + 1) : 0);

/** Lineal-path functions up to a lag, 0 where they have decayed - [phase] of shape [lag] - float64. */
export function linealFeatures(maps: readonly PhaseMap[], maxLag: number): Float64Array[] {
  return linealPathValues(maps).map((byAxis) => {
    const out = new Float64Array(maxLag + 1);
    for (const values of byAxis) {
      for (let lag = 0; lag <= maxLag && lag < values.length; lag++) out[lag] += values[lag] / byAxis.length;
    }
    return out;
  });
}

/** Integrals of lineal-path functions by their values at 0, pixels - [phase]. */
function linealLengthsOf(maps: readonly PhaseMap[]): number[] {
  return linealPathValues(maps).map((byAxis) => {
    const lengths = byAxis.map((values) => values.reduce((sum, v) => sum + v, 0) / values[0] - 0.5);
    return lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  });
}

/** Longest lag at which the covariance of a phase falls to 1/e, pixels, as far as lags reach. */
function correlationLengthOf({ layout, features }: TwoPointTarget): number {
  const rings = layout.maxLag + 1;
  const lengths = Array.from({ length: layout.phases }, (_, p) => {
    const pair = layout.pairs.findIndex(([i, j]) => i === p && j === p);
    const curve = features.subarray(pair * rings, (pair + 1) * rings);
    const square = features[layout.volume + p] ** 2;
    const found = curve.findIndex((c) => c - square < (curve[0] - square) / Math.E);
    return found < 0 ? layout.maxLag : found;
  });
  return Math.max(...lengths);
}

/** Measures the target on the data. @throws ExcursaError (input) for data that cannot be fitted. */
export async function measureSimulatedTarget(
  sections: readonly PhaseMap[],
  maxLag: number,
  functions: SimulatedFunctions,
): Promise<SimulatedTarget> {
  const twoPoint = await measureTwoPointTarget(sections, maxLag);
  return {
    twoPoint,
    lineal: functions === 'lineal-path' ? linealFeatures(sections, maxLag) : [],
    look: referenceLook(sections, correlationLengthOf(twoPoint)),
    linealLengths: linealLengthsOf(sections),
  };
}

/**
 * The functions of the target as one vector, as a model sees it whose excursion set Xi_{i+1} is material phase
 * order[i].
 */
export function permuteSimulated({ twoPoint, lineal }: SimulatedTarget, order: readonly number[]): Float64Array {
  const functions = lineal.length > 0 ? order.map((phase) => lineal[phase]) : [];
  return Float64Array.from([permuteTwoPointTarget(twoPoint, order), ...functions].flatMap((values) => [...values]));
}

/** What is simulated. */
export interface SimulationSetup {
  readonly record: ModelRecord;
  readonly family: FamilyChoice;
  /** Edge of the square periodic images, pixels. */
  readonly window: number;
  readonly taper: number;
  readonly maxLag: number;
  /** Number of images, a multiple of eight. */
  readonly images: number;
  readonly seed: number;
  readonly functions: SimulatedFunctions;
  /** Edge of the windows of images whose higher-order features are measured, pixels; none unless told. */
  readonly edge?: number | undefined;
}

/** Mean features of fixed sets of images as a function of the parameters. */
export interface Simulator {
  readonly layout: TwoPointLayout;
  /**
   * @param raw - unbounded parameters - shape [parameter]. @param set - number of the set of images, 0 unless told.
   * @returns as `permuteSimulated` orders them, then the mean higher-order features - shape [feature] - float64.
   */
  readonly features: (raw: Float64Array, set?: number) => Float64Array;
  /** Frees the memory. */
  readonly close: () => Promise<void>;
}

/** Steepness of sigmoids, which hard phases do not have. */
const nu = 10;

/**
 * Prepares simulation with common random numbers: noise and grains belong to the image, so that features of two sets of
 * parameters differ by the parameters, not by chance. Phases are hard. Images are periodic in their plane; grains are
 * bodies in space that the plane cuts.
 */
export async function createSimulator(setup: SimulationSetup): Promise<Simulator> {
  const { record, family, window, taper, maxLag, images: count, seed, functions, edge } = setup;
  const phases = phaseCount(record);
  const layout = twoPointLayout(phases, maxLag);
  const spectra = createSpectra(record, family, window, taper);
  const keys = { key: keyOf(seed, purposes.simulatedNoise), grainKey: keyOf(seed, purposes.simulatedGrains) };
  const team = await GeneratorTeam.open({ record, window, maxLag, nu, ...keys }, count, 1);
  const size = window * window;
  const grid = createGrid([window, window], { spacing: 1, unit: 'px', periodic: true });
  const names = Array.from({ length: phases }, (_, label) => ({ name: String(label), label }));
  const hasPaths = functions === 'lineal-path';
  const withImages = hasPaths || edge !== undefined;

  const features = (raw: Float64Array, set = 0): Float64Array => {
    const batch = team.forward({
      ...{ spectra: spectra(raw), mode: 'straight-through', firstImage: set * count, count, images: withImages },
    });
    const out = new Float64Array(featureCount(layout, functions));
    for (const own of batch.features) {
      for (let k = 0; k < layout.length; k++) out[k] += (own[k] * chunkSize) / count;
    }
    if (!withImages) return out;
    const maps = Array.from({ length: count }, (_, image) => {
      const labels = new Uint8Array(size).fill(phases - 1);
      for (let p = 0; p < phases - 1; p++) {
        const from = (image * phases + p) * size;
        for (let k = 0; k < size; k++) if (batch.images[from + k] > 0.5) labels[k] = p;
      }
      return createPhaseMap(grid, labels, names);
    });
    if (hasPaths) {
      linealFeatures(maps, maxLag).forEach((values, p) => {
        out.set(values, layout.length + p * (maxLag + 1));
      });
    }
    if (edge === undefined) return out;
    return Float64Array.from([...out, ...meanFeatures(measureWindows(maps, edge, edge).features)]);
  };
  return { layout, features, close: () => team.close() };
}

/** Parameters whose images are simulated. */
export interface SimulatedTask {
  readonly setup: SimulationSetup;
  /** Unbounded parameters - shape [parameter]. */
  readonly raw: Float64Array;
  /** Number of the set of images. */
  readonly set: number;
}

/**
 * Simulates images; the same task gives the same bits on every thread. Memory is kept from task to task of one setup:
 * a class that grows changes its record between images of the same size.
 */
export const simulationProgram: TaskProgram<undefined, SimulatedTask, Float64Array> = () => {
  let open: { readonly name: string; readonly simulator: Simulator } | undefined;
  return async ({ setup, raw, set }) => {
    const name = JSON.stringify(setup);
    if (open?.name !== name) {
      await open?.simulator.close();
      open = { name, simulator: await createSimulator(setup) };
    }
    return open.simulator.features(raw, set);
  };
};
