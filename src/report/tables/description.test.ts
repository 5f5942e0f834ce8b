import { expect, it } from 'vitest';
import { describe as measure } from '../../descriptor/index.ts';
import { createGrid, createPhaseMap } from '../../grid/index.ts';
import { descriptionTables } from './description.ts';

const phases = [
  { name: 'a', label: 0 },
  { name: 'b', label: 1 },
];

/** A chess board with squares of some pixels. */
const board = (edge: number, square: number) =>
  createPhaseMap(
    createGrid([edge, edge]),
    Uint8Array.from({ length: edge * edge }, (_, i) => {
      const [x, y] = [i % edge, Math.floor(i / edge)];
      return (Math.floor(x / square) + Math.floor(y / square)) % 2;
    }),
    phases,
  );

it('a window of few correlation lengths names the quantities that have no standard error, and no others', async () => {
  const [table] = descriptionTables(await measure(board(16, 8), { detail: 'full' }));
  const [, names] = /^No standard errors of (.*): the maps hold too few correlation lengths/.exec(table.notes[0])!;
  const named = names.split(', ');
  expect(named).toContain('volume fraction');
  // Chords of a chess board are all alike, so that their mean has no error.
  expect(named).not.toContain('mean chord');
  const shown = table.rows.map(([first]) => JSON.stringify(first));
  for (const name of named) expect(shown.some((row) => row.includes(name))).toBe(true);
});

it('a large window names its blocks', async () => {
  const [table] = descriptionTables(await measure(board(256, 4), { detail: 'basic' }));
  expect(table.notes[0]).toMatch(/^±: standard error, from \d+ blocks of the maps/);
});
