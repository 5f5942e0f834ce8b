import { describe, expect, it } from 'vitest';
import { pooledErrors } from './tidy-table.ts';

describe('errors of groups that scatter alike', () => {
  it('are the scatter within all of them over the root of the size of each', () => {
    // Squares within: 2, 8 and 0 with 1, 1 and 0 degrees of freedom; variance 5.
    const errors = pooledErrors([[1, 3], [0, 4], [7]])!;
    expect(errors[0]).toBeCloseTo(Math.sqrt(5 / 2), 12);
    expect(errors[2]).toBeCloseTo(Math.sqrt(5), 12);
  });

  it('are not known from single numbers', () => {
    expect(pooledErrors([[1], [2]])).toBeUndefined();
  });
});
