import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../../src/numerics/bivariate-normal.ts';
import { normalDensity, normalQuantile, normalTail } from '../../src/numerics/index.ts';
import { fillNormalTails } from '../../src/numerics/normal.ts';
import { density, integrate, normalCdf } from './normal.ts';

/**
 * P(U > x), x >= 0, by panels of half a unit: independent of any series; 14 units on, what is cut off is below 1e-40 of
 * it.
 */
const tailByPanels = (x: number): number => integrate(density, x, x + 14, [], 0.5);

describe('normal law', () => {
  const places = Array.from({ length: 1801 }, (_, i) => -9 + i * 0.01 + 0.0037 * Math.sin(i));

  it('has tails that agree with integration, 1e-15 absolute', () => {
    let worst = 0;
    for (const x of places) {
      const expected = x < 0 ? 1 - tailByPanels(-x) : tailByPanels(x);
      worst = Math.max(worst, Math.abs(normalTail(x) - expected));
    }
    // Numbers near 1 are rounded to 1.1e-16 in both; a node's tail, its polynomial and the panels' sum are some such
    // roundings each.
    expect(worst).toBeLessThan(1e-15);
  });

  it('keeps 1e-9 relative in the far tail up to 9, and is 0 or 1 beyond', () => {
    for (const x of places.filter((x) => x > 2 && x < 9)) {
      expect(Math.abs(normalTail(x) / tailByPanels(x) - 1), `${x}`).toBeLessThan(1e-9);
    }
    expect([normalTail(9), normalTail(40), normalTail(-9), normalTail(-40)]).toEqual([0, 0, 1, 1]);
    expect(normalTail(0)).toBe(0.5);
  });

  it('has tails of many arguments to 1e-11', () => {
    const x = Float64Array.from([...places, -30, -9, 9, 30]);
    const out = new Float64Array(x.length);
    fillNormalTails(x, out, x.length);
    // The docstring's claim; the term left out is (2^-8)^4 / 24 times the third derivative of the density, at most
    // 0.55: 5e-12.
    out.forEach((value, n) => {
      expect(Math.abs(value - normalTail(x[n])), `${x[n]}`).toBeLessThan(1e-11);
    });
  });

  it('has the density as minus the slope of its tail', () => {
    // Central differences at 2^-10: h^2 / 6 times the third derivative, below 0.4, is 6e-8; rounding 1e-16 / h = 1e-13.
    const h = 2 ** -10;
    for (const x of places) {
      const slope = (normalTail(x - h) - normalTail(x + h)) / (2 * h);
      expect(Math.abs(slope - normalDensity(x)), `${x}`).toBeLessThan(1e-7);
      expect(Math.abs(normalDensity(x) / density(x) - 1)).toBeLessThan(1.1e-14);
    }
  });

  it('has quantiles that its distribution function takes back', () => {
    for (const exponent of [-300, -100, -40, -16, -9, -5, -3, -2, -1.4, -1.1, -1, -0.7, -0.4, -0.302]) {
      const p = 10 ** exponent;
      const x = normalQuantile(p);
      // A relative error e of x moves p by the share x^2 e (Mills); x itself and exp(-x^2 / 2) are good to about two
      // roundings each.
      expect(Math.abs(normalCdf(x) / p - 1), `${p}`).toBeLessThan(1e-15 * (1 + x * x));
      if (1 - p < 1 && p > 1e-9)
        expect(Math.abs(normalQuantile(1 - p) + x), `1 - ${p}`).toBeLessThan(3e-16 / density(x));
      if (x > -8.5) expect(Math.abs(normalTail(-x) / p - 1), `tail ${p}`).toBeLessThan(1e-9);
    }
    expect(normalQuantile(0.5)).toBe(0);
    // Abramowitz and Stegun, table 26.6.
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(0.999)).toBeCloseTo(3.090232306167813, 13);
  });
});

describe('Gauss and Legendre on [0, 1]', () => {
  it('integrates polynomials of degree 2 n - 1 exactly, and no more', () => {
    for (const n of [1, 2, 3, 5, 9, 24]) {
      const { nodes, weights } = gaussLegendre(n);
      const moment = (k: number): number => nodes.reduce((sum, x, i) => sum + weights[i] * x ** k, 0);
      // Sums of n positive numbers below 1: some roundings.
      for (let k = 0; k < 2 * n; k++) expect(Math.abs(moment(k) - 1 / (k + 1)), `${n} ${k}`).toBeLessThan(1e-14);
      // The error at degree 2 n is the squared norm of the monic Legendre polynomial: (n!)^4 / ((2 n)!^2 (2 n + 1)),
      // still 1e-6 at n = 5.
      if (n <= 5) expect(1 / (2 * n + 1) - moment(2 * n)).toBeGreaterThan(1e-7);
    }
  });
});
