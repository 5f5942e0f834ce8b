import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../numerics/index.ts';
import { crossValidate, logLinear, powerLaw, publishedLaw, type RegressionPoint } from './regression.ts';

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

describe('a law of the parameters', () => {
  it('has the slopes of exact values', () => {
    const exact = points.map((point) => ({ ...point, value: 2 * Math.exp(3 * point.place[0]) }));
    expect(logLinear('law', ['pore']).describe!(exact)).toBe('constant 2.00, pore: 3.00 ± 0.00');
    expect(crossValidate(exact, logLinear('law', ['pore'])).explained).toBeCloseTo(1, 9);
  });
});

describe('intervals of held-out points', () => {
  it('hold 95 % of normal errors of the size that is stated, those of the points included', () => {
    const count = 400;
    // Normal errors in an order that no fit can follow, at equal steps of probability.
    const noise = Array.from({ length: count }, (_, i) => normalQuantile((((i * 149) % count) + 0.5) / count));
    const scattered = noise.map((z, i) => ({ place: [i / count], known: {}, value: Math.exp(0.5 * z), error: 0.3 }));
    const stating = (deviation: number) => ({ name: 'own', fit: () => () => ({ value: 1, deviation }) });
    // 0.3 and 0.4 make 0.5.
    expect(crossValidate(scattered, stating(0.4)).covered).toBeCloseTo(0.95, 2);
    expect(crossValidate(scattered, stating(0.1)).covered).toBeLessThan(0.8);
    expect(crossValidate(points, powerLaw('law', ['eps'], true)).covered).toBeUndefined();
  });
});
