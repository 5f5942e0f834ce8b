import { z } from 'zod';
import { type FamilyName, families } from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import { type ExcursionModel, type ModelParameter, parametersOf } from './model.ts';
import { type ModelRecord, phaseCount } from './record.ts';

const triple = z.tuple([z.number(), z.number(), z.number()]);

const parameterSchema = z.strictObject({
  value: z.number().describe('value in the stated unit'),
  unit: z.string().describe("physical unit, '' for a pure number"),
  meaning: z.string(),
});

const recordSchema = z.strictObject({
  name: z.string(),
  summary: z.string(),
  fields: z.array(z.string()).min(1),
  latents: z
    .array(
      z.strictObject({
        name: z.string(),
        terms: z.array(
          z.strictObject({
            field: z.string(),
            power: z
              .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
              .describe('degree of the Hermite polynomial: G, G^2 - 1, G^3 - 3 G, G^4 - 6 G^2 + 3'),
            times: z.string().optional().describe('another field that the polynomial is multiplied by'),
            coefficient: z.array(z.string()).describe('scalars whose product is the weight; none means 1'),
          }),
        ),
        grainTerms: z
          .array(
            z.strictObject({
              kind: z.enum(['depth', 'neck', 'inside']),
              coefficient: z.array(z.string()),
              length: z
                .string()
                .optional()
                .describe('scalar that is the length of a fillet or neck, or over which the inside ends'),
            }),
          )
          .optional()
          .describe('what grains add: depth below the surface, with fillets, and necks between two'),
        shells: z
          .array(
            z.strictObject({
              latent: z.string(),
              coefficient: z.array(z.string()),
              length: z.string(),
              softness: z.string(),
            }),
          )
          .optional()
          .describe('what an earlier latent adds in a shell around its phase'),
        threshold: z.string(),
      }),
    )
    .min(1),
  cells: z
    .array(z.number().int().min(0))
    .optional()
    .describe('phase of each cell of the truncation, 0 for excursion set 1; in order unless given'),
  grains: z
    .strictObject({
      density: z.string(),
      radius: z.string(),
      spread: z.string(),
      elongation: z.string(),
      surface: z.string(),
    })
    .optional()
    .describe('scalars that govern spheroids of random sequential addition'),
});

/** Where a model comes from: data, settings and errors at the end of its calibration. */
export const calibrationRecordSchema = z.strictObject({
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

/** The published form of model.json. */
export const modelFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    format: z.literal('excursa-model'),
    formatVersion: z.literal(1),
    version: z.string().describe('version of excursa that wrote the file'),
    model: recordSchema,
    family: z.enum(Object.keys(families) as [FamilyName, ...FamilyName[]]),
    grid: z.strictObject({ spacing: triple.describe('voxel size [dz, dy, dx]'), unit: z.string() }),
    taper: parameterSchema,
    anisotropy: parameterSchema,
    phases: z
      .array(z.strictObject({ name: z.string(), label: z.number().int(), excursionSet: z.number().int().min(1) }))
      .min(2),
    parameters: z
      .record(z.string(), z.record(z.string(), parameterSchema))
      .describe("by group: 'scalars' and each field"),
    calibration: calibrationRecordSchema.optional(),
  })
  .meta({ title: 'Excursa model', description: 'A calibrated excursion-set model' });

/** The JSON Schema (draft 2020-12) of model.json, published as schema/model.schema.json. */
export const modelSchema = (): object => z.toJSONSchema(modelFileSchema, { target: 'draft-2020-12', io: 'input' });

/** The content of model.json. */
export type ModelFile = z.output<typeof modelFileSchema>;

/** Factor from voxels to the file's unit for a parameter's dimension. */
function unitOf(parameter: ModelParameter, voxel: number, unit: string): { factor: number; unit: string } {
  if (parameter.dimension === 'length') return { factor: voxel, unit };
  if (parameter.dimension === 'wavenumber') return { factor: 1 / voxel, unit: `rad/${unit}` };
  return { factor: 1, unit: '' };
}

const isWeight = (parameter: ModelParameter): boolean => /^weight\d+$/.test(parameter.name);

/** A model as the content of model.json; lengths in the grid's unit, correlation weights normalised to sum 1. */
export function toModelFile(model: ExcursionModel, version: string, calibration?: ModelFile['calibration']): ModelFile {
  const { record, family, values, spacing, unit } = model;
  const voxel = spacing[2];
  const list = parametersOf(record, family);
  const parameters: ModelFile['parameters'] = {};
  list.forEach((parameter, i) => {
    const { factor, unit: own } = unitOf(parameter, voxel, unit);
    const total = list.reduce((sum, p, k) => (isWeight(p) && p.group === parameter.group ? sum + values[k] : sum), 0);
    const value = isWeight(parameter) ? values[i] / total : values[i] * factor;
    parameters[parameter.group] ??= {};
    parameters[parameter.group][parameter.name] = { value, unit: own, meaning: parameter.meaning };
  });
  const { name, summary, fields, latents, cells, grains } = record;
  return {
    format: 'excursa-model',
    formatVersion: 1,
    version,
    model: {
      name,
      summary,
      fields: [...fields],
      latents: latents.map(({ grainTerms, shells, ...latent }) => ({
        ...latent,
        terms: latent.terms.map((term) => ({ ...term, coefficient: [...term.coefficient] })),
        ...(grainTerms && { grainTerms: grainTerms.map((term) => ({ ...term, coefficient: [...term.coefficient] })) }),
        ...(shells && { shells: shells.map((term) => ({ ...term, coefficient: [...term.coefficient] })) }),
      })),
      ...(cells && { cells: [...cells] }),
      ...(grains && { grains: { ...grains } }),
    },
    family,
    grid: { spacing: [...spacing], unit },
    taper: { value: model.taper * voxel, unit, meaning: 'radius beyond which all correlations are 0' },
    anisotropy: { value: model.zScale, unit: '', meaning: 'b_s: correlations are evaluated at (x, y, z / b_s)' },
    phases: model.phases.map((phase, i) => ({ ...phase, excursionSet: model.order.indexOf(i) + 1 })),
    parameters,
    ...(calibration && { calibration }),
  };
}

/**
 * The model in the content of a model.json.
 * @param content - parsed JSON. @param name - file name for messages.
 * @throws ExcursaError (input) naming the first place where the content is not a model.
 */
export function fromModelFile(content: unknown, name: string): ExcursionModel {
  const parsed = modelFileSchema.safeParse(content);
  const fail = (expected: string, got: string): never => {
    throw new ExcursaError(
      'input',
      `${name}: expected ${expected}, got ${got}; try a model.json written by excursa calibrate`,
    );
  };
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail('an excursa model', `a problem at ${issue.path.join('.') || 'the top'} (${issue.message})`);
  }
  const file = parsed.data;
  const voxel = file.grid.spacing[2];
  const scalars = Object.entries(file.parameters.scalars ?? {}).map(([key, { meaning, unit: own }]) => ({
    name: key,
    meaning,
    dimension: own === file.grid.unit ? ('length' as const) : ('number' as const),
    transform: { kind: 'identity' as const },
    start: 0,
    spread: 0,
  }));
  const record: ModelRecord = { ...file.model, scalars };
  const list = parametersOf(record, file.family);
  const values = Float64Array.from(list, (parameter) => {
    const entry = file.parameters[parameter.group]?.[parameter.name];
    if (!entry) return fail(`a parameter ${parameter.group}.${parameter.name}`, 'none');
    return entry.value / unitOf(parameter, voxel, file.grid.unit).factor;
  });
  const sets = file.phases.map((phase) => phase.excursionSet);
  const order = sets.map((_, i) => sets.indexOf(i + 1));
  const { cells } = record;
  const phases = phaseCount(record);
  if (cells && (cells.length !== record.latents.length + 1 || new Set(cells).size !== phases)) {
    return fail(`a phase for each of ${record.latents.length + 1} cells, and no phase without one`, cells.join(', '));
  }
  if (order.includes(-1) || order.length !== phases) {
    return fail(`phases that play the sets 1 to ${phases}`, sets.join(', '));
  }
  for (const [l, latent] of record.latents.entries()) {
    const known = new Set(scalars.map((p) => p.name));
    const grainScalars = (latent.grainTerms ?? []).flatMap((t) => [...t.coefficient, ...(t.length ? [t.length] : [])]);
    const shellScalars = (latent.shells ?? []).flatMap((t) => [...t.coefficient, t.length, t.softness]);
    const named = [latent.threshold, ...latent.terms.flatMap((t) => t.coefficient), ...grainScalars, ...shellScalars];
    const missing = [...named, ...Object.values(record.grains ?? {})].find((s) => !known.has(s));
    if (missing) return fail(`a scalar ${missing}`, 'none');
    const unknown = latent.terms
      .flatMap(({ field, times }) => [field, ...(times === undefined ? [] : [times])])
      .find((field) => !record.fields.includes(field));
    if (unknown) return fail(`a field ${unknown}`, 'none');
    const square = latent.terms.find(({ field, times }) => times === field);
    if (square) return fail('a product of two fields', `${square.field} times itself`);
    const earlier = record.latents.slice(0, l).map(({ name: other }) => other);
    const shell = latent.shells?.find((t) => !earlier.includes(t.latent));
    if (shell) return fail(`a latent ${shell.latent} before ${latent.name}`, 'none');
  }
  if (!(file.taper.value > 0 && file.anisotropy.value > 0 && file.grid.spacing.every((d) => d > 0))) {
    return fail('positive spacing, taper and anisotropy', 'one that is not');
  }
  return {
    record,
    family: file.family,
    values,
    // Twelve digits: 24 voxels must not come back as 24.000000000000004 and ask for a larger torus.
    taper: Number((file.taper.value / voxel).toPrecision(12)),
    zScale: file.anisotropy.value,
    spacing: file.grid.spacing,
    unit: file.grid.unit,
    phases: file.phases.map(({ name: phase, label }) => ({ name: phase, label })),
    order,
  };
}
