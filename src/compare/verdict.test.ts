import { describe, expect, it } from 'vitest';
import { compareNumbers, misfitLimit } from './verdict.ts';

describe('a verdict', () => {
  it('is a misfit beyond the limit for one more sample, and not below', () => {
    // The limit is t(7) = 2.36 times 0.05 for eight realisations.
    expect(misfitLimit({ scatter: 0.04, standardError: 0.03 }, 8)).toBeCloseTo(2.36 * 0.05, 12);
    // Eight values of standard deviation 0.04 about 1 + error: scatter 0.04, standard error 0.04 / sqrt(8).
    const half = 0.04 * Math.sqrt(7 / 8);
    const around = (mean: number): number[] => Array.from({ length: 8 }, (_, k) => mean + (k % 2 === 0 ? half : -half));
    const limit = 2.36 * Math.hypot(0.04, 0.04 / Math.sqrt(8));
    for (const sign of [1, -1]) {
      expect(compareNumbers([1, ...around(1 + sign * (limit + 1e-3))])).toMatchObject({ verdict: 'misfit' });
      expect(compareNumbers([1, ...around(1 + sign * (limit - 1e-3))])).toMatchObject({ verdict: 'within scatter' });
    }
  });

  it('has a reason where a side was not measured, or the reference is 0', () => {
    expect(compareNumbers(['no path', 1, 1])).toEqual({ value: null, reason: 'reference: no path' });
    const reason = 'model: no path in 1 of 2 realisations';
    expect(compareNumbers([1, 1, 'no path'])).toEqual({ value: null, reason });
    expect(compareNumbers([0, 1, 1])).toMatchObject({ value: null });
  });
});
