import type { Parameter } from '../correlation/index.ts';
import { type ModelRecord, phaseCount } from './record.ts';
import { kindOf, type Problem, type Term } from './terms/index.ts';

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
      : undefined)
  );
}

/** What makes a record impossible to draw; undefined for a sound one. */
export function recordProblem(record: ModelRecord): Problem | undefined {
  const { fields, scalars, latents, cells, grains } = record;
  const names = scalars.map(({ name: own }) => own);
  const twice = repeated(fields) ?? repeated(names) ?? repeated(latents.map(({ name: own }) => own));
  if (twice !== undefined) return { expected: 'names that differ', got: `${twice} twice` };
  if (latents.length > recordLimits.latents)
    return { expected: `at most ${recordLimits.latents} latents`, got: `${latents.length}` };
  if (fields.length > recordLimits.fields)
    return { expected: `at most ${recordLimits.fields} fields`, got: `${fields.length}` };
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
  const lacking = Object.values(grains ?? {}).find((own) => !names.includes(own));
  if (lacking !== undefined) return { expected: `a scalar ${lacking} for the grains`, got: 'none' };
  const used = latents.flatMap(({ terms }) => terms.flatMap((term) => kindOf(term).names(term).fields));
  const crowded = fields.find((own) => used.filter((text) => text === own).length > recordLimits.termsOfField);
  if (crowded !== undefined)
    return { expected: `at most ${recordLimits.termsOfField} terms of field ${crowded}`, got: 'more' };
  return scalars.map(parameterProblem).find((problem) => problem !== undefined);
}

/** What a record has but does not use; undefined for one that uses all. */
export function unusedPart({ fields, scalars, latents, grains }: ModelRecord): Problem | undefined {
  const terms = latents.flatMap((latent) => latent.terms);
  const used = terms.map((term) => kindOf(term).names(term));
  const field = fields.find((own) => !used.some((names) => names.fields.includes(own)));
  if (field !== undefined) return { expected: `a term of field ${field}`, got: 'none' };
  if (grains && !terms.some((term) => kindOf(term).input === 'depths'))
    return { expected: 'a term of the grains', got: 'none' };
  const named = [
    ...used.flatMap((names) => names.scalars),
    ...latents.map(({ threshold }) => threshold),
    ...Object.values(grains ?? {}),
  ];
  const scalar = scalars.find(({ name: own }) => !named.includes(own));
  return scalar && { expected: `a use of scalar ${scalar.name}`, got: 'none' };
}
