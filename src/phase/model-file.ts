import { z } from 'zod';
import { anObject, aText, checkArguments, listOf, optional, recordOf, wholeNumber } from '../arguments.ts';
import { type Families, families, familyOf, type Parameter } from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import {
  aModel,
  type ExcursionModel,
  familiesByName,
  type ModelEvidence,
  type ModelParameter,
  parametersOf,
} from './model.ts';
import { upgradeModelFile } from './older-model-file.ts';
import { type ModelRecord, phaseCount } from './record.ts';
import {
  dimensionSchema,
  fitSchema,
  issueProblem,
  recordBodySchema,
  recordProblem,
  roleSchema,
} from './record-file.ts';
import type { Problem } from './terms/index.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);

const quantitySchema = z.strictObject({
  value: z.number().describe('value in the stated unit'),
  unit: z.string().describe("physical unit, '' for a pure number"),
  meaning: z.string(),
});

const parameterSchema = quantitySchema.extend({
  role: roleSchema,
  dimension: dimensionSchema,
  fit: fitSchema.describe('how a calibration moves it; lengths in voxels, wavenumbers in radians per voxel'),
});

/** Where a model comes from: data, settings and errors at the end of its calibration. */
const calibrationRecordSchema = z.strictObject({
  sources: z.array(z.strictObject({ file: z.string(), sha256: z.string(), bytes: z.number() })),
  settings: z.record(z.string(), z.unknown()),
  descriptorErrors: z
    .array(
      z.strictObject({
        phase: z.string(),
        volumeFraction: z.number().nullable(),
        specificSurfaceArea: z.number().nullable(),
      }),
    )
    .describe('relative errors of hard realisations against the data, at the end of calibration'),
  step: z.number().describe('alternating step at which the kept parameters were found'),
});

/** How the model compared with the images at the end of its calibration. */
const evidenceSchema = z.strictObject({
  sentence: z.string().describe('what the model may be used for'),
  unusable: z.array(z.string()).describe('properties in which it differs from the images'),
  reason: z.string(),
  errors: z
    .array(
      z.strictObject({
        phase: z.string(),
        quantity: z.string(),
        standardError: z.number(),
        degreesOfFreedom: z.number().positive(),
      }),
    )
    .describe('relative standard errors of the images of the calibration'),
});

/** The published form of model.json. */
export const modelFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    format: z.literal('excursa-model'),
    formatVersion: z.literal(2),
    version: z.string().describe('version of excursa that wrote the file'),
    model: recordBodySchema,
    family: z.string().describe(`correlation family: ${Object.keys(families).join(', ')}, or one of your own`),
    grid: z.strictObject({ spacing: triple.describe('voxel size [dz, dy, dx]'), unit: z.string() }),
    taper: quantitySchema,
    anisotropy: quantitySchema,
    phases: z
      .array(z.strictObject({ name: z.string(), label: z.number().int(), excursionSet: z.number().int().min(1) }))
      .min(2),
    parameters: z
      .record(z.string(), z.record(z.string(), parameterSchema))
      .describe("by group: 'scalars' and each field"),
    calibration: calibrationRecordSchema.optional(),
    evidence: evidenceSchema.optional().describe('comparison with the images at the end of the calibration'),
  })
  .meta({ title: 'Excursa model', description: 'A calibrated excursion-set model' });

/**
 * The JSON Schema (draft 2020-12) of model.json, published as schema/model.schema.json.
 * @example
 * import { modelSchema } from 'excursa';
 * console.log(modelSchema().title); // Excursa model
 */
export const modelSchema = (): object => z.toJSONSchema(modelFileSchema, { target: 'draft-2020-12', io: 'input' });

/** The content of model.json. */
export type ModelFile = z.output<typeof modelFileSchema>;

/** Factor from voxels to the file's unit for a parameter's dimension. */
function unitOf(parameter: ModelParameter, voxel: number, unit: string): { factor: number; unit: string } {
  if (parameter.dimension === 'length') return { factor: voxel, unit };
  if (parameter.dimension === 'wavenumber') return { factor: 1 / voxel, unit: `rad/${unit}` };
  return { factor: 1, unit: '' };
}

const aCalibration = recordOf('the record of a calibration', 'calibrationFile', {
  ...{ sources: listOf('a list of files', '[]', anObject), settings: anObject, step: wholeNumber(0) },
  descriptorErrors: listOf('a list of errors', '[]', anObject),
});

/**
 * A model as the content of model.json; lengths in the grid's unit, correlation weights normalised to sum 1.
 * @example
 * import { createModel, presets, toModelFile, version } from 'excursa';
 * const file = toModelFile(createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um' }), version);
 * console.log(file.format, file.grid.unit); // excursa-model um
 */
export function toModelFile(model: ExcursionModel, version: string, calibration?: ModelFile['calibration']): ModelFile {
  const kinds = { model: aModel, version: aText, calibration: optional(aCalibration) };
  checkArguments('toModelFile', { model, version, calibration }, kinds);
  const { record, family, values, spacing, unit } = model;
  const voxel = spacing[2];
  const list = parametersOf(record, family);
  const parameters: ModelFile['parameters'] = {};
  list.forEach((parameter, i) => {
    const { group, name, meaning, role, dimension, transform, start, spread } = parameter;
    const { factor, unit: own } = unitOf(parameter, voxel, unit);
    const total = list.reduce((sum, p, k) => (p.role === 'share' && p.group === group ? sum + values[k] : sum), 0);
    const value = role === 'share' ? values[i] / total : values[i] * factor;
    parameters[group] ??= {};
    parameters[group][name] = {
      ...{ value, unit: own, meaning, role, dimension },
      fit: { transform: { ...transform }, start, spread },
    };
  });
  const { scalars: _, ...body } = record;
  return {
    format: 'excursa-model',
    formatVersion: 2,
    version,
    model: structuredClone(body) as ModelFile['model'],
    family: familyOf(family).name,
    grid: { spacing: [...spacing], unit },
    taper: { value: model.taper * voxel, unit, meaning: 'radius beyond which all correlations are 0' },
    anisotropy: { value: model.zScale, unit: '', meaning: 'b_s: correlations are evaluated at (x, y, z / b_s)' },
    phases: model.phases.map((phase, i) => ({ ...phase, excursionSet: model.order.indexOf(i) + 1 })),
    parameters,
    ...(calibration && { calibration }),
    ...(model.evidence && { evidence: evidenceOf(model.evidence) }),
  };
}

function evidenceOf({ sentence, unusable, reason, errors }: ModelEvidence): NonNullable<ModelFile['evidence']> {
  return { sentence, unusable: [...unusable], reason, errors: errors.map((own) => ({ ...own })) };
}

/** What is wrong with the value of a parameter, wherever its bounds are. */
function valueProblem({ group, name, role, transform }: ModelParameter, value: number): Problem | undefined {
  const got = `${value}`;
  const own = `${group}.${name}`;
  // A stretched exponential is a correlation up to the exponent 2; a family with wider bounds has another rule.
  const most = transform.kind === 'interval' ? Math.max(2, transform.upper) : Number.POSITIVE_INFINITY;
  if (role === 'shape' && !(value > 0 && value <= most)) return { expected: `${own} above 0 and up to ${most}`, got };
  if (transform.kind === 'interval' && transform.logarithmic && !(value > 0)) {
    return { expected: `a positive ${own}`, got };
  }
  const floor = transform.kind === 'positive' || (transform.kind === 'interval' && transform.lower >= 0);
  return floor && !(value >= 0) ? { expected: `${own} of 0 or more`, got } : undefined;
}

/** No length of a model, in voxels, and no wavenumber is larger than this. */
const mostVoxels = 1e6;
/** No pure number of a model is larger than this: fields have the standard deviation 1. */
const mostNumber = 1e4;
/** Correlations vanish beyond at least so many voxels. */
const leastTaper = 1;
/** Stretch of the z axis, and its inverse, at most. */
const mostStretch = 1e3;

/** What is wrong with the labels of phases: out of the range of images, or given twice. */
function labelProblem(labels: readonly number[]): Problem | undefined {
  const strange = labels.find((label) => label < 0 || label > 65535);
  if (strange !== undefined) return { expected: 'labels from 0 to 65535', got: `${strange}` };
  const twice = labels.find((label, i) => labels.indexOf(label) < i);
  return twice === undefined ? undefined : { expected: 'each label once', got: `${twice} twice` };
}

/** The first group whose shares are all 0, so that they cannot sum to 1. */
const shareless = (list: readonly ModelParameter[], values: ArrayLike<number>): string | undefined =>
  list.find(
    ({ role, group }) =>
      role === 'share' && !list.some((other, i) => other.role === 'share' && other.group === group && values[i] > 0),
  )?.group;

/**
 * The model in the content of a model.json.
 * @param content - parsed JSON. @param name - file name for messages. @param known - correlation families that the file
 * may name.
 * @throws ExcursaError (input) naming the first place where the content is not a model.
 * @example
 * import { createModel, fromModelFile, presets, toModelFile, version } from 'excursa';
 * const text = JSON.stringify(toModelFile(createModel(presets.assb), version));
 * const model = fromModelFile(JSON.parse(text), 'model.json');
 * console.log(model.record.name, model.values.length); // assb 70
 */
export function fromModelFile(content: unknown, name: string, known: Families = families): ExcursionModel {
  checkArguments('fromModelFile', { name, known }, { name: aText, known: familiesByName });
  const fail = (problem: Problem): never => {
    throw new ExcursaError({
      kind: 'input',
      what: name,
      ...problem,
      remedy: 'a model.json written by excursa calibrate',
    });
  };
  const { format, formatVersion } = (content ?? {}) as Partial<ModelFile>;
  if (format === 'excursa-model' && typeof formatVersion === 'number' && formatVersion > 2) {
    throw new ExcursaError({
      kind: 'input',
      what: name,
      expected: 'a model of format version 2 or less',
      got: `version ${formatVersion}`,
      remedy: 'the version of Excursa that wrote the file',
    });
  }
  const current = upgradeModelFile(content, (family) => known[family]?.parameters ?? []);
  const parsed = modelFileSchema.safeParse(current);
  if (!parsed.success) return fail(issueProblem(parsed.error.issues[0], 'an excursa model', current));
  const file = parsed.data;
  const voxel = file.grid.spacing[2];
  const scalars = Object.entries(file.parameters.scalars ?? {}).map(
    ([key, { meaning, role, dimension, fit }]): Parameter => ({ name: key, meaning, role, dimension, ...fit }),
  );
  if (!Object.hasOwn(known, file.family)) {
    throw new ExcursaError({
      kind: 'input',
      what: name,
      expected: `a correlation family out of ${Object.keys(known).join(', ')}`,
      got: file.family,
      remedy: `fromModelFile(content, name, { ...families, ${file.family} }) with the family of that name`,
    });
  }
  const family = known[file.family];
  const record = { ...file.model, scalars } as ModelRecord;
  const problem = recordProblem(record);
  if (problem) return fail(problem);
  const list = parametersOf(record, family);
  const values = Float64Array.from(list, (parameter) => {
    const entry = file.parameters[parameter.group]?.[parameter.name];
    if (!entry) return fail({ expected: `a parameter ${parameter.group}.${parameter.name}`, got: 'none' });
    const wrong = valueProblem(parameter, entry.value);
    if (wrong) return fail(wrong);
    return entry.value / unitOf(parameter, voxel, file.grid.unit).factor;
  });
  const empty = shareless(list, values);
  if (empty !== undefined) return fail({ expected: `weights of ${empty} that are not all 0`, got: 'only 0' });
  for (const [group, named] of Object.entries(file.parameters)) {
    const own = list.filter((parameter) => parameter.group === group).map((parameter) => parameter.name);
    const strange = Object.keys(named).find((key) => !own.includes(key));
    if (own.length > 0 && strange === undefined) continue;
    const expected = own.length > 0 ? `parameters of ${group} out of ${own.join(', ')}` : 'parameters of known fields';
    return fail({ expected, got: strange === undefined ? `the group ${group}` : `${group}.${strange}` });
  }
  const strangeUnit = list.find(
    (own) => file.parameters[own.group][own.name].unit !== unitOf(own, voxel, file.grid.unit).unit,
  );
  if (strangeUnit) {
    const { group, name: own } = strangeUnit;
    const unit = unitOf(strangeUnit, voxel, file.grid.unit).unit || 'of a pure number, an empty text,';
    return fail({ expected: `the unit ${unit} of ${group}.${own}`, got: file.parameters[group][own].unit || 'none' });
  }
  const mostOf = ({ dimension }: ModelParameter): number => (dimension === 'number' ? mostNumber : mostVoxels);
  const far = list.findIndex((parameter, i) => Math.abs(values[i]) > mostOf(parameter));
  if (far >= 0) {
    const { group, name: own, dimension } = list[far];
    const inVoxels = dimension === 'number' ? '' : ' in voxels';
    const expected = `a ${dimension} ${group}.${own} of at most ${mostOf(list[far])}${inVoxels}`;
    return fail({ expected, got: values[far].toExponential(1) });
  }
  const wrongLabel = labelProblem(file.phases.map(({ label }) => label));
  if (wrongLabel) return fail(wrongLabel);
  const sets = file.phases.map((phase) => phase.excursionSet);
  const order = sets.map((_, i) => sets.indexOf(i + 1));
  const phases = phaseCount(record);
  if (order.includes(-1) || order.length !== phases) {
    return fail({ expected: `phases that play the sets 1 to ${phases}`, got: sets.join(', ') });
  }
  if (!(file.taper.value > 0 && file.anisotropy.value > 0 && file.grid.spacing.every((d) => d > 0))) {
    return fail({ expected: 'positive spacing, taper and anisotropy', got: 'one that is not' });
  }
  const taper = file.taper.value / voxel;
  if (taper < leastTaper * (1 - 1e-9) || taper > mostVoxels) {
    return fail({ expected: `a taper of ${leastTaper} to ${mostVoxels} voxels`, got: taper.toPrecision(2) });
  }
  const stretch = file.anisotropy.value;
  if (stretch < 1 / mostStretch || stretch > mostStretch) {
    return fail({ expected: `an anisotropy of ${1 / mostStretch} to ${mostStretch}`, got: stretch.toPrecision(2) });
  }
  return {
    record,
    // Registered families go by their names, which threads can be told.
    family: family === families[file.family] ? file.family : family,
    values,
    // Twelve digits: 24 voxels must not come back as 24.000000000000004 and ask for a larger torus.
    taper: Number(taper.toPrecision(12)),
    zScale: file.anisotropy.value,
    spacing: file.grid.spacing,
    unit: file.grid.unit,
    phases: file.phases.map(({ name: phase, label }) => ({ name: phase, label })),
    order,
    ...(file.evidence && {
      evidence: {
        ...file.evidence,
        sources: (file.calibration?.sources ?? []).map(({ file: path, sha256 }) => ({ path, sha256 })),
      },
    }),
  };
}
