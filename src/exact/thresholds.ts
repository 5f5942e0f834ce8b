import { toSlope } from '../correlation/index.ts';
import { levenbergMarquardt } from '../numerics/index.ts';
import { type ModelRecord, phaseCount, toRaws, toValues } from '../phase/index.ts';
import { createMarginals } from './marginals.ts';
import { structureOf } from './structure.ts';

/** Finds thresholds of a record that give volume fractions. */
export interface ThresholdSearch {
  /** Volume fractions of Xi_1, Xi_2, ... - [phase]. @param scalars - values - shape [scalar]. */
  readonly volumeFractions: (scalars: ArrayLike<number>) => Float64Array;
  /**
   * Scalars with the thresholds that give volume fractions, all else as it is, as far as that is possible.
   * @param scalars - values - shape [scalar]. @param wanted - of Xi_1, Xi_2, ... - [phase].
   */
  readonly place: (scalars: Float64Array, wanted: ArrayLike<number>) => Float64Array;
  /** The same for unbounded parameters, of which the scalars come first; the others stay - shape [parameter]. */
  readonly placeRaw: (raw: Float64Array, wanted: ArrayLike<number>) => Float64Array;
}

/**
 * Prepares the search for thresholds by the exact volume fractions and their derivatives.
 * @param effort - weight of a volume fraction, which says how exactly it is met, most steps, and the relative error of
 * volume fractions where that of `createMarginals` is more than is needed.
 * @throws ExcursaError (usage) for a record without exact two-point functions.
 */
export function createThresholdSearch(
  record: ModelRecord,
  {
    volumeWeight,
    mostSteps,
    relative,
  }: { readonly volumeWeight: number; readonly mostSteps: number; readonly relative?: number } = {
    volumeWeight: 1e4,
    mostSteps: 60,
  },
): ThresholdSearch {
  const marginals = createMarginals(structureOf(record), relative === undefined ? {} : { relative });
  const parameters = record.scalars;
  const count = parameters.length;
  const thresholds = parameters.flatMap(({ role }, i) => (role === 'threshold' ? [i] : []));
  const phases = phaseCount(record);
  const placeRaw = (raw: Float64Array, wanted: ArrayLike<number>): Float64Array => {
    const placed = (own: Float64Array): Float64Array => {
      const out = raw.slice();
      thresholds.forEach((i, k) => {
        out[i] = own[k];
      });
      return out;
    };
    const evaluate = (own: Float64Array) => {
      const all = placed(own).subarray(0, count);
      const slopes = Array.from({ length: phases }, () => new Float64Array(count));
      const volumes = marginals.volumeFractions(toValues(parameters, all), slopes);
      return {
        residuals: Float64Array.from(volumes, (v, i) => volumeWeight * (v - wanted[i])),
        jacobian: Float64Array.from(
          slopes.flatMap((slope) =>
            thresholds.map((i) => volumeWeight * slope[i] * toSlope(parameters[i].transform, all[i])),
          ),
        ),
      };
    };
    const start = Float64Array.from(thresholds, (i) => raw[i]);
    return placed(levenbergMarquardt({ count: thresholds.length, evaluate }, start, mostSteps).raw);
  };
  return {
    volumeFractions: (scalars) => marginals.volumeFractions(scalars),
    place: (scalars, wanted) => toValues(parameters, placeRaw(toRaws(parameters, scalars), wanted)),
    placeRaw,
  };
}
