import { toSlope } from '../correlation/index.ts';
import { levenbergMarquardt } from '../numerics/index.ts';
import { type ModelRecord, phaseCount, toRaws, toValues } from '../phase/index.ts';
import { createMarginals } from './marginals.ts';
import { structureOf } from './structure.ts';

/** Weight of a volume fraction where thresholds are sought, and most steps. */
const [volumeWeight, mostSteps] = [1e4, 60];

/** Finds thresholds of a record that give volume fractions. */
export interface ThresholdSearch {
  /** Volume fractions of Xi_1, Xi_2, ... - [phase]. @param scalars - values - shape [scalar]. */
  readonly volumeFractions: (scalars: ArrayLike<number>) => Float64Array;
  /**
   * Scalars with the thresholds that give volume fractions, all else as it is, as far as that is possible.
   * @param scalars - values - shape [scalar]. @param wanted - of Xi_1, Xi_2, ... - [phase].
   */
  readonly place: (scalars: Float64Array, wanted: ArrayLike<number>) => Float64Array;
}

/**
 * Prepares the search for thresholds by the exact volume fractions and their derivatives.
 * @throws ExcursaError (usage) for a record without exact two-point functions.
 */
export function createThresholdSearch(record: ModelRecord): ThresholdSearch {
  const marginals = createMarginals(structureOf(record));
  const parameters = record.scalars;
  const thresholds = parameters.flatMap(({ role }, i) => (role === 'threshold' ? [i] : []));
  const phases = phaseCount(record);
  return {
    volumeFractions: (scalars) => marginals.volumeFractions(scalars),
    place: (scalars, wanted) => {
      const raw = toRaws(parameters, scalars);
      const placed = (own: Float64Array): Float64Array => {
        const out = raw.slice();
        thresholds.forEach((i, k) => {
          out[i] = own[k];
        });
        return out;
      };
      const evaluate = (own: Float64Array) => {
        const all = placed(own);
        const slopes = Array.from({ length: phases }, () => new Float64Array(parameters.length));
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
      const found = levenbergMarquardt({ count: thresholds.length, evaluate }, start, mostSteps).raw;
      return toValues(parameters, placed(found));
    },
  };
}
