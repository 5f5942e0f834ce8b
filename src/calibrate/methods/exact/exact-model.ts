import { type FamilyChoice, familyOf, prepareTapered } from '../../../correlation/index.ts';
import { createMarginals, createTwoPointLaw, structureOf } from '../../../exact/index.ts';
import { distinctPairs } from '../../../grid/index.ts';
import {
  fieldValues,
  type ModelRecord,
  parametersOf,
  phaseCount,
  toRawGradient,
  toValues,
} from '../../../phase/index.ts';

/** Which model class, and how exactly it is evaluated. */
export interface ExactModelOptions {
  readonly record: ModelRecord;
  readonly family: FamilyChoice;
  /** Radius beyond which correlations vanish, voxels. */
  readonly taper: number;
  /** Lags, voxels - [lag]. */
  readonly lags: Float64Array;
  readonly points: number;
  /** Points of the derivatives, which cost most and need less: as many unless given. */
  readonly slopePoints?: number;
  /** Seed of the scrambling. */
  readonly seed: number;
}

/**
 * Features of a model: volume fractions, then cross pairs lag by lag, in the order of `DataStatistics` but phases Xi_1,
 * Xi_2, ...
 */
export interface ExactFeatures {
  /** Shape [feature] - float64. */
  readonly values: Float64Array;
  /**
   * Derivatives with respect to the unbounded parameters - shape [feature, parameter] - float64; empty unless asked
   * for.
   */
  readonly jacobian: Float64Array;
}

/** The exact features of a model class as a function of its unbounded parameters. */
export interface ExactModel {
  readonly parameters: ReturnType<typeof parametersOf>;
  readonly evaluate: (raw: Float64Array, derivatives: boolean) => ExactFeatures;
  /** Continuum interface areas by Rice's formula, per voxel length - [phase, phase]. */
  readonly interfaceAreas: (raw: Float64Array) => number[][];
}

/** Error of volume fractions: far below the scatter of any data. */
const relativeError = 1e-8;

/** Prepares the exact features. */
export function createExactModel(options: ExactModelOptions): ExactModel {
  const { record, family, taper, lags } = options;
  const parameters = parametersOf(record, family);
  const marginals = createMarginals(structureOf(record), { relative: relativeError });
  const { points, slopePoints = points, seed } = options;
  const law = createTwoPointLaw(record, { points, seed });
  const slopeLaw = slopePoints === points ? law : createTwoPointLaw(record, { points: slopePoints, seed });
  const correlation = prepareTapered(familyOf(family), { lags, taper });
  const phases = phaseCount(record);
  const pairs = distinctPairs(phases).length;
  const [lagCount, count, scalarCount] = [lags.length, parameters.length, record.scalars.length];
  const perField = familyOf(family).parameters.length;

  const evaluate = (raw: Float64Array, derivatives: boolean): ExactFeatures => {
    const values = toValues(parameters, raw);
    const scalars = values.subarray(0, scalarCount);
    const fields = record.fields.map((_, k) => correlation(fieldValues(record, family, values, k)));
    const volumeSlopes = Array.from({ length: derivatives ? phases : 0 }, () => new Float64Array(scalarCount));
    const volumes = marginals.volumeFractions(scalars, derivatives ? volumeSlopes : undefined);
    const rho = fields.map((field) => field.rho);
    const isOneLaw = slopeLaw === law;
    const { values: cross, ...slopesOfLaw } = law(scalars, rho, derivatives && isOneLaw);
    const { byRho, byScalar } = derivatives && !isOneLaw ? slopeLaw(scalars, rho, true) : slopesOfLaw;
    const features = new Float64Array(phases + pairs * lagCount);
    features.set(volumes);
    cross.forEach((curve, p) => {
      features.set(curve, phases + p * lagCount);
    });
    if (!derivatives) return { values: features, jacobian: new Float64Array(0) };
    const jacobian = new Float64Array(features.length * count);
    const slopes = toRawGradient(parameters, raw, new Float64Array(count).fill(1));
    volumeSlopes.forEach((slope, i) => {
      for (let s = 0; s < scalarCount; s++) jacobian[i * count + s] = slope[s] * slopes[s];
    });
    const byParameter = fields.map((field) => field.jacobian());
    for (let p = 0; p < pairs; p++) {
      for (let i = 0; i < lagCount; i++) {
        const row = (phases + p * lagCount + i) * count;
        for (let s = 0; s < scalarCount; s++) jacobian[row + s] = byScalar[p][s * lagCount + i] * slopes[s];
        for (let k = 0; k < record.fields.length; k++) {
          const weight = byRho[p][k * lagCount + i];
          const first = scalarCount + k * perField;
          for (let q = 0; q < perField; q++) {
            jacobian[row + first + q] = weight * byParameter[k][q][i] * slopes[first + q];
          }
        }
      }
    }
    return { values: features, jacobian };
  };

  const interfaceAreas = (raw: Float64Array): number[][] => {
    const values = toValues(parameters, raw);
    const curvatures = record.fields.map((_, k) => correlation(fieldValues(record, family, values, k)).curvature);
    return marginals.interfaceAreas(values.subarray(0, scalarCount), curvatures);
  };
  return { parameters, evaluate, interfaceAreas };
}
