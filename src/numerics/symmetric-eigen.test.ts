import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from './symmetric-eigen.ts';

describe('eigenvalues of symmetric matrices', () => {
  it('of [[2, 1], [1, 2]]: 3 along (1, 1), 1 across', () => {
    const [large, small] = symmetricEigen([
      [2, 1],
      [1, 2],
    ]);
    expect([large.value, small.value]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)]);
    expect(large.vector).toEqual([expect.closeTo(Math.SQRT1_2, 12), expect.closeTo(Math.SQRT1_2, 12)]);
  });

  it('give the matrix back, along axes of length 1 that are perpendicular', () => {
    const entries = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(entries, ([a, b, c, d, e, f]) => {
        const matrix = [
          [a, b, c],
          [b, d, e],
          [c, e, f],
        ];
        const pairs = symmetricEigen(matrix);
        for (const [i, row] of matrix.entries()) {
          for (const [j, entry] of row.entries()) {
            const back = pairs.reduce((sum, { value, vector }) => sum + value * vector[i] * vector[j], 0);
            const unit = pairs.reduce((sum, { vector }) => sum + vector[i] * vector[j], 0);
            // Rounding of numbers up to 15, some tens of operations.
            expect(back).toBeCloseTo(entry, 12);
            expect(unit).toBeCloseTo(Number(i === j), 12);
          }
        }
        expect(pairs[0].value).toBeGreaterThanOrEqual(pairs[1].value);
        expect(pairs[1].value).toBeGreaterThanOrEqual(pairs[2].value);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
