import { describe, expect, it } from 'vitest';
import { keyOf, uniforms } from '../random/index.ts';
import type { Compared } from './comparison.ts';
import { compareRows, type Measurement, type Sides } from './verdict.ts';

/** A row of a reference of 1 with a standard error, and realisations about a mean with a standard deviation. */
function row(mean: number, options: Partial<Sides> & { readonly n?: number; readonly se?: number } = {}): Sides {
  const { n = 8, se = 0.01, ...rest } = options;
  const half = 0.01 * Math.sqrt((n - 1) / n);
  const error = { variance: se * se, degreesOfFreedom: 15 };
  const models = Array.from(
    { length: n },
    (_, k): Measurement => ({
      value: mean + (k % 2 === 0 ? half : -half),
      error: { variance: 1e-4, degreesOfFreedom: 7 },
    }),
  );
  return { reference: { value: 1, error }, models, fitted: false, ranked: false, delta: 0.05, ...rest };
}

const verdictOf = (sides: Sides): string => compareRows([sides])[0].verdict;

describe('a verdict', () => {
  it('adds the variances of model, data and fit, with degrees of freedom of Satterthwaite', () => {
    const fit = { variance: 4e-4, degreesOfFreedom: 20 };
    const [found] = compareRows([row(1.1, { fit })]) as Compared[];
    // 1e-4 / 8 + 1e-4 + 4e-4; the scatter of 8 values and of 8 x 7 blocks has 63 degrees of freedom.
    expect(found.standardError).toBeCloseTo(Math.sqrt(1e-4 / 8 + 5e-4), 12);
    const spread = (1e-4 / 8) ** 2 / 63 + 1e-8 / 15 + 16e-8 / 20;
    expect(found.degreesOfFreedom).toBeCloseTo((1e-4 / 8 + 5e-4) ** 2 / spread, 8);
    expect(found.effectiveRealisations).toBe(64);
    // What was fitted to this reference has no further error of its own.
    const [fitted] = compareRows([row(1.1, { fit, fitted: true })]) as Compared[];
    expect(fitted.standardError).toBeCloseTo(Math.sqrt(1e-4 / 8 + 1e-4), 12);
    expect(fitted.fitted).toBe(true);
  });

  it('agrees inside delta, differs beyond sampling, and is undecided between', () => {
    expect(verdictOf(row(1.01))).toBe('agrees');
    expect(verdictOf(row(1.1))).toBe('differs');
    expect(verdictOf(row(1.04, { se: 0.03 }))).toBe('undecided');
    expect(verdictOf(row(1.01, { delta: 0.02 }))).toBe('undecided');
  });

  it('of two volumes rests on their blocks; of two values alone nothing is tested', () => {
    const [found] = compareRows([row(1.1, { n: 2 })]) as Compared[];
    expect(found.effectiveRealisations).toBe(16);
    expect(found.verdict).toBe('differs');
    const bare = row(1.1, { n: 2 });
    const models = bare.models.map(({ value }) => ({ value }));
    expect(verdictOf({ ...bare, models })).toBe('not testable');
  });

  it('of equal samples without blocks differs in at most one comparison of twenty', () => {
    const normal = (count: number, stream: number): number[] => {
      const u = uniforms(2 * count, keyOf(1, 'verdicts'), stream);
      return Array.from(
        { length: count },
        (_, i) => Math.sqrt(-2 * Math.log(1 - u[2 * i])) * Math.cos(2 * Math.PI * u[2 * i + 1]),
      );
    };
    const [comparisons, rows] = [1000, 10];
    for (const n of [4, 8]) {
      let wrong = 0;
      for (let c = 0; c < comparisons; c++) {
        const sides = Array.from({ length: rows }, (_, r): Sides => {
          const [value, ...models] = normal(n + 1, (n * comparisons + c) * rows + r);
          const others = models.map((own) => ({ value: own }));
          return { reference: { value }, models: others, fitted: false, ranked: false, delta: 0.05 };
        });
        if (compareRows(sides).some(({ verdict }) => verdict === 'differs')) wrong++;
      }
      // 5 % with a standard error of 0.7 %: beyond 7.8 % in one of 30,000.
      expect(wrong / comparisons).toBeLessThan(0.078);
      expect(wrong / comparisons).toBeGreaterThan(0.01);
    }
  });

  it('is corrected for the number of rows', () => {
    // t = 3 standard errors: p about 0.006, which one row of twelve may not claim.
    const unsure = row(1 + 3 * Math.sqrt(1e-4 / 8 + 1e-4));
    expect(verdictOf(unsure)).toBe('differs');
    const many = compareRows([unsure, ...Array.from({ length: 11 }, () => row(1))]);
    expect(many[0].verdict).not.toBe('differs');
  });

  it('tests ranks where blocks have no error: one reference stands out of 59 realisations, not of 58', () => {
    const ranked = (n: number): Sides => {
      const models = Array.from({ length: n }, (_, k) => ({ value: 0.5 + k / 1000 }));
      return { ...row(1), models, reference: { value: 0 }, ranked: true };
    };
    // Numbers, ranks and distances share the 5 %: 1 / 60 each.
    expect(verdictOf(ranked(59))).toBe('differs');
    expect(verdictOf(ranked(58))).toBe('undecided');
    // Other rows, in which the data do not stand out, take nothing from it.
    const same = { ...ranked(59), reference: { value: 0.53 } };
    expect(compareRows([ranked(59), same, same, same])[0].verdict).toBe('differs');
    expect(verdictOf(ranked(3))).toBe('not testable');
  });

  it('has a difference of shares where a side lacks the quantity, and a verdict for a reference of 0', () => {
    const models = Array.from({ length: 40 }, () => ({ value: 'no path' }));
    const [lacking] = compareRows([{ ...row(1), models }]);
    expect(lacking).toMatchObject({ value: null, missing: { model: 1, reference: 0 }, verdict: 'differs' });
    expect(lacking).toMatchObject({ reason: 'model: no path in 40 of 40 realisations' });
    const both = { ...row(1), models: models.slice(0, 8), reference: { value: 'no path' } };
    expect(compareRows([both])[0]).toMatchObject({ verdict: 'undecided', reason: 'reference: no path' });
    const zero = { ...row(1), reference: { value: 0, error: { variance: 1e-4, degreesOfFreedom: 15 } } };
    expect(compareRows([zero])[0]).toMatchObject({ verdict: 'differs', error: Number.POSITIVE_INFINITY });
  });

  it('names the difference that it would have seen', () => {
    const [found] = compareRows([row(1.02, { se: 0.03 })]) as Compared[];
    // About (2.13 + 0.87) standard errors of 0.03.
    expect(found.detectable! / found.standardError).toBeGreaterThan(2.8);
    expect(found.detectable! / found.standardError).toBeLessThan(3.1);
  });
});
