import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { describe as describeMap } from './describe.ts';
import { measureRelativeConductivity } from './relative-conductivity.ts';
import { createSpecimen } from './specimen.ts';

const phases = ['pore', 'solid', 'absent'].map((name, label) => ({ name, label }));

describe('relative conductivity', () => {
  it('of plates: their share along them, 0 across them, tortuosity factor 1', async () => {
    const data = Uint8Array.from({ length: 16 ** 3 }, (_, i) => Number(Math.floor(i / 256) % 4 === 0));
    const map = createPhaseMap(createGrid([16, 16, 16]), data, phases);
    const [pore, solid, absent] = await measureRelativeConductivity(createSpecimen([map]), { threads: 1 });
    for (const axis of ['x', 'y'] as const) {
      expect(pore[axis]).toMatchObject({
        status: 'converged',
        relative: expect.closeTo(0.75, 5),
        tortuosityFactor: expect.closeTo(1, 5),
      });
      expect(solid[axis]).toMatchObject({ relative: expect.closeTo(0.25, 5) });
    }
    expect(solid.z).toEqual({ status: 'blocked', relative: 0, tortuosityFactor: null, voxelError: null });
    expect(absent.z).toMatchObject({ value: null, reason: 'phase absent is absent' });
  });

  it('stands in a standard description, and errors come from blocks', async () => {
    // Columns along z: each of the eight blocks conducts what its own columns are.
    const columns = Uint8Array.from({ length: 400 }, (_, i) => Number(Math.imul(i + 1, 2654435761) >>> 31));
    const data = Uint8Array.from({ length: 8000 }, (_, i) => columns[i % 400]);
    const map = createPhaseMap(createGrid([20, 20, 20]), data, phases.slice(0, 2));
    const basic = await describeMap(map, { detail: 'basic' });
    expect(basic.phases[0].relativeConductivity).toBeUndefined();
    const { phases: own } = await describeMap(map, { detail: 'standard' });
    expect(own[0].geodesicTortuosity).toBeUndefined();
    const { relativeConductivity, standardErrors } = own[0];
    const { z } = standardErrors.relativeConductivity as { z: number };
    const share = 1 - columns.reduce((sum, v) => sum + v, 0) / 400;
    expect(relativeConductivity?.z).toMatchObject({ status: 'converged', relative: expect.closeTo(share, 4) });
    // Parallel columns conduct their share, so that both have one error, but for the solver's in a block (1 %).
    const { volumeFraction } = standardErrors as unknown as { volumeFraction?: number };
    if (volumeFraction) expect(z / volumeFraction).toBeCloseTo(1, 1);
    expect(z).toBeGreaterThan(0);
  });

  it('of several volumes is the mean, and an image has none', async () => {
    const grid = createGrid([8, 8, 8]);
    const half = createPhaseMap(
      grid,
      Uint8Array.from({ length: 512 }, (_, i) => i % 2),
      phases,
    );
    const whole = createPhaseMap(grid, new Uint8Array(512), phases);
    const [pore] = await measureRelativeConductivity(createSpecimen([half, whole]), { threads: 1 });
    expect(pore.y).toMatchObject({ relative: expect.closeTo(0.75, 5) });
    const image = createPhaseMap(createGrid([8, 8]), new Uint8Array(64), phases);
    expect(await measureRelativeConductivity(createSpecimen([image]), { threads: 1 })).toEqual([{}, {}, {}]);
  });
});
