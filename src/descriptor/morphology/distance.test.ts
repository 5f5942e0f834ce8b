import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type Triple } from '../../grid/index.ts';
import { keyOf, uniforms } from '../../random/index.ts';
import { squaredDistances } from './distance.ts';
import { referenceDistances } from './reference-distance.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

describe('squared distances', () => {
  const shapes: Triple[] = [
    [11, 13, 17],
    [1, 29, 31],
    [1, 1, 40],
    [23, 1, 5],
    [3, 2, 1],
    [8, 16, 9],
  ];
  const cases = shapes.flatMap((shape) =>
    [0.5, 0.03].flatMap((density) => [true, false].map((periodic) => ({ shape, density, periodic }))),
  );
  it.each(cases)('equal the plain search: $shape, density $density, periodic $periodic', async (given) => {
    const { shape, density, periodic } = given;
    const size = shape[0] * shape[1] * shape[2];
    const u = uniforms(2 * size, keyOf(4, 'distance'), Math.round(1000 * density));
    const data = Uint8Array.from({ length: size }, (_, i) =>
      u[i] < density ? (u[size + i] < 0.5 ? 1 : 2) : u[size + i] < 0.1 ? masked : 0,
    );
    for (const spacing of [1, [2, 3, 5] as const, [0.5, 0.4, 0.3] as const]) {
      const map = createPhaseMap(createGrid([...shape], { spacing, unit: 'um', periodic }), data, phases);
      const expected = referenceDistances(map, 0);
      const got = await squaredDistances(map, 0);
      // Whole squares are exact in float32; others carry a rounding an axis and one of the step's square.
      const exact = typeof spacing === 'number' || spacing[0] === 2;
      got.forEach((d, i) => {
        if (exact || expected[i] === Number.POSITIVE_INFINITY) expect(d).toBe(expected[i]);
        else expect(Math.abs(d - expected[i])).toBeLessThanOrEqual(8 * 2 ** -24 * expected[i]);
      });
    }
  });

  it('do not depend on the number of threads', async () => {
    const u = uniforms(72 ** 3, keyOf(4, 'distance'), 9);
    const data = Uint8Array.from(u, (v) => (v < 0.02 ? 1 : 0));
    const map = createPhaseMap(createGrid([72, 72, 72]), data, phases);
    expect(await squaredDistances(map, 0, 3)).toEqual(await squaredDistances(map, 0, 1));
  });
});
