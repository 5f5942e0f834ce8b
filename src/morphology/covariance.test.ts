import { describe, expect, it } from 'vitest';
import { factorise } from '../numerics/index.ts';
import { keyOf, normals } from '../random/index.ts';
import { shrunkCovariance } from './covariance.ts';

/** Samples of three features: the second is 0.8 times the first and noise, the third a constant. */
function samples(count: number, shift = 0): Float64Array[] {
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = normals(2, keyOf(2, 'covariance'), i);
    return Float64Array.of(shift + 2 * a, 3 * (0.8 * a + 0.6 * b), 7);
  });
}

describe('a shrunk covariance', () => {
  it('is that of many samples, in units of their deviations', () => {
    const { scales, matrix, shrinkage } = shrunkCovariance([samples(4000)], [1e-3, 1e-3, 1e-3]);
    // Relative standard error of a deviation 1 / sqrt(8000), of a correlation (1 - 0.64) / sqrt(4000).
    expect(Math.abs(scales[0] / 2 - 1)).toBeLessThan(4 / Math.sqrt(8000));
    expect(Math.abs(scales[1] / 3 - 1)).toBeLessThan(4 / Math.sqrt(8000));
    expect(scales[2]).toBe(1e-3);
    expect(Math.abs(matrix[3] - 0.8)).toBeLessThan(4 * (0.36 / Math.sqrt(4000)) + shrinkage);
    expect(shrinkage).toBeLessThan(0.01);
  });

  it('does not see the distance between groups', () => {
    const far = shrunkCovariance([samples(400), samples(400, 100)], [1e-3, 1e-3, 1e-3]);
    expect(far.scales[0]).toBeLessThan(2.5);
  });

  it('can be inverted with fewer samples than features, and shrinks the more', () => {
    const wide = (count: number) => Array.from({ length: count }, (_, i) => normals(30, keyOf(5, 'covariance'), i));
    const floors = new Float64Array(30).fill(1e-3);
    const [few, many] = [10, 1000].map((count) => shrunkCovariance([wide(count)], floors));
    expect(factorise(few.matrix, 30)).toBe(true);
    expect(few.shrinkage).toBeGreaterThan(0.5);
    // Overlapping samples are worth less.
    expect(shrunkCovariance([wide(1000)], floors, 100).shrinkage).toBeGreaterThanOrEqual(many.shrinkage);
  });
});
