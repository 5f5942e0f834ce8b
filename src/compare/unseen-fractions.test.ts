import { describe, expect, it } from 'vitest';
import { createModel, presets, realise } from '../phase/index.ts';
import { errorByFractions, fractionCovariance, fractionsOf, realiseMoved } from './unseen-fractions.ts';

describe('volume fractions that chance moves', () => {
  it('are moved by one threshold, so that a set fills more or less of a window', async () => {
    // Labels as images have them are not places in the list of phases.
    const phases = [0, 128, 255].map((label) => ({ name: `grey ${label}`, label }));
    const model = { ...createModel(presets.plurigaussian, { taper: 16, phases }), order: [2, 0, 1] };
    const request = { shape: [48, 48], seed: 2 };
    const before = fractionsOf((await realise(model, request)).map);
    for (const [set, by] of [
      [0, 0.05],
      [0, -0.05],
      [1, 0.03],
      [1, -0.03],
    ]) {
      const moved = fractionsOf(await realiseMoved(model, { set, by }, request));
      const phase = model.order[set];
      expect(Math.abs(moved[phase] - before[phase] - by)).toBeLessThanOrEqual(0.25 * Math.abs(by));
    }
  });

  it('have a covariance that makes the last fraction scatter as it does', () => {
    // Two fractions a and b of independent errors 0.03 and 0.04: the third has 0.05.
    expect([...fractionCovariance([0.03, 0.04, 0.05])].map((v) => Number(v.toFixed(12)))).toEqual([
      0.0009, 0, 0, 0.0016,
    ]);
    // What the first gains, the second loses.
    const [, both] = fractionCovariance([0.03, 0.03, 0]);
    expect(both).toBeCloseTo(-0.0009, 12);
    expect([...fractionCovariance([0.02, 0.02])]).toEqual([0.0004]);
  });

  it('bring an error that follows from a linear law', () => {
    const [a, b] = [2, -1];
    const responses = [
      { fractions: [0.04, -0.01], value: 0.04 * a - 0.01 * b },
      { fractions: [0.001, 0.03], value: 0.001 * a + 0.03 * b },
    ];
    const covariance = fractionCovariance([0.03, 0.04, 0.06]);
    const [c11, c12, , c22] = covariance;
    const expected = Math.sqrt(a * a * c11 + 2 * a * b * c12 + b * b * c22);
    expect(errorByFractions(responses, covariance)).toBeCloseTo(expected, 9);
    expect(errorByFractions([{ fractions: [0], value: 1 }], fractionCovariance([0.1, 0.1]))).toBeNull();
  });
});
