import { describe, expect, it } from 'vitest';
import { normalTail } from './normal.ts';
import { sobolDimensions, sobolNormals } from './sobol.ts';

/** Degrees of the primitive polynomials, the first dimension (van der Corput) counting as 1 (joe2008). */
const degrees = [1, 1, 2, 3, 3, 4, 4, 5, 5, 5, 5, 5, 5, 6, 6, 6];
const seeds = [0, 1, 12345];
/**
 * The points in the unit cube. The quantile and its inverse are exact to 1e-15, and points keep 2^-33 away from all
 * dyadic numbers.
 */
const uniform = (count: number, dimensions: number, seed: number): Float64Array[] =>
  sobolNormals(count, dimensions, seed).map((x) => x.map((value) => 1 - normalTail(value)));

describe('scrambled Sobol points', () => {
  it('put the first 2^m points one in each interval of length 2^-m, in every coordinate', () => {
    for (const seed of seeds) {
      const points = uniform(2 ** 12, sobolDimensions, seed);
      points.forEach((u, d) => {
        for (const m of [0, 1, 2, 3, 5, 8, 12]) {
          // Any aligned run of 2^m points, not only the first.
          for (const from of m < 12 ? [0, 2 ** m, 2 ** 12 - 2 ** m] : [0]) {
            const cells = new Set(Array.from(u.slice(from, from + 2 ** m), (value) => Math.floor(value * 2 ** m)));
            expect(cells.size, `seed ${seed} dimension ${d} m ${m} from ${from}`).toBe(2 ** m);
          }
        }
      });
    }
  });

  it('are (t, m, 2)-nets in all pairs of coordinates, with t the degrees less one', () => {
    const m = 12;
    for (const seed of seeds) {
      const points = uniform(2 ** m, sobolDimensions, seed);
      for (let a = 0; a < points.length; a++) {
        for (let b = a + 1; b < points.length; b++) {
          const t = degrees[a] + degrees[b] - 2;
          // Boxes 2^-i x 2^-j with i + j = m - t hold 2^t points each: squares, and the narrowest.
          for (const i of new Set([Math.floor((m - t) / 2), 1, m - t - 1])) {
            const j = m - t - i;
            const boxes = new Uint32Array(2 ** (i + j));
            for (let n = 0; n < 2 ** m; n++) {
              boxes[Math.floor(points[a][n] * 2 ** i) * 2 ** j + Math.floor(points[b][n] * 2 ** j)]++;
            }
            expect(Math.min(...boxes), `seed ${seed}, ${a} and ${b}, ${i} + ${j}`).toBe(2 ** t);
          }
        }
      }
    }
  });

  it('are the same bits for the same seed, whatever the number of points and dimensions, and others for another', () => {
    const whole = sobolNormals(256, 6, 7);
    expect(sobolNormals(256, 6, 7)).toEqual(whole);
    sobolNormals(100, 3, 7).forEach((x, d) => {
      expect(x).toEqual(whole[d].slice(0, 100));
    });
    const other = sobolNormals(256, 6, 8);
    const known = new Set(whole.flatMap((x) => Array.from(x)));
    // 32 bits a number: of 1536^2 pairs 5e-4 agree by chance.
    expect(other.flatMap((x) => Array.from(x)).filter((value) => known.has(value))).toEqual([]);
  });

  it('are standard normals, uncorrelated between coordinates, each scrambling without bias', () => {
    const n = 2 ** 10;
    const scramblings = Array.from({ length: 64 }, (_, s) => sobolNormals(n, sobolDimensions, 100 + s));
    const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    const check = (expected: number, f: (x: Float64Array[], i: number) => number, what: string, most: number): void => {
      const means = scramblings.map((x) => mean(Array.from({ length: n }, (_, i) => f(x, i))));
      const average = mean(means);
      const error = Math.sqrt(mean(means.map((m) => (m - average) ** 2)) / (means.length - 1));
      // Student's t with 63 degrees exceeds 5 with probability 5e-6; 152 tests. Rounding of the sums is below 1e-15.
      expect(Math.abs(average - expected), `${what}: ${average}, error ${error}`).toBeLessThan(5 * error + 1e-14);
      expect(error, what).toBeLessThan(most);
    };
    for (let d = 0; d < sobolDimensions; d++) {
      // Independent points leave 1 / 256, sqrt(2) / 256 and 1 / 256: strata must be 10 and 4 times better (squares live
      // in the tails), pairs no worse.
      check(0, (x, i) => x[d][i], `mean ${d}`, 4e-4);
      check(1, (x, i) => x[d][i] ** 2, `variance ${d}`, 1.4e-3);
      for (let e = 0; e < d; e++) check(0, (x, i) => x[d][i] * x[e][i], `product ${d} ${e}`, 3.9e-3);
    }
  });

  it('refuse more dimensions than the tables hold', () => {
    expect(() => sobolNormals(4, sobolDimensions + 1, 0)).toThrow(/at most 16/);
  });
});
