import { basename, dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source.ts';

const files = sourceFiles('src');
const moduleOf = (path: string): string => path.split('/')[1];

/** Whether one folder lies in the other, or is it. */
const isNested = (a: string, b: string): boolean => `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);

/** Folders that each folder imports from, but for those above and below it: what a folder and its parent share. */
function importsBetween(list: readonly Pick<(typeof files)[number], 'path' | 'imports'>[]): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of list) {
    const folder = dirname(path);
    const others = imports.map(dirname).filter((other) => !isNested(folder, other));
    graph.set(folder, new Set([...(graph.get(folder) ?? []), ...others]));
  }
  return graph;
}

/** A cycle of folders, as a chain of names. */
function cycleOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  const done = new Set<string>();
  const visit = (folder: string, trail: readonly string[]): string | undefined => {
    if (trail.includes(folder)) return [...trail.slice(trail.indexOf(folder)), folder].join(' -> ');
    if (done.has(folder)) return undefined;
    for (const next of graph.get(folder) ?? []) {
      const found = visit(next, [...trail, folder]);
      if (found) return found;
    }
    done.add(folder);
    return undefined;
  };
  for (const folder of graph.keys()) {
    const found = visit(folder, []);
    if (found) return found;
  }
  return undefined;
}

describe('folders', () => {
  it('beside each other do not import each other in a circle', () => {
    const graph = importsBetween(files);
    expect(graph.size).toBeGreaterThan(30);
    expect(cycleOf(graph)).toBeUndefined();
  });

  it('that did so would be found', () => {
    const circle = [
      { path: 'src/a/x/one.ts', imports: ['src/a/y/two.ts'] },
      { path: 'src/a/y/two.ts', imports: ['src/a/one.ts', 'src/a/z/w/three.ts'] },
      { path: 'src/a/z/w/four.ts', imports: ['src/a/x/one.ts'] },
    ];
    expect(cycleOf(importsBetween(circle))).toBe('src/a/x -> src/a/y -> src/a/z/w -> src/a/x');
    expect(cycleOf(importsBetween(circle.slice(0, 2)))).toBeUndefined();
  });
});

describe('files', () => {
  it('have names that occur once in a module, but for parallel parts', () => {
    // Methods have the same parts; a result has a table and a figure; a class or command has the name of its matter.
    const parallel = /^src\/(calibrate\/methods\/\w+|report\/(tables|figures)|phase\/classes|cli\/commands)\//;
    const settings = 'src/calibrate/settings.ts';
    const places = files
      .filter(({ path }) => !parallel.test(path) && path !== settings && basename(path) !== 'index.ts')
      .map(({ path }) => `${moduleOf(path)}: ${basename(path)}`);
    expect(places.length).toBeGreaterThan(150);
    expect(places.filter((place, i) => places.indexOf(place) < i)).toEqual([]);
  });

  it('that are references are imported by tests alone', () => {
    const tests = sourceFiles('src', true).filter(({ path }) => path.endsWith('.test.ts'));
    const references = files.filter(({ path }) => path.endsWith('.reference.ts')).map(({ path }) => path);
    expect(references.length).toBeGreaterThan(0);
    const importing = files.filter(({ imports }) => imports.some((target) => target.endsWith('.reference.ts')));
    expect(importing.map(({ path }) => path).filter((path) => !path.endsWith('.reference.ts'))).toEqual([]);
    const used = new Set([...tests, ...importing].flatMap(({ imports }) => imports));
    expect(references.filter((path) => !used.has(path))).toEqual([]);
  });
});
