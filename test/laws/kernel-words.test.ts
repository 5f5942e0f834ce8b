import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './source.ts';

/**
 * Members of a class of the kernels that are stored, in the order of their declarations; each takes one 32-bit word.
 */
function storedMembers(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/^ {2}(\w+): (i32|u32|f32|usize);$/gm)].map((match) => match[1]);
}

/** Names and numbers of the words that a file of src writes. */
function writtenWords(path: string): [string, number][] {
  const body = /const words = \{([^}]*)\} as const/.exec(readFileSync(join(root, path), 'utf8'))?.[1] ?? '';
  return [...body.matchAll(/(\w+): (\d+)/g)].map((match) => [match[1], Number(match[2])]);
}

it('words of a training batch have the same order in the kernels and where they are written', () => {
  const stored = storedMembers('assembly/calibrate/batch.ts');
  expect(stored.length).toBeGreaterThan(20);
  expect(writtenWords('src/calibrate/generator/kernel-batch.ts')).toEqual(stored.map((name, i) => [name, i]));
});

it('words of a lattice of transport have the same order in the kernels and where they are written', () => {
  const stored = storedMembers('assembly/transport/level.ts');
  expect(stored.length).toBeGreaterThan(15);
  expect(writtenWords('src/transport/level-words.ts')).toEqual(stored.map((name, i) => [name, i]));
});
