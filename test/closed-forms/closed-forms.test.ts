import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chiSquareSeries, chiSquareSet, levelSet, pixelSurface, riceChiSquare, riceLevelSet } from './excursions.ts';
import { bivariateCdf } from './normal.ts';

const oracleFile = new URL('../../../shared/peers/oracle.json', import.meta.url);

describe('bivariate normal distribution', () => {
  it.skipIf(!existsSync(oracleFile))('meets 40-digit integration, also at correlations close to 1', () => {
    const { bivariate_normal_cdf: rows } = JSON.parse(readFileSync(oracleFile, 'utf8'));
    for (const { h, k, rho, 'P(U<=h,V<=k)': value } of rows) {
      // The decimals of rho round to doubles: at 0.99999999 that alone moves the value by 2e-14; panels and series
      // leave as much again.
      expect(Math.abs(bivariateCdf(h, k, rho) - Number(value)), `${h} ${k} ${rho}`).toBeLessThan(1e-13);
    }
  });

  it('has the orthant probability 1/4 + asin(rho) / 2 pi', () => {
    for (const rho of [-0.99, -0.3, 0.2, 0.7, 0.9999]) {
      expect(Math.abs(bivariateCdf(0, 0, rho) - 0.25 - Math.asin(rho) / (2 * Math.PI))).toBeLessThan(1e-13);
    }
  });
});

describe('closed forms of excursion sets agree with each other', () => {
  it('chi-square two-point function: bivariate integral and Laguerre series', () => {
    for (const t of [0.3, 1, 2.5]) {
      for (const rho of [0.05, 0.4, 0.8]) {
        // 200 terms leave rho^400 of a bounded coefficient.
        expect(Math.abs(chiSquareSet(t).twoPoint(rho) - chiSquareSeries(t, rho, 200))).toBeLessThan(1e-12);
      }
    }
  });

  it('pixel surface area tends to Rice as pixels shrink', () => {
    const mu = 2;
    for (const [law, rice] of [
      [levelSet(0.4), riceLevelSet(0.4, mu)],
      [chiSquareSet(0.9), riceChiSquare(0.9, mu)],
    ] as const) {
      const ratio = (pixel: number): number =>
        pixelSurface(law, (lag) => Math.exp(-(mu / 2) * (lag * pixel) ** 2)) / pixel / rice;
      // S_V = 4 (2 / pi) x mean of (p - C) / lag over directions: four directions sum to 2 pi / 4 ... times it; what is
      // left is O(pixel^2).
      const [coarse, fine] = [ratio(0.02), ratio(0.01)];
      const limit = (4 * fine - coarse) / 3;
      expect(Math.abs(limit - 1)).toBeLessThan(1e-6);
    }
  });
});
