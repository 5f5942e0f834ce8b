import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classes, type ModelRecord, parseRecord, presets, recordFileSchema, recordLimits } from './index.ts';

const json = (value: unknown) => JSON.parse(JSON.stringify(value));
/** The sentence for a change of a record. */
function wrong(record: ModelRecord, change: (record: ReturnType<typeof json>) => void): string {
  const changed = json(record);
  change(changed);
  try {
    parseRecord(changed, 'my.json');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe("a user's record", () => {
  it.each(Object.keys(classes))('%s reads back as written', (name) => {
    expect(parseRecord(json(presets[name]), 'my.json')).toEqual(presets[name]);
  });

  it('may leave out what is usual', () => {
    const scalars = [
      { name: 'level', meaning: 'level', role: 'threshold', transform: { kind: 'identity' }, start: 0, spread: 0.1 },
    ];
    const latents = [{ name: 'A', terms: [{ kind: 'field', field: 'X' }], threshold: 'level' }];
    expect(parseRecord({ name: 'own', summary: 'own', fields: ['X'], scalars, latents }, 'my.json')).toEqual({
      ...{ name: 'own', summary: 'own', fields: ['X'] },
      scalars: [{ ...scalars[0], dimension: 'number' }],
      latents: [{ ...latents[0], terms: [{ kind: 'field', field: 'X', power: 1, coefficient: [] }] }],
    });
  });

  it('is refused in one sentence that names what is wrong', () => {
    const { assb, grains } = presets;
    expect(wrong(assb, (r) => (r.colour = 1))).toBe(
      'my.json: expected no unknown field, got colour at the top; try the form in schema/record.schema.json',
    );
    expect(wrong(assb, (r) => (r.latents[0].terms[0].weight = 1))).toMatch(/got weight at latents\.0\.terms\.0;/);
    expect(wrong(assb, (r) => delete r.fields)).toMatch(/expected a model record with .* at fields, got nothing/);
    expect(wrong(assb, (r) => (r.latents[0].terms[1].coefficient = ['mu']))).toMatch(
      /a scalar mu for latent A, got none/,
    );
    expect(wrong(assb, (r) => (r.latents[1].threshold = 'mu'))).toMatch(/a scalar mu for latent B, got none/);
    expect(wrong(assb, (r) => (r.latents[0].terms[0].field = 'Q'))).toMatch(/a field Q for latent A, got none/);
    expect(wrong(assb, (r) => r.fields.push('V'))).toMatch(/a term of field V, got none/);
    expect(wrong(assb, (r) => r.scalars.push({ ...r.scalars[0], name: 'mu' }))).toMatch(/a use of scalar mu, got none/);
    expect(wrong(assb, (r) => r.fields.push('X'))).toMatch(/names that differ, got X twice/);
    expect(wrong(assb, (r) => (r.cells = [0, 2, 2]))).toMatch(/a phase for each of 3 cells/);
    expect(wrong(assb, (r) => (r.scalars[0].role = 'alpha'))).toMatch(/scalars\.0\.role/);
    expect(wrong(grains, (r) => delete r.grains)).toMatch(/grains for the term depth of latent A, got none/);
    const bubbly = presets['bubble-grains'];
    expect(wrong(bubbly, (r) => delete r.grains.bubbles)).toMatch(/bubbles of the grains for latent B, got none/);
    expect(wrong(bubbly, (r) => (r.grains.bubbles.radius = 'size'))).toMatch(/a scalar size for the grains, got none/);
    expect(wrong(grains, (r) => (r.grains.bubbles = bubbly.grains!.bubbles))).toMatch(/a scalar bubbleDensity/);
    expect(wrong(bubbly, (r) => r.latents[1].terms.splice(1, 1))).toMatch(/a term of the bubbles, got none/);
    expect(wrong(grains, (r) => (r.grains.radius = 'size'))).toMatch(/a scalar size for the grains, got none/);
    expect(wrong(grains, (r) => r.latents.reverse())).toMatch(/a latent A before B, got none/);
    expect(wrong(assb, (r) => (r.grains = presets.grains.grains))).toMatch(/a scalar density for the grains/);
  });

  it('is refused for bounds that no parameter can have', () => {
    const transformed = (transform: unknown, start = 0.3): string =>
      wrong(presets.assb, (r) => Object.assign(r.scalars[0], { transform, start }));
    expect(transformed({ kind: 'interval', lower: 2, upper: 1 })).toMatch(
      /a lower bound of alpha1 below its upper bound/,
    );
    expect(transformed({ kind: 'interval', lower: 0, upper: 1, logarithmic: true })).toMatch(
      /positive bounds of alpha1/,
    );
    expect(transformed({ kind: 'interval', lower: 1, upper: 2 })).toMatch(
      /a start of alpha1 between its bounds 1 and 2/,
    );
    expect(transformed({ kind: 'positive' }, -1)).toMatch(/a positive start of alpha1, got -1/);
    expect(transformed({ kind: 'positive' }, 1)).toBe('accepted');
  });

  it('is refused for more than the kernels take', () => {
    const [latent] = presets['level-set'].latents;
    const many = (count: number) => Array.from({ length: count }, (_, i) => ({ ...latent, name: `A${i}` }));
    expect(wrong(presets['level-set'], (r) => (r.latents = many(recordLimits.latents)))).toBe('accepted');
    expect(wrong(presets['level-set'], (r) => (r.latents = many(recordLimits.latents + 1)))).toMatch(
      /at most 8 latents, got 9/,
    );
    const terms = (count: number) => Array.from({ length: count }, () => latent.terms[0]);
    expect(wrong(presets['level-set'], (r) => (r.latents[0].terms = terms(17)))).toMatch(/16 terms of field X/);
  });

  it('has the published schema', () => {
    const published = JSON.parse(readFileSync(new URL('../../schema/record.schema.json', import.meta.url), 'utf8'));
    expect(published).toEqual(json(recordFileSchema()));
  });
});
