import { describe, expect, it } from 'vitest';
import { twoSeeds as one, oneSeed as other } from '../../test/fixtures/ablation-studies.ts';
import { directionOf, intervalOf, pairedDifference, quantitiesOf, studyQuantities } from './statistics.ts';

const accuracy = studyQuantities().at(-1)!;

describe('intervals', () => {
  it("are Student's", () => {
    // s = 0.1, half width 4.303 * 0.1 / sqrt(3).
    expect(intervalOf([0.6, 0.7, 0.8])?.half).toBeCloseTo(0.2484, 4);
    expect(intervalOf([0.6])).toMatchObject({ mean: 0.6, half: null });
    expect(intervalOf([])).toBeUndefined();
  });

  it('tell a side where they leave out zero', () => {
    expect(directionOf({ mean: 2, half: 1, count: 3 })).toBe(1);
    expect(directionOf({ mean: -2, half: 1, count: 3 })).toBe(-1);
    expect(directionOf({ mean: 0.5, half: 1, count: 3 })).toBe(0);
    expect(directionOf({ mean: 5, half: null, count: 1 })).toBe(0);
  });
});

describe('paired differences', () => {
  it('are those of the same material and seed', () => {
    const difference = pairedDifference([one, other], 'source', 'exact', accuracy);
    // 5, 6 and 7 percentage points: mean 6, s = 1.
    expect(difference?.mean).toBeCloseTo(6, 9);
    expect(difference?.half).toBeCloseTo(4.303 / Math.sqrt(3), 3);
    expect(difference).toMatchObject({ count: 3, better: 0 });
    expect(pairedDifference([one], 'soft', 'exact', accuracy)).toBeUndefined();
  });
});

describe('the quantities of a study', () => {
  it('are what descriptors have to compare, first what a loss of two-point functions sees', () => {
    const labels = studyQuantities().map(({ label }) => label);
    expect(labels.slice(0, 5)).toEqual(['V %', 'S_V %', 'chord %', 'TPPF rms 1e-3', 'chord std %']);
    expect(labels).toContain('triple lines %');
    expect(labels.at(-1)).toBe('accuracy %');
    // Slow descriptors are not measured in a study.
    expect(labels.join()).not.toContain('tortuosity');
    const seen = studyQuantities().map((quantity) => quantity.seen);
    expect(seen.lastIndexOf(true)).toBeLessThan(seen.indexOf(false));
  });

  it('are left out where no result has them, not taken for perfect', () => {
    expect(quantitiesOf([one]).map(({ label }) => label)).toEqual([
      ...['V %', 'S_V %', 'chord %', 'TPPF rms 1e-3', 'chord std %', 'lineal %', 'look', 'accuracy %'],
    ]);
    const euler = studyQuantities().find(({ label }) => label === 'Euler %')!;
    expect(pairedDifference([one], 'source', 'exact', euler)).toBeUndefined();
  });
});
