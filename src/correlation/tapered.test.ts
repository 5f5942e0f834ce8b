import { describe, expect, it } from 'vitest';
import { families, prepareDense, prepareTapered } from './index.ts';

describe('prepareDense', () => {
  it.each(Object.keys(families))('interpolates %s between radii to 1e-8', (name) => {
    const family = families[name];
    const taper = 12;
    // More lags than the radial grid has points, from 0 to beyond the taper.
    const lags = Float64Array.from({ length: 4001 }, (_, i) => (13 * i) / 4000);
    const values = Float64Array.from(family.parameters, (p) => p.start);
    const dense = prepareDense(family, { lags, taper })(values);
    const exact = prepareTapered(family, { lags, taper })(values).rho;
    dense.forEach((rho, i) => {
      expect(Math.abs(rho - exact[i])).toBeLessThan(1e-8);
    });
    expect(dense[0]).toBeCloseTo(1, 14);
    expect(dense[4000]).toBe(0);
  });

  it('evaluates few lags exactly', () => {
    const lags = Float64Array.of(0, 1, Math.SQRT2, 5);
    const values = Float64Array.from(families.low.parameters, (p) => p.start);
    expect(prepareDense(families.low, { lags, taper: 12 })(values)).toEqual(
      prepareTapered(families.low, { lags, taper: 12 })(values).rho,
    );
  });
});
