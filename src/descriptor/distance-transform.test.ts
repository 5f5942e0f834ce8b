import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { createGrid, createPhaseMap, masked, type Triple } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { referenceDistances } from './distance-transform.reference.ts';
import { squaredDistances } from './distance-transform.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

describe('squared distances', () => {
  const cases = fc.record({
    shape: shapes(3000),
    density: fc.constantFrom(0.5, 0.03, 0.002),
    periodic: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    spacing: fc.constantFrom<number | Triple>(1, [2, 3, 5], [0.5, 0.4, 0.3], [1, 1, 7]),
    seed: fc.nat(),
  });
  it('equal the plain search on any map', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, density, periodic, spacing, seed }) => {
        const size = shape[0] * shape[1] * shape[2];
        const u = uniforms(2 * size, keyOf(seed, 'distance'), 0);
        const data = Uint8Array.from({ length: size }, (_, i) =>
          u[i] < density ? (u[size + i] < 0.5 ? 1 : 2) : u[size + i] < 0.1 ? masked : 0,
        );
        const map = createPhaseMap(createGrid([...shape], { spacing, unit: 'um', periodic }), data, phases);
        const expected = referenceDistances(map, 0);
        const got = await squaredDistances(map, 0);
        // Whole squares are exact in float32; others carry a rounding an axis and one of the step's square.
        const exact = typeof spacing === 'number' || Number.isInteger(spacing[0]);
        got.forEach((d, i) => {
          if (exact || expected[i] === Number.POSITIVE_INFINITY) expect(d).toBe(expected[i]);
          else expect(Math.abs(d - expected[i])).toBeLessThanOrEqual(8 * 2 ** -24 * expected[i]);
        });
      }),
      { numRuns: 150, seed: 6 },
    );
  });

  it('do not depend on the number of threads', async () => {
    const u = uniforms(72 ** 3, keyOf(4, 'distance'), 9);
    const data = Uint8Array.from(u, (v) => (v < 0.02 ? 1 : 0));
    const map = createPhaseMap(createGrid([72, 72, 72]), data, phases);
    expect(await squaredDistances(map, 0, 3)).toEqual(await squaredDistances(map, 0, 1));
  });
});
