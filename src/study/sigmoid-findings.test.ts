import { describe, expect, it } from 'vitest';
import { normalTail } from '../numerics/index.ts';
import { createModel, presets } from '../phase/index.ts';
import { exactFractions } from './exact-laws.ts';
import { nodes, shifted, shiftsOf } from './sigmoid-findings.ts';

const lambda = 0.7;
const model = createModel(presets['level-set'], { parameters: { scalars: { lambda1: lambda } } });

describe('sigmoids as cuts at scattered levels', () => {
  it('have the mean of the sigmoid over the field, to the order of the rule', () => {
    // Sixth moments differ by 791, and the fifth derivative of the density is below 3: at most 791 / 720 * 3 / nu^6.
    for (const nu of [5, 10, 30]) {
      // The integral of the sigmoid over the normal law, by the trapezoidal rule; far finer than the differences.
      let soft = 0;
      const step = 0.002;
      for (let x = -9; x <= 9; x += step) {
        soft += (step * Math.exp(-x * x * 0.5)) / Math.sqrt(2 * Math.PI) / (1 + Math.exp(-nu * (x - lambda)));
      }
      const found = shiftsOf(model).reduce(
        (sum, { shifts, weight }) =>
          sum +
          weight *
            exactFractions(
              shifted(
                model,
                shifts.map((shift) => shift / nu),
              ),
            )![0],
        0,
      );
      expect(Math.abs(found - soft)).toBeLessThan(3.3 / nu ** 6 + 1e-10);
      // And more than the hard phase has, as the tail beyond the level is thinner than before it.
      expect(found).toBeGreaterThan(normalTail(lambda));
    }
  });

  it('have the variance and the fourth moment of the logistic law', () => {
    const moment = (n: number): number => nodes.reduce((sum, { shift, weight }) => sum + weight * shift ** n, 0);
    expect(moment(0)).toBeCloseTo(1, 12);
    expect(moment(2)).toBeCloseTo(Math.PI ** 2 / 3, 12);
    expect(moment(4)).toBeCloseTo((7 * Math.PI ** 4) / 15, 10);
  });
});
