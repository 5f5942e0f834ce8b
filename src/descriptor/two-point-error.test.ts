import { expect, it, describe as suite } from 'vitest';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { describe } from './describe.ts';
import { twoPointErrors } from './two-point-error.ts';

const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));

/** Independent squares of four voxels: correlated within four voxels, and not beyond. */
function squares(seed: number, edge: number) {
  const values = uniforms((edge / 4) ** 2, keyOf(seed, 'squares'), 0);
  const data = Uint8Array.from({ length: edge ** 2 }, (_, i) =>
    Number(values[Math.floor(i / edge / 4) * (edge / 4) + Math.floor((i % edge) / 4)] < 0.4),
  );
  return createPhaseMap(createGrid([edge, edge]), data, phases);
}

suite('standard errors of two-point functions', () => {
  it('are the scatter of many images', { tags: ['long'] }, async () => {
    const images = Array.from({ length: 40 }, (_, seed) => squares(seed, 96));
    const all = await Promise.all(images.map((map) => describe(map, { descriptors: [], maxLag: 16 })));
    const estimates = await Promise.all(images.slice(0, 12).map((map, i) => twoPointErrors([map], all[i].twoPoint)));
    for (const lag of [0, 2, 8, 12]) {
      const values = all.map(({ twoPoint }) => twoPoint.pairs['solid-solid'][lag]);
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
      const guessed = estimates.reduce((sum, own) => sum + own!['solid-solid'][lag] ** 2, 0) / estimates.length;
      // The ratio of chi squares with 39 and 12 x 8 degrees of freedom leaves 0.45 to 2.2 once in ten thousand.
      expect(guessed / variance, `lag ${lag}`).toBeGreaterThan(0.45);
      expect(guessed / variance, `lag ${lag}`).toBeLessThan(2.2);
    }
  });

  it('are none where an image cannot be cut, and no numbers beyond half a window', async () => {
    const small = squares(1, 40);
    expect(await twoPointErrors([small], (await describe(small, { descriptors: [] })).twoPoint)).toBeUndefined();
    const map = squares(1, 96);
    const { twoPoint } = await describe(map, { descriptors: [], maxLag: 40 });
    const own = (await twoPointErrors([map], twoPoint))!['pore-solid'];
    expect(Number.isNaN(own[40])).toBe(true);
    expect(own[3]).toBeGreaterThan(0);
  });
});
