import { linealPathValues } from '../../../descriptor/index.ts';
import type { PhaseMap } from '../../../grid/index.ts';
import { measureTarget, permuteTarget, type Target } from '../../two-point/image-features.ts';
import type { FeatureLayout } from '../../two-point/two-point-features.ts';

/**
 * What simulated images are fitted to: the two-point target and, unless left out, the lineal-path function of every
 * phase.
 */
export interface SimulatedTarget {
  readonly twoPoint: Target;
  /** Mean over the axes of L(0), ..., L(maxLag) in pixels - [phase], the data's order; empty: not fitted. */
  readonly lineal: readonly Float64Array[];
}

/** Which functions beside volume fractions and surface areas are fitted. */
export type SimulatedFunctions = 'two-point' | 'lineal-path';

/**
 * Numbers of a target or a simulation in one vector: those of the two-point layout, then the lineal paths of all
 * phases.
 */
export const featureCount = ({ length, phases, maxLag }: FeatureLayout, functions: SimulatedFunctions): number =>
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

/** Measures the target on the data. @throws ExcursaError (input) for data that cannot be fitted. */
export async function measureSimulatedTarget(
  sections: readonly PhaseMap[],
  maxLag: number,
  functions: SimulatedFunctions,
): Promise<SimulatedTarget> {
  const twoPoint = await measureTarget(sections, maxLag);
  return { twoPoint, lineal: functions === 'lineal-path' ? linealFeatures(sections, maxLag) : [] };
}

/** The target as one vector, as a model sees it whose excursion set Xi_{i+1} is material phase order[i]. */
export function permuteSimulated({ twoPoint, lineal }: SimulatedTarget, order: readonly number[]): Float64Array {
  const functions = lineal.length > 0 ? order.map((phase) => lineal[phase]) : [];
  return Float64Array.from([permuteTarget(twoPoint, order), ...functions].flatMap((values) => [...values]));
}
