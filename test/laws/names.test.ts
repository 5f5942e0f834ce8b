import { describe, expect, it } from 'vitest';
import { families, roles } from '../../src/correlation/index.ts';
import { classes, termKinds } from '../../src/phase/index.ts';
import { sourceFiles } from './source.ts';

/** Lines of code, without comments, of the sources that are not tests. */
const lines = sourceFiles('src').flatMap(({ path, text }) =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .split('\n')
    .map((line, i) => ({ path, number: i + 1, code: line.replace(/(^|\s)\/\/ .*$/, '') })),
);

/** Places that spell one of the names as a text, or ask a registry for it. */
function spelled(names: readonly string[], own: (path: string) => boolean): string[] {
  const pattern = new RegExp(`(['"\`])(${names.join('|')})\\1|\\b(classes|presets|families)\\.(${names.join('|')})\\b`);
  return lines.flatMap(({ path, number, code }) =>
    pattern.test(code) && !own(path) ? [`${path}:${number} ${code.trim()}`] : [],
  );
}

describe('names of records', () => {
  it('of classes occur in the files of classes alone', () => {
    const allowed = ['src/random/streams.ts'];
    const own = (path: string): boolean => path.startsWith('src/phase/classes/') || allowed.includes(path);
    expect(spelled(Object.keys(classes), own)).toEqual([]);
  });

  it('of correlation families occur in their own files alone', () => {
    // Columns of figures are called low and high as well.
    const found = Object.keys(families).flatMap((name) =>
      spelled([name], (path) => path === `src/correlation/${name}.ts`),
    );
    expect(found.filter((place) => !/\b[xy][12]: '(low|high)'/.test(place))).toEqual([]);
  });

  it('of scalars occur in the files of classes alone, unless they are roles or kinds of term too', () => {
    const scalars = Object.values(classes).flatMap(({ record }) => record.scalars.map(({ name }) => name));
    const taken = [...Object.keys(roles), ...termKinds.map(({ kind }) => kind)];
    const names = [...new Set(scalars)].filter((name) => !taken.includes(name));
    expect(names.length).toBeGreaterThan(8);
    expect(spelled(names, (path) => path.startsWith('src/phase/classes/'))).toEqual([]);
  });

  it('of parameters are not matched by patterns', () => {
    const matched = lines.filter(({ code }) =>
      /\b(startsWith|endsWith|test|exec|match)\(.*(alpha|lambda|range|weight)\d*/.test(code),
    );
    expect(matched.map(({ path, number }) => `${path}:${number}`)).toEqual([]);
  });
});

describe('registries', () => {
  it('are keyed by the names of their records', () => {
    for (const [name, { record }] of Object.entries(classes)) expect(record.name).toBe(name);
    for (const [name, family] of Object.entries(families)) expect(family.name).toBe(name);
  });
});

describe('streams of random numbers', () => {
  it('have purposes and first numbers from the table in src/random/streams.ts', () => {
    const elsewhere = lines.filter(
      ({ path, code }) =>
        path !== 'src/random/streams.ts' &&
        (/keyOf\([^)]*['"`]/.test(code) || /\brealisation\b.*2 \*\* \d|first(Realisation|Image)\w* = \d/i.test(code)),
    );
    expect(elsewhere.map(({ path, number, code }) => `${path}:${number} ${code.trim()}`)).toEqual([]);
  });
});
