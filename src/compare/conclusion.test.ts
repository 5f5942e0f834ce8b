import { expect, it } from 'vitest';
import type { PhaseComparison } from './comparison.ts';
import { conclude } from './conclusion.ts';

it('large percentages are whole numbers of two digits, without a power of ten', () => {
  const row = { name: 'own', title: 'own', value: 1, model: 1, reference: 1, error: 0.1, standardError: 1 };
  const quantities = [0.0812, 8.57].map((detectable) => ({ ...row, verdict: 'undecided', detectable, delta: 0.05 }));
  const phases = [{ name: 'pore', quantities }] as unknown as PhaseComparison[];
  expect(conclude(phases, 8).reason).toBe('Undecided quantities could only have shown differences of 8.1 % to 860 %.');
});
