import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { fillNormals, keyOf } from './index.ts';

async function drawn(shape: Triple, origin: Triple, threads: number): Promise<Float32Array> {
  const [nz, ny, nx] = shape;
  const memory = new MemoryPlan(threads, 16 * nx);
  const out = memory.reserve(4 * nz * ny * nx);
  const team = await KernelTeam.start(memory);
  const key = keyOf(11, 'noise');
  team.run('fillNormals', nz * Math.ceil(ny / 4), out, ny, nx, ...origin, (5 << 8) | 3, key.k0, key.k1);
  const values = team.float32(out, nz * ny * nx).slice();
  await team.close();
  return values;
}

describe('fillNormals as a kernel', () => {
  const coordinate = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1000 }));
  it('equals the reference for any window, those at odd and negative coordinates included', async () => {
    await fc.assert(
      fc.asyncProperty(shapes(8000), fc.tuple(coordinate, coordinate, coordinate), async (shape, origin) => {
        const values = await drawn(shape, origin, 1);
        const expected = new Float64Array(values.length);
        fillNormals(expected, keyOf(11, 'noise'), { realisation: 5, field: 3 }, origin, shape);
        // Uniform, logarithm, root, angle, its sine and their product round at most 8 times in float32; |W| < 6.8.
        values.forEach((value, i) => {
          expect(Math.abs(value - expected[i])).toBeLessThan(8 * 2 ** -24 * 6.8);
        });
      }),
      {
        numRuns: 100,
        seed: 1,
        examples: [
          [
            [16, 64, 256],
            [0, 0, 0],
          ],
        ],
      },
    );
  });

  it('does not depend on the number of threads', async () => {
    const one = await drawn([9, 31, 50], [1, 2, 3], 1);
    for (const threads of [2, 4]) expect(await drawn([9, 31, 50], [1, 2, 3], threads)).toEqual(one);
  });
});
