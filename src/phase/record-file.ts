import { z } from 'zod';
import { type Role, roles } from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import type { ModelRecord } from './record.ts';
import { recordProblem, unusedPart } from './record-check.ts';
import { type Problem, termSchema } from './terms/index.ts';

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a letter, then letters, digits, _ or -');

const transformSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('identity') }),
    z.strictObject({ kind: z.literal('positive') }),
    z.strictObject({
      kind: z.literal('interval'),
      lower: z.number(),
      upper: z.number(),
      logarithmic: z.boolean().optional(),
    }),
  ])
  .describe('values it can take: any, positive, or those between two bounds, on a logarithmic scale where that is set');

/** Schema of what a calibration does with a parameter. Lengths are in voxels, wavenumbers in radians per voxel. */
export const fitSchema = z.strictObject({
  transform: transformSchema,
  start: z.number().describe('centre of random starts'),
  spread: z.number().min(0).describe('standard deviation of random starts on the unbounded scale'),
});

/** Schema of the role of a parameter. */
export const roleSchema = z.enum(Object.keys(roles) as [Role, ...Role[]]).describe(
  `what the parameter does: ${Object.entries(roles)
    .map(([role, text]) => `${role} - ${text}`)
    .join('; ')}`,
);

/** Schema of how a parameter scales with the voxel size. */
export const dimensionSchema = z.enum(['number', 'length', 'wavenumber']);

const scalarSchema = z.strictObject({
  name,
  meaning: z.string(),
  role: roleSchema,
  dimension: dimensionSchema.default('number'),
  ...fitSchema.shape,
});

/** Schema of a record without its scalars, as model.json holds it. */
export const recordBodySchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'a lower-case letter, then lower-case letters, digits or -'),
  summary: z.string(),
  fields: z.array(name).min(1).describe('independent Gaussian fields of unit variance'),
  latents: z
    .array(
      z.strictObject({
        name,
        terms: z.array(termSchema).min(1),
        threshold: z.string().describe('scalar at which the latent is cut'),
      }),
    )
    .min(1)
    .describe('latent fields; the first excursion set is where the first latent reaches its threshold, and so on'),
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

const recordSchema = recordBodySchema
  .extend({
    $schema: z.string().optional(),
    scalars: z.array(scalarSchema).describe('numbers that a calibration finds; lengths in voxels'),
  })
  .meta({ title: 'Excursa model record', description: 'A model class: fields, latents and scalars' });

/** The JSON Schema (draft 2020-12) of a record file, published as schema/record.schema.json. */
export const recordFileSchema = (): object => z.toJSONSchema(recordSchema, { target: 'draft-2020-12', io: 'input' });

/** What is wrong first in parsed JSON. @param what - expected as a whole. */
export function issueProblem(issue: z.core.$ZodIssue, what: string): Problem {
  const place = issue.path.join('.') || 'the top';
  if (issue.code === 'unrecognized_keys') {
    return { expected: 'no unknown field', got: `${issue.keys.join(', ')} at ${place}` };
  }
  return { expected: what, got: `a problem at ${place} (${issue.message})` };
}

/**
 * A user's own model record from the content of a JSON file.
 * @param json - parsed content. @param where - name of the file, for messages.
 * @throws ExcursaError (input) with the first thing that is wrong.
 * @example
 * import { createModel, parseRecord, realise } from 'excursa';
 * const level = { name: 'level', meaning: 'threshold', role: 'threshold', transform: { kind: 'identity' } };
 * const record = parseRecord(
 *   {
 *     name: 'squares',
 *     summary: 'one phase where a squared field is high',
 *     fields: ['X', 'Y'],
 *     scalars: [{ ...level, start: 0.5, spread: 0.1 }],
 *     latents: [
 *       {
 *         name: 'A',
 *         terms: [{ kind: 'field', field: 'X' }, { kind: 'field', field: 'Y', power: 2 }],
 *         threshold: 'level',
 *       },
 *     ],
 *   },
 *   'my record',
 * );
 * const { map } = await realise(createModel(record), { shape: [64, 64], seed: 3 });
 * console.log(map.phases.length); // 2
 */
export function parseRecord(json: unknown, where: string): ModelRecord {
  const fail = (problem: Problem): never => {
    throw new ExcursaError({ kind: 'input', what: where, ...problem, remedy: 'the form in schema/record.schema.json' });
  };
  const parsed = recordSchema.safeParse(json);
  if (!parsed.success) return fail(issueProblem(parsed.error.issues[0], 'a model record'));
  const { $schema: _, ...record } = parsed.data as z.output<typeof recordSchema> & ModelRecord;
  const problem = recordProblem(record) ?? unusedPart(record);
  return problem ? fail(problem) : record;
}
