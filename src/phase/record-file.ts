import { z } from 'zod';
import { aText, checkArguments, expectedBySchema, shownValue } from '../arguments.ts';
import { type Parameter, type Role, roles } from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import { type ModelRecord, type NamedGrainScalars, phaseCount } from './record.ts';
import { kindOf, type Problem, type Term, termSchema } from './terms/index.ts';

/** Largest numbers of latents, of fields and of terms of one field in a record. */
export const recordLimits = { latents: 8, fields: 32, termsOfField: 16 } as const;

/** The first name that occurs twice. */
const repeated = (names: readonly string[]): string | undefined => names.find((own, i) => names.indexOf(own) < i);

/** What is wrong with a parameter's bounds, start or spread. */
function parameterProblem({ name: own, transform, start }: Parameter): Problem | undefined {
  if (transform.kind === 'positive' && !(start > 0)) return { expected: `a positive start of ${own}`, got: `${start}` };
  if (transform.kind !== 'interval') return undefined;
  const { lower, upper, logarithmic } = transform;
  if (!(lower < upper))
    return { expected: `a lower bound of ${own} below its upper bound`, got: `${lower} and ${upper}` };
  if (logarithmic && !(lower > 0))
    return { expected: `positive bounds of ${own} on a logarithmic scale`, got: `${lower}` };
  if (start > lower && start < upper) return undefined;
  return { expected: `a start of ${own} between its bounds ${lower} and ${upper}`, got: `${start}` };
}

/** Scalars that govern grains, and bubbles among them. */
function grainScalars({ bubbles, ...grains }: NamedGrainScalars): string[] {
  return [...Object.values(grains), ...Object.values(bubbles ?? {})].filter((own) => own !== undefined);
}

/** Names that a latent uses but the record lacks, and terms that contradict themselves. */
function termProblem(record: ModelRecord, latent: number, term: Term): Problem | undefined {
  const kind = kindOf(term);
  const used = kind.names(term);
  const own = record.latents[latent].name;
  const missing = (names: readonly string[], known: readonly string[], what: string): Problem | undefined => {
    const found = names.find((text) => !known.includes(text));
    return found === undefined ? undefined : { expected: `${what} ${found} for latent ${own}`, got: 'none' };
  };
  const earlier = record.latents.slice(0, latent).map(({ name: text }) => text);
  const outside = used.latents.find((text) => !earlier.includes(text));
  return (
    missing(used.fields, record.fields, 'a field') ??
    missing(
      used.scalars,
      record.scalars.map(({ name: text }) => text),
      'a scalar',
    ) ??
    (outside === undefined ? undefined : { expected: `a latent ${outside} before ${own}`, got: 'none' }) ??
    kind.check?.(term) ??
    (kind.input === 'depths' && !record.grains
      ? { expected: `grains for the term ${term.kind} of latent ${own}`, got: 'none' }
      : undefined) ??
    (term.kind === 'bubble' && !record.grains?.bubbles
      ? { expected: `bubbles of the grains for latent ${own}`, got: 'none' }
      : undefined)
  );
}

/** What makes a record impossible to draw; undefined for a sound one. */
export function recordProblem(record: ModelRecord): Problem | undefined {
  const { fields, fine, scalars, latents, cells, grains } = record;
  const names = scalars.map(({ name: own }) => own);
  const twice = repeated(fields) ?? repeated(names) ?? repeated(latents.map(({ name: own }) => own));
  if (twice !== undefined) return { expected: 'names that differ', got: `${twice} twice` };
  if (latents.length > recordLimits.latents)
    return { expected: `at most ${recordLimits.latents} latents`, got: `${latents.length}` };
  if (fields.length > recordLimits.fields)
    return { expected: `at most ${recordLimits.fields} fields`, got: `${fields.length}` };
  const strange = fine?.find((own) => !fields.includes(own));
  if (strange !== undefined) return { expected: `fine fields out of ${fields.join(', ')}`, got: strange };
  const phases = phaseCount(record);
  if (cells && (cells.length !== latents.length + 1 || new Set(cells).size !== phases)) {
    const expected = `a phase for each of ${latents.length + 1} cells, and no phase without one`;
    return { expected, got: cells.join(', ') };
  }
  for (const [l, { name: own, terms, threshold }] of latents.entries()) {
    if (!names.includes(threshold)) return { expected: `a scalar ${threshold} for latent ${own}`, got: 'none' };
    for (const term of terms) {
      const problem = termProblem(record, l, term);
      if (problem) return problem;
    }
  }
  const lacking = (grains ? grainScalars(grains) : []).find((own) => !names.includes(own));
  if (lacking !== undefined) return { expected: `a scalar ${lacking} for the grains`, got: 'none' };
  const used = latents.flatMap(({ terms }) => terms.flatMap((term) => kindOf(term).names(term).fields));
  const crowded = fields.find((own) => used.filter((text) => text === own).length > recordLimits.termsOfField);
  if (crowded !== undefined)
    return { expected: `at most ${recordLimits.termsOfField} terms of field ${crowded}`, got: 'more' };
  return scalars.map(parameterProblem).find((problem) => problem !== undefined);
}

/** What a record has but does not use; undefined for one that uses all. */
function unusedPart({ fields, scalars, latents, grains }: ModelRecord): Problem | undefined {
  const terms = latents.flatMap((latent) => latent.terms);
  const used = terms.map((term) => kindOf(term).names(term));
  const field = fields.find((own) => !used.some((names) => names.fields.includes(own)));
  if (field !== undefined) return { expected: `a term of field ${field}`, got: 'none' };
  if (grains && !terms.some((term) => kindOf(term).input === 'depths'))
    return { expected: 'a term of the grains', got: 'none' };
  if (grains?.bubbles && !terms.some(({ kind }) => kind === 'bubble'))
    return { expected: 'a term of the bubbles', got: 'none' };
  const named = [
    ...used.flatMap((names) => names.scalars),
    ...latents.map(({ threshold }) => threshold),
    ...(grains ? grainScalars(grains) : []),
  ];
  const scalar = scalars.find(({ name: own }) => !named.includes(own));
  return scalar && { expected: `a use of scalar ${scalar.name}`, got: 'none' };
}

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
  fine: z
    .array(name)
    .min(1)
    .optional()
    .describe('fields whose correlations may decay within a voxel, as specks of single voxels do'),
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
      sorting: z.string().optional().describe('how far large balls come first, from 0 to 1'),
      surface: z.string(),
      bubbles: z
        .strictObject({ density: z.string(), radius: z.string(), spread: z.string() })
        .optional()
        .describe('scalars that govern a second population: balls that lie anywhere'),
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
export function issueProblem(issue: z.core.$ZodIssue, what: string, json: unknown): Problem {
  const place = issue.path.join('.') || 'the top';
  if (issue.code === 'unrecognized_keys') {
    return { expected: 'no unknown field', got: `${issue.keys.join(', ')} at ${place}` };
  }
  const found = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
  const at = issue.path.length === 0 ? '' : ` with ${expectedBySchema(issue)} at ${place}`;
  return { expected: what + at, got: shownValue(found) };
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
  checkArguments('parseRecord', { where }, { where: aText });
  const fail = (problem: Problem): never => {
    throw new ExcursaError({ kind: 'input', what: where, ...problem, remedy: 'the form in schema/record.schema.json' });
  };
  const parsed = recordSchema.safeParse(json);
  if (!parsed.success) return fail(issueProblem(parsed.error.issues[0], 'a model record', json));
  const { $schema: _, ...record } = parsed.data as z.output<typeof recordSchema> & ModelRecord;
  const problem = recordProblem(record) ?? unusedPart(record);
  return problem ? fail(problem) : record;
}
