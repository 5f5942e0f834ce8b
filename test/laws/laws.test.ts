import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { flagName } from '../../src/cli/flags.ts';
import { codeOf, root, sourceFiles } from './source.ts';

/** Ranks of the folders of src: imports go down, or stay inside. */
const ranks: Record<string, number> = {
  grid: 0,
  compute: 1,
  random: 2,
  numerics: 3,
  io: 3,
  segment: 4,
  correlation: 4,
  field: 5,
  grain: 5,
  phase: 6,
  exact: 7,
  transport: 7,
  descriptor: 8,
  compare: 9,
  morphology: 9,
  calibrate: 10,
  realism: 11,
  choice: 12,
  report: 13,
  study: 14,
  node: 15,
  cli: 16,
};

const files = sourceFiles('src');
const folderOf = (path: string): string => path.split('/')[1];
const isRoot = (path: string): boolean => path.split('/').length === 2;

describe('imports', () => {
  it('go down in rank, and through the door of a folder', () => {
    const broken: string[] = [];
    for (const { path, imports } of files) {
      if (isRoot(path)) continue;
      const own = folderOf(path);
      expect(ranks, path).toHaveProperty(own);
      for (const target of imports) {
        if (isRoot(target)) continue;
        const other = folderOf(target);
        if (other === own) continue;
        if (!(ranks[other] < ranks[own])) broken.push(`${path} imports ${target}: not down`);
        if (target !== `src/${other}/index.ts`) broken.push(`${path} imports ${target}: not through index.ts`);
      }
    }
    expect(broken).toEqual([]);
  });

  it('have no cycles', () => {
    const graph = new Map(files.map(({ path, imports }) => [path, imports]));
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      expect(trail, 'a cycle').not.toContain(path);
      if (done.has(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const { path } of files) visit(path, []);
    expect(done.size).toBeGreaterThanOrEqual(files.length);
  });
});

describe('sources', () => {
  it('document every export', () => {
    const bare = [...files, ...sourceFiles('assembly'), ...sourceFiles('viewer')].flatMap(({ path, text }) => {
      const lines = text.split('\n');
      return lines.flatMap((line, i) => {
        const match =
          /^export (?:default |async |declare |abstract )*(?:function\*?|const|let|class|interface|type|enum) +(\w+)/.exec(
            line,
          );
        // A decorator of a kernel takes two lines between its docstring and itself.
        let before = i - 1;
        while (/^(\/\/ @ts-|@inline|@unmanaged)/.test(lines[before] ?? '')) before--;
        return match && !/\*\/\s*$/.test(lines[before] ?? '') ? [`${path}:${i + 1} ${match[1]}`] : [];
      });
    });
    expect(bare).toEqual([]);
  });

  it('below the command line use no unseeded chance, no clock and no console', () => {
    const found = files
      .filter(({ path }) => folderOf(path) !== 'cli')
      .flatMap(({ path, text }) =>
        /Math\.random|Date\.now|new Date\(|\bconsole\.|performance\.now/.test(codeOf(text)) ? [path] : [],
      );
    expect(found).toEqual([]);
  });

  it('below the command line spell no flags', async () => {
    const flags: string[] = [];
    for (const { load } of Object.values(commands)) flags.push(...Object.keys((await load()).options).map(flagName));
    expect(flags.length).toBeGreaterThan(60);
    const spelled = new RegExp(`(?:${[...new Set(flags)].join('|')})(?![\\w-])|(?:try|got|expected) [^\\n]*--[a-z]`);
    const found = files
      .filter(({ path }) => folderOf(path) !== 'cli')
      .flatMap(({ path, text }) =>
        text
          .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
          .split('\n')
          .flatMap((line, i) =>
            spelled.test(line.replace(/(^|\s)\/\/.*/, '')) ? [`${path}:${i + 1} ${line.trim()}`] : [],
          ),
      );
    expect(found).toEqual([]);
  });

  it('have telling, kebab-case names', () => {
    const all = [
      ...files,
      ...sourceFiles('viewer', true),
      ...sourceFiles('test', true),
      ...sourceFiles('examples', true),
    ].map(({ path }) => basename(path));
    for (const name of all) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*(\.long\.test|\.test|\.reference)?\.ts$/);
      expect(name).not.toMatch(/^(utils?|helpers?|common|misc|manager)\b/);
    }
  });

  it('stay within 400 lines a file', () => {
    const sizes = [...files, ...sourceFiles('viewer')]
      .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
      .sort((a, b) => b.lines - a.lines);
    expect(sizes.filter(({ lines }) => lines > 400)).toEqual([]);
    expect(sizes[Math.floor(sizes.length / 2)].lines).toBeLessThan(150);
  });

  it('render tables and draw plots in one place each', () => {
    const holding = (pattern: RegExp): string[] =>
      files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
    expect(holding(/<table\b|<\/td>/)).toEqual(['src/report/tables/table-html.ts']);
    expect(holding(/Plot\.plot\(/)).toEqual(['src/report/figures/figure.ts']);
    expect(holding(/\.padEnd\([\s\S]*\.padStart\(/)).toEqual(['src/report/tables/table.ts']);
  });

  it('have comments of at most 120 columns', () => {
    const wide = [
      ...sourceFiles('src', true),
      ...sourceFiles('viewer', true),
      ...sourceFiles('assembly'),
      ...sourceFiles('test', true),
    ].flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, i) => (line.length > 120 && /^\s*(\/\*\*|\*|\/\/) /.test(line) ? [`${path}:${i + 1}`] : [])),
    );
    expect(wide).toEqual([]);
  });

  it('cite what the bibliography lists, kernels included', () => {
    const bibliography = readFileSync(join(root, 'docs/references.bib'), 'utf8');
    const keys = [...files, ...sourceFiles('assembly')].flatMap(({ text }) =>
      [...text.matchAll(/@source ([a-z]+\d{4})\b/g)].map((m) => m[1]),
    );
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) expect(bibliography).toContain(`{${key},`);
  });
});
