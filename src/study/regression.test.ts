import { describe, expect, it } from 'vitest';
import { crossValidate, powerLaw, publishedLaw, type RegressionPoint } from './regression.ts';

const points = Array.from({ length: 23 }, (_, i): RegressionPoint => {
  const [eps, tau] = [0.2 + 0.03 * i, 1 + 0.1 * ((7 * i) % 11)];
  return { place: [i / 22], known: { eps, tau }, value: 1.5 * eps ** 1.3 * tau ** -2 };
});

describe('a power law', () => {
  it('has the exponents of exact values, and predicts those that it has not seen', () => {
    const law = powerLaw('law', ['eps', 'tau'], true);
    expect(law.describe!(points)).toBe('constant 1.50, eps: 1.30 ± 0.00, tau: -2.00 ± 0.00');
    const { explained, median } = crossValidate(points, law);
    expect(explained).toBeCloseTo(1, 9);
    expect(median).toBeLessThan(1e-9);
  });

  it('without a constant, and without a descriptor, explains less', () => {
    const whole = crossValidate(points, powerLaw('law', ['eps', 'tau'], false)).explained;
    const part = crossValidate(points, powerLaw('law', ['eps'], true)).explained;
    expect(whole).toBeLessThan(1);
    expect(part).toBeLessThan(whole);
  });

  it('that was published is not fitted', () => {
    const { predicted } = crossValidate(points, publishedLaw('law', 3, { eps: 1.3, tau: -2 }));
    predicted.forEach((value, i) => {
      expect(value).toBeCloseTo(2 * points[i].value, 12);
    });
  });
});
