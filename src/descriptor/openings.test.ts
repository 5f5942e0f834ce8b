import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';

/** The largest minimum of levels along any path from the face: relaxed until nothing changes. */
function widest(levels: Uint8Array, [nz, ny, nx]: Triple, axis: number): Uint8Array {
  const place = (i: number): number[] => [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
  const reached = levels.map((level, i) => (place(i)[axis] === 0 ? level : 0));
  const steps = [ny * nx, nx, 1];
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < levels.length; i++) {
      const at = place(i);
      steps.forEach((step, a) => {
        for (const j of [at[a] > 0 ? i - step : i, at[a] < [nz, ny, nx][a] - 1 ? i + step : i]) {
          const level = Math.min(levels[i], reached[j]);
          if (level > reached[i]) {
            reached[i] = level;
            changed = true;
          }
        }
      });
    }
  }
  return reached;
}

describe('floodLevels', () => {
  it('equals relaxation along any path, on any map and axis', async () => {
    const cases = fc.record({
      shape: shapes(3000),
      axis: fc.constantFrom(0, 1, 2),
      highest: fc.constantFrom(1, 3, 255),
      open: fc.constantFrom(0.5, 0.8, 1),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, axis, highest, open, seed }) => {
        const voxels = shape[0] * shape[1] * shape[2];
        const u = uniforms(2 * voxels, keyOf(seed, 'levels'), 0);
        const given = Uint8Array.from({ length: voxels }, (_, i) =>
          u[i] < open ? 1 + Math.floor(highest * u[voxels + i]) : 0,
        );
        const memory = new MemoryPlan(1, 0);
        const [levels, reached] = [memory.reserve(voxels), memory.reserve(voxels)];
        const [next, heads] = [memory.reserve(4 * voxels), memory.reserve(1024)];
        const team = await KernelTeam.start(memory);
        team.uint8(levels, voxels).set(given);
        team.run('floodLevels', 1, levels, ...shape, axis, reached, next, heads);
        expect(team.uint8(reached, voxels).slice()).toEqual(widest(given, shape, axis));
        await team.close();
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
