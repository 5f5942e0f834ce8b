import { expect, it } from 'vitest';
import type { PhaseComparison } from './comparison.ts';
import { conclude } from './conclusion.ts';

it('large percentages are whole numbers of two digits, without a power of ten', () => {
  const row = { name: 'own', title: 'own', value: 1, model: 1, reference: 1, error: 0.1, standardError: 1 };
  const quantities = [0.0812, 8.57].map((detectable) => ({ ...row, verdict: 'undecided', detectable, delta: 0.05 }));
  const phases = [{ name: 'pore', quantities }] as unknown as PhaseComparison[];
  expect(conclude(phases, 8).reason).toBe('Undecided quantities could only have shown differences of 8.1 % to 860 %.');
});

it('calls fitted rows that are undecided what their rows call them', () => {
  const row = (title: string, verdict: 'agrees' | 'undecided', fitted: boolean) => ({
    ...{ name: title, title, unit: '', shows: title, model: 1, reference: 1, error: 0, scatter: 0.1 },
    ...{ standardError: 0.1, degreesOfFreedom: 7, realisations: 8, pValue: 0.5, detectable: 0.3 },
    ...{ ranked: false, delta: 0.05, verdict, fitted },
  });
  const quantities = [row('a', 'agrees', true), row('b', 'undecided', true), row('c', 'undecided', false)];
  const found = conclude([{ name: 'pore', quantities }] as unknown as Parameters<typeof conclude>[0], 64);
  expect(found.sentence).toBe('Usable for a; fitted but undecided for b; undecided for c.');
  expect(found).toMatchObject({ usable: ['a'], undecided: ['b', 'c'] });
});
