import { describe, expect, it } from 'vitest';
import { fisherExact, halfInterval, holm, pooledVariance, rankTest, upperRankTest, welchTest } from './significance.ts';

describe("Welch's test", () => {
  it('has the degrees of freedom of Satterthwaite and the tail of a printed table', () => {
    const { standardError, degreesOfFreedom, pValue } = welchTest(2.228 * 5, [
      { variance: 9, degreesOfFreedom: 4 },
      { variance: 16, degreesOfFreedom: 8 },
    ]);
    expect(standardError).toBe(5);
    // 25^2 / (81 / 4 + 256 / 8) = 11.96.
    expect(degreesOfFreedom).toBeCloseTo(625 / 52.25, 12);
    expect(pValue).toBeLessThan(0.05);
    // t(10) = 2.228 at 95 %.
    expect(welchTest(2.228139, [{ variance: 1, degreesOfFreedom: 10 }]).pValue).toBeCloseTo(0.05, 6);
    expect(halfInterval(0.95, { standardError: 2, degreesOfFreedom: 10 })).toBeCloseTo(2 * 2.228139, 5);
  });

  it('of equal terms adds their degrees of freedom, and without scatter any difference is one', () => {
    const term = { variance: 3, degreesOfFreedom: 7 };
    expect(welchTest(1, [term, term]).degreesOfFreedom).toBeCloseTo(14, 12);
    expect([welchTest(0, []).pValue, welchTest(1e-9, []).pValue]).toEqual([1, 0]);
  });

  it('pools variances by their degrees of freedom', () => {
    const pooled = pooledVariance([
      { variance: 2, degreesOfFreedom: 1 },
      { variance: 5, degreesOfFreedom: 14 },
    ]);
    expect(pooled.degreesOfFreedom).toBe(15);
    expect(pooled.variance).toBeCloseTo(72 / 15, 14);
  });
});

describe("Fisher's exact test", () => {
  it("of the lady's tea has 34 / 70", () => {
    // 3 of 4 cups right: tables of 3, 4 (and 1, 0) of the margins: (16 + 1 + 16 + 1) / 70.
    expect(fisherExact(3, 4, 1, 4)).toBeCloseTo(34 / 70, 12);
    expect(fisherExact(4, 4, 0, 4)).toBeCloseTo(2 / 70, 12);
  });

  it('of one against n has 1 / (n + 1) at least', () => {
    for (const n of [2, 8, 40]) expect(fisherExact(1, 1, 0, n)).toBeCloseTo(1 / (n + 1), 12);
    expect(fisherExact(0, 1, 0, 8)).toBe(1);
  });
});

describe('a rank test', () => {
  it('counts the value among the others', () => {
    expect(upperRankTest(5, [1, 2, 3])).toBe(1 / 4);
    expect(upperRankTest(0, [1, 2, 3])).toBe(1);
    expect(rankTest(5, [1, 2, 3])).toBe(1 / 2);
    // Ties count for both sides.
    expect(rankTest(1, [1, 1, 1])).toBe(1);
  });

  it('is exact: over all orders of four values no p-value comes more often than its size', () => {
    const values = [1, 2, 3, 4];
    const ps = values.map((own) =>
      upperRankTest(
        own,
        values.filter((v) => v !== own),
      ),
    );
    expect(ps).toEqual([1, 3 / 4, 2 / 4, 1 / 4]);
  });
});

describe("Holm's correction", () => {
  it('multiplies by the number of hypotheses that are left, and never falls', () => {
    const corrected = holm([0.01, 0.04, 0.03, 0.005]);
    expect(corrected).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 14)));
    expect(holm([0.5, 0.6])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
