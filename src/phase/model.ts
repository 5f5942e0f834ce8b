import {
  type ArgumentKind,
  aFlag,
  aFunction,
  aNumber,
  aPositiveNumber,
  aText,
  checkArguments,
  isRecord,
  listOf,
  oneOf,
  optional,
  optionsOf,
  recordOf,
  valueWhere,
} from '../arguments.ts';
import {
  type FamilyChoice,
  families,
  familyOf,
  type Parameter,
  toRaw,
  toSlope,
  toValue,
} from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import { createGrid, lengthOptions, type Phase, phaseList, type Triple, tripleOf } from '../grid/index.ts';
import { type ModelRecord, phaseCount } from './record.ts';

/** An excursion-set model with all its numbers: what a calibration finds and a realisation is drawn from. */
export interface ExcursionModel {
  readonly record: ModelRecord;
  /** A registered correlation family by its name, or one of one's own. */
  readonly family: FamilyChoice;
  /**
   * Parameter values in the order of `parametersOf`; lengths in pixels, the width of a voxel - shape [parameter] -
   * float64.
   */
  readonly values: Float64Array;
  /** Radius beyond which all correlations are 0, pixels. */
  readonly taper: number;
  /** Anisotropy b_s: correlations are evaluated at (x, y, z / b_s), lengths. */
  readonly zScale: number;
  /** Voxel size [dz, dy, dx] in `unit`. */
  readonly spacing: Triple;
  readonly unit: string;
  /** Material phases in the user's order. */
  readonly phases: readonly Phase[];
  /** Material phase (index into `phases`) that plays excursion set Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  /** What is known of its quality: the end of a calibration, where a file holds it. */
  readonly evidence?: ModelEvidence | undefined;
}

/** How a model compared with the images that it was calibrated to, and how far these tell of their material. */
export interface ModelEvidence {
  /** Files that it was calibrated to, and their hashes. */
  readonly sources: readonly { readonly path: string; readonly sha256: string }[];
  /** What it may be used for, in one sentence. */
  readonly sentence: string;
  /** Properties in which it differed from the images: what it may not be used for. */
  readonly unusable: readonly string[];
  /** The first reason. */
  readonly reason: string;
  /** Relative standard errors of those images, by phase and quantity. */
  readonly errors: readonly {
    readonly phase: string;
    readonly quantity: string;
    readonly standardError: number;
    readonly degreesOfFreedom: number;
  }[];
}

/** What a user of a model must know when it differed from its own images; undefined where it did not. */
export function caveatOf({ evidence }: Pick<ExcursionModel, 'evidence'>): string | undefined {
  if (!evidence || evidence.unusable.length === 0) return undefined;
  const reason = evidence.reason.replace(/^./, (letter) => letter.toUpperCase());
  return `caveat of the model: ${evidence.sentence} ${reason}`;
}

/**
 * Layers by which a correlation stretches along z for each pixel by which it stretches in the plane: b_s times the
 * width of a voxel over its height. Lengths of a model count in pixels, so lags across unequal voxels are true ones.
 */
export function stretchInVoxels({ zScale, spacing }: Pick<ExcursionModel, 'zScale' | 'spacing'>): number {
  return (zScale * spacing[2]) / spacing[0];
}

const grainNames = recordOf('names of scalars of grains', 'parseRecord', {
  ...{ density: aText, radius: aText, spread: aText, elongation: aText, surface: aText },
  sorting: optional(aText),
});

/** Relative standard errors by phase and quantity, as an argument. */
export const errorList = listOf(
  'a list of errors',
  'errors of model.evidence',
  recordOf('an error', 'errors of model.evidence', {
    ...{ phase: aText, quantity: aText, standardError: aNumber },
    degreesOfFreedom: valueWhere('a positive number', '8', (value) => Number(value) > 0),
  }),
);

const modelEvidence = recordOf('what is known of a model', 'evidence of a model of readModel', {
  ...{ sentence: aText, reason: aText, errors: errorList },
  unusable: listOf('a list of sentences', '[]', aText),
});

const namedRecord = recordOf('an object with a name', 'one of presets, or parseRecord', { name: aText });

/** Records in their form, as an argument; `parseRecord` looks at what is in them. */
export const aRecord = recordOf('a model record', 'one of presets, or parseRecord', {
  ...{ name: aText, summary: aText, grains: optional(grainNames) },
  cells: optional(listOf('a list of phases', '[0, 1, 2]', aNumber, 1)),
  fields: listOf('a list of names', 'one of presets, or parseRecord', aText, 1),
  fine: optional(listOf('a list of names', 'leaving it out', aText, 1)),
  scalars: listOf('a list of parameters', 'one of presets, or parseRecord', namedRecord),
  latents: listOf('a list of latents', 'one of presets, or parseRecord', namedRecord, 1),
});

const ownFamily = recordOf('a correlation family', 'one of families', {
  ...{ name: aText, summary: aText, source: aText, isCurve: aFlag, prepare: aFunction },
  parameters: listOf('a list of parameters', 'one of families', namedRecord),
});

/** Families of correlation functions by name, or of one's own, as an argument. */
export const aFamily: ArgumentKind = (value, place) =>
  (typeof value === 'string' ? oneOf(Object.keys(families)) : ownFamily)(value, place);

/** Families by their names, as an argument. */
export const familiesByName: ArgumentKind = (value, place) =>
  recordOf(
    'correlation families by their names',
    '{ ...families, mine }',
    Object.fromEntries(Object.keys(isRecord(value) ? value : {}).map((name) => [name, ownFamily])),
  )(value, place);

const madeBy = 'createModel, or fromModelFile';

const modelParts = recordOf('a model', madeBy, {
  record: aRecord,
  family: aFamily,
  values: valueWhere('a Float64Array of parameters', madeBy, (values) => values instanceof Float64Array),
  taper: aPositiveNumber,
  zScale: aPositiveNumber,
  spacing: tripleOf('[dz, dy, dx]', madeBy, (d) => aPositiveNumber(d, '') === undefined),
  unit: aText,
  phases: phaseList,
  order: listOf('a list of phases', madeBy, aNumber, 2),
  evidence: optional(modelEvidence),
});

/** Models, as an argument. The content of a model.json is none yet. */
export const aModel: ArgumentKind = (value, place) => {
  if (!isRecord(value) || !('format' in value)) return modelParts(value, place);
  const remedy = "fromModelFile(content, 'model.json'), which makes a model of it";
  return { place, expected: 'a model', got: { format: value.format }, remedy };
};

/** A parameter with the group it belongs to: 'scalars' or the name of a field. */
export interface ModelParameter extends Parameter {
  readonly group: string;
}

/** Least length, voxels, over which a component of a fine field decays: from one voxel to the next nothing is left. */
export const finestRange = 0.25;

/** A parameter of a field that may vary from voxel to voxel. */
function fineParameter<P extends Parameter>(parameter: P): P {
  const { role, transform } = parameter;
  if (role !== 'range' || transform.kind !== 'interval') return parameter;
  return { ...parameter, transform: { ...transform, lower: Math.min(transform.lower, finestRange) } };
}

/**
 * All parameters of a model: scalars first, then those of the correlation field by field.
 * @example
 * import { parametersOf, presets } from 'excursa';
 * const list = parametersOf(presets.plurigaussian, 'low');
 * console.log(list.length, list[0].group, list[0].name); // 28 scalars lambda1
 */
export function parametersOf(record: ModelRecord, family: FamilyChoice): ModelParameter[] {
  checkArguments('parametersOf', { record, family }, { record: aRecord, family: aFamily });
  return [
    ...record.scalars.map((parameter) => ({ ...parameter, group: 'scalars' })),
    ...record.fields.flatMap((field) =>
      familyOf(family).parameters.map((parameter) => ({
        ...(record.fine?.includes(field) ? fineParameter(parameter) : parameter),
        group: field,
      })),
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

/** A model in the words of a user: what is left out has a default. */
export interface ModelOptions {
  /** Material phases; the first plays the first excursion set. By default Xi_1, Xi_2, ... with the labels 0, 1, ... */
  readonly phases?: readonly Phase[];
  /** Family of the correlation functions of all fields; the first of `families` unless told. */
  readonly family?: FamilyChoice;
  /** Voxel size: one number, or [dz, dy, dx]. */
  readonly spacing?: number | readonly number[];
  /** Unit of lengths, for example `um`; voxels unless told. */
  readonly unit?: string;
  /**
   * Values of parameters by group, 'scalars' or the name of a field, and name; lengths in `unit`, wavenumbers in
   * radians per `unit`. Those left out have the centre of their random start.
   */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Length beyond which all correlations are 0; 48 voxels unless told. */
  readonly taper?: number;
  /** Anisotropy b_s, the stretch along z; 1 unless told. */
  readonly zScale?: number;
}

const valuesByName: ArgumentKind = (value, place) => {
  const example = '{ scalars: { lambda1: 0.5 } }';
  if (!isRecord(value)) return { place, expected: 'values by group and name', got: value, remedy: example };
  const wrong = Object.entries(value).find(([, named]) => !isRecord(named));
  return wrong && { place: wrong[0], expected: 'values by name', got: wrong[1], remedy: '{ name: 1 }' };
};

const modelArguments = {
  record: aRecord,
  options: optionsOf("{ spacing: 0.1, unit: 'um' }", {
    ...{ phases: phaseList, family: aFamily, parameters: valuesByName },
    ...{ ...lengthOptions, taper: aPositiveNumber, zScale: aPositiveNumber },
  }),
};

/**
 * A model of a record whose numbers are given instead of calibrated.
 * @param record - a preset, or a record of one's own.
 * @throws ExcursaError (usage) for parameters that the record does not have or that are not finite, and for another
 * number of phases.
 * @example
 * import { createModel, presets, realise } from 'excursa';
 * const model = createModel(presets.plurigaussian, {
 *   spacing: 0.1,
 *   unit: 'um',
 *   phases: ['pore', 'am', 'se'].map((name, label) => ({ name, label })),
 *   parameters: { scalars: { lambda1: 0.5 } },
 * });
 * const { map } = await realise(model, { shape: [64, 64], seed: 1 });
 * console.log(map.grid.shape, map.phases[0].name); // [ 1, 64, 64 ] pore
 */
export function createModel(record: ModelRecord, options: ModelOptions = {}): ExcursionModel {
  checkArguments('createModel', { record, options }, modelArguments);
  const { family = Object.keys(families)[0], parameters = {}, zScale = 1, taper, unit } = options;
  const count = phaseCount(record);
  const phases = options.phases ?? Array.from({ length: count }, (_, label) => ({ name: `Xi_${label + 1}`, label }));
  if (phases.length !== count) {
    throw new ExcursaError({
      kind: 'usage',
      what: `model ${record.name}`,
      expected: `${count} phases`,
      got: `${phases.length}`,
      remedy: 'naming each phase once',
    });
  }
  const grid = createGrid([1, 1, 1], {
    ...(options.spacing !== undefined && { spacing: options.spacing }),
    ...(unit !== undefined && { unit }),
  });
  const voxel = grid.spacing[2];
  const list = parametersOf(record, family);
  for (const [group, named] of Object.entries(parameters)) {
    const known = list.filter((parameter) => parameter.group === group).map(({ name }) => name);
    const strange = Object.keys(named).find((name) => !known.includes(name));
    if (known.length > 0 && strange === undefined) continue;
    throw new ExcursaError({
      kind: 'usage',
      what: `model ${record.name}`,
      expected: `a parameter of ${[...new Set(list.map((parameter) => parameter.group))].join(', ')}`,
      got: strange === undefined ? `the group ${group}` : `${group}.${strange}`,
      remedy: known.length > 0 ? known.join(', ') : 'one of these groups',
    });
  }
  const values = Float64Array.from(list, ({ group, name, dimension, start }) => {
    const value = parameters[group]?.[name];
    if (value === undefined) return start;
    if (!Number.isFinite(value)) {
      throw new ExcursaError({
        kind: 'usage',
        what: `model ${record.name}`,
        expected: `a finite value of ${group}.${name}`,
        got: `${value}`,
        remedy: `${start}`,
      });
    }
    return dimension === 'length' ? value / voxel : dimension === 'wavenumber' ? value * voxel : value;
  });
  return {
    record,
    family,
    values,
    taper: taper === undefined ? 48 : taper / voxel,
    zScale,
    spacing: grid.spacing,
    unit: grid.unit,
    phases,
    order: phases.map((_, i) => i),
  };
}
