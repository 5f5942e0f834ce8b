import { describe, expect, it } from 'vitest';
import type { Row } from './study-kind.ts';
import { deviationsOf, type Target } from './targets.ts';

const rowsOf = (values: readonly number[]): Row[] =>
  values.map((value, r) => ({
    task: { name: `own-${r}`, work: 'draw', labels: [{ name: 'realisation', value: r }] },
    values: [{ phase: 'pore', quantity: 'relativeConductivity', title: '', unit: '', value }],
  }));
const target = (factor: number | undefined, value?: number): Target => ({
  ...{ phase: 'pore', quantity: 'relativeConductivity', wish: '', factor, value, by: 'search' },
});

describe('deviations from a goal', () => {
  it('relative to the model are taken in pairs, so that scatter that both share cancels', () => {
    const own = [0.1, 0.2, 0.3];
    const deviations = deviationsOf(rowsOf(own.map((v) => 1.2 * v)), rowsOf(own), target(1.2))!;
    for (const d of deviations) expect(d).toBeCloseTo(0, 12);
    // A mean that is 10 % off the goal of 0.24 on average.
    const off = deviationsOf(rowsOf([0.144, 0.264, 0.384]), rowsOf(own), target(1.2))!;
    expect(off.reduce((sum, d) => sum + d, 0) / 3).toBeCloseTo(0.1, 12);
  });

  it('from a value do not ask what the model has', () => {
    expect(deviationsOf(rowsOf([0.5, 1.5]), [], target(undefined, 1))).toEqual([-0.5, 0.5]);
  });

  it('are not known where a realisation lacks the quantity', () => {
    expect(deviationsOf(rowsOf([1, 2]), rowsOf([1]), target(1))).toBeUndefined();
  });
});
