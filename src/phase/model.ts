import { type FamilyChoice, familyOf, type Parameter, toRaw, toSlope, toValue } from '../correlation/index.ts';
import type { Phase, Triple } from '../grid/index.ts';
import type { ModelRecord } from './record.ts';

/** An excursion-set model with all its numbers: what a calibration finds and a realisation is drawn from. */
export interface ExcursionModel {
  readonly record: ModelRecord;
  /** A registered correlation family by its name, or one of one's own. */
  readonly family: FamilyChoice;
  /** Parameter values in the order of `parametersOf`; lengths in voxels - shape [parameter] - float64. */
  readonly values: Float64Array;
  /** Radius beyond which all correlations are 0, voxels. */
  readonly taper: number;
  /** Anisotropy b_s: correlations are evaluated at (x, y, z / b_s). */
  readonly zScale: number;
  /** Voxel size [dz, dy, dx] in `unit`. */
  readonly spacing: Triple;
  readonly unit: string;
  /** Material phases in the user's order. */
  readonly phases: readonly Phase[];
  /** Material phase (index into `phases`) that plays excursion set Xi_1, Xi_2, ... */
  readonly order: readonly number[];
}

/** A parameter with the group it belongs to: 'scalars' or the name of a field. */
export interface ModelParameter extends Parameter {
  readonly group: string;
}

/**
 * All parameters of a model: scalars first, then those of the correlation field by field.
 * @example
 * import { parametersOf, presets } from 'excursa';
 * const list = parametersOf(presets.plurigaussian, 'low');
 * console.log(list.length, list[0].group, list[0].name); // 28 scalars lambda1
 */
export function parametersOf(record: ModelRecord, family: FamilyChoice): ModelParameter[] {
  return [
    ...record.scalars.map((parameter) => ({ ...parameter, group: 'scalars' })),
    ...record.fields.flatMap((field) =>
      familyOf(family).parameters.map((parameter) => ({ ...parameter, group: field })),
    ),
  ];
}

/** Values of one field's correlation parameters within `values`. */
export function fieldValues(
  record: ModelRecord,
  family: FamilyChoice,
  values: Float64Array,
  field: number,
): Float64Array {
  const count = familyOf(family).parameters.length;
  const first = record.scalars.length + field * count;
  return values.subarray(first, first + count);
}

/** Parameter values from unbounded numbers - shape [parameter] - float64. */
export function toValues(parameters: readonly Parameter[], raw: Float64Array): Float64Array {
  return raw.map((x, i) => toValue(parameters[i].transform, x));
}

/** Unbounded numbers from parameter values - shape [parameter] - float64. */
export function toRaws(parameters: readonly Parameter[], values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values, (x, i) => toRaw(parameters[i].transform, x));
}

/** Chain rule from values to unbounded numbers - shape [parameter] - float64. */
export function toRawGradient(
  parameters: readonly Parameter[],
  raw: Float64Array,
  gradient: Float64Array,
): Float64Array {
  return gradient.map((g, i) => g * toSlope(parameters[i].transform, raw[i]));
}
