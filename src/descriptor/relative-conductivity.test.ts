import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { measureRelativeConductivity } from './relative-conductivity.ts';
import { createSpecimen } from './specimen.ts';

const phases = ['pore', 'solid', 'absent'].map((name, label) => ({ name, label }));

describe('relative conductivity', () => {
  it('of plates: their share along them, 0 across them, tortuosity factor 1', async () => {
    const data = Uint8Array.from({ length: 16 ** 3 }, (_, i) => Number(Math.floor(i / 256) % 4 === 0));
    const map = createPhaseMap(createGrid([16, 16, 16]), data, phases);
    const [pore, solid, absent] = await measureRelativeConductivity(createSpecimen([map]), 1);
    for (const axis of ['x', 'y'] as const) {
      expect(pore[axis]).toMatchObject({ relative: expect.closeTo(0.75, 5), tortuosityFactor: expect.closeTo(1, 5) });
      expect(solid[axis]).toMatchObject({ relative: expect.closeTo(0.25, 5) });
    }
    expect(solid.z).toEqual({ relative: 0, tortuosityFactor: null, voxelError: null });
    expect(absent.z).toMatchObject({ value: null, reason: 'phase absent is absent' });
  });

  it('of several volumes is the mean, and an image has none', async () => {
    const grid = createGrid([8, 8, 8]);
    const half = createPhaseMap(
      grid,
      Uint8Array.from({ length: 512 }, (_, i) => i % 2),
      phases,
    );
    const whole = createPhaseMap(grid, new Uint8Array(512), phases);
    const [pore] = await measureRelativeConductivity(createSpecimen([half, whole]), 1);
    expect(pore.y).toMatchObject({ relative: expect.closeTo(0.75, 5) });
    const image = createPhaseMap(createGrid([8, 8]), new Uint8Array(64), phases);
    expect(await measureRelativeConductivity(createSpecimen([image]), 1)).toEqual([{}, {}, {}]);
  });
});
