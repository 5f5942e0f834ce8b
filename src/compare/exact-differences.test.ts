import { expect, it } from 'vitest';
import type { Comparison } from './comparison.ts';
import { conclude } from './conclusion.ts';
import { exactDifferences, withExactNumbers } from './exact-differences.ts';

const row = (title: string, shows: string) => ({
  ...{ name: title, title, unit: '', shows, model: 1, reference: 1, error: 0.1, scatter: 0.1 },
  ...{ standardError: 0.1, degreesOfFreedom: 7, realisations: 8, pValue: 0.5, detectable: 0.3 },
  ...{ ranked: false, delta: 0.05, verdict: 'undecided', fitted: true },
});
const quantities = [row('volume fraction', 'volume fractions'), row('specific surface area', 'surface areas')];
const phases = [{ name: 'pore', label: 0, quantities }] as unknown as Comparison['phases'];
const comparison = {
  ...{ phases, realisations: 8, shape: [9, 9] },
  conclusion: conclude(phases, 8, { images: true }),
} as unknown as Comparison;

const number = (quantity: string, off: number, of = 'pore') => ({
  ...{ quantity, of, model: 1 + 0.04 * off, data: 1, unit: '', error: 0.04 * off, dataStandardError: 0.04 },
});
const fitWith = (...own: ReturnType<typeof number>[]) => ({ quantities: own, blocks: 25 });

it('a fitted property of which an exact number is many standard errors off is not called undecided', () => {
  expect(comparison.conclusion.sentence).toBe('Fitted but undecided for volume fractions and surface areas.');
  const exact = fitWith(number('volume fraction', 0.2), number('specific surface area', -4.2));
  const { conclusion } = withExactNumbers(comparison, exact, 'plurigaussian');
  expect(conclusion.sentence).toBe('Not for surface areas; fitted but undecided for volume fractions.');
  expect(conclusion.reason).toBe('specific surface area of pore differs by −17 % (standard error 4.0 %).');
  expect(conclusion.caution).toBe(comparison.conclusion.caution);
  expect(conclusion.next?.command).toBe('calibrate');
});

it('interfaces, which realisations are not compared in, are named where they differ', () => {
  const { conclusion } = withExactNumbers(comparison, fitWith(number('interface area', 6, 'pore-am')), 'assb');
  expect(conclusion.unusable).toEqual(['interface areas']);
});

it('a comparison whose exact numbers are within their errors stays as it is, and so does one without a fit', () => {
  expect(withExactNumbers(comparison, fitWith(number('mean chord', 2)), 'assb')).toBe(comparison);
  expect(withExactNumbers(comparison, undefined, 'assb')).toBe(comparison);
});

it('many numbers and few blocks need larger differences', () => {
  const others = Array.from({ length: 11 }, () => number('mean chord', 0));
  const off = number('volume fraction', 3);
  const found = (blocks: number, ...own: typeof others) =>
    exactDifferences({ quantities: [off, ...own], blocks }, comparison);
  // Student, two-sided: P(|t| > 3) is 0.006 with 24 degrees of freedom and 0.017 with 8; 12 rows ask for 0.0042.
  expect(found(25)).toMatchObject([{ of: 'pore', shows: 'volume fractions' }]);
  expect(found(25, ...others)).toEqual([]);
  expect(found(1025, ...others)).toHaveLength(1);
  expect(found(9)).toHaveLength(1);
  expect(found(1)).toEqual([]);
  expect(exactDifferences({ quantities: [{ ...off, dataStandardError: 0 }], blocks: 25 }, comparison)).toEqual([]);
});
