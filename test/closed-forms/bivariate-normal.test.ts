import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodesFor } from '../../src/exact/latent-tails.ts';
import { fillBivariateTails, prepareBivariate } from '../../src/numerics/bivariate-normal.ts';
import { bivariateTail, normalTail } from '../../src/numerics/index.ts';
import { bivariateCdf, integrate } from './normal.ts';

const oracleFile = new URL('../../../shared/peers/oracle.json', import.meta.url);
const limits = [-6, -3.2, -1.5, -0.7, -0.01, 0, 0.3, 0.7, 1.1, 2.5, 4, 6.5];
const correlations = [
  0.02,
  0.2,
  0.5,
  0.7,
  0.8,
  0.9,
  0.925,
  0.926,
  0.97,
  0.99,
  1 - 1e-4,
  1 - 1e-6,
  1 - 1e-8,
  1 - 1e-10,
  1 - 1e-12,
];
const signed = correlations.flatMap((rho) => [rho, -rho]);
/** Every pair of limits; the near ones are what a correlation near 1 finds hard. */
const pairs = limits.flatMap((u) => [...limits, u + 1e-7, u - 1e-3, u + 0.02, -u + 1e-5].map((v) => [u, v] as const));

describe('bivariate normal probabilities', () => {
  it.skipIf(!existsSync(oracleFile))('meet 40-digit values (skipped without ../shared/peers/oracle.json)', () => {
    const { bivariate_normal_cdf: rows } = JSON.parse(readFileSync(oracleFile, 'utf8'));
    expect(rows).toHaveLength(30);
    let worst = 0;
    for (const { h, k, rho, 'P(U<=h,V<=k)': value } of rows) {
      worst = Math.max(worst, Math.abs(bivariateTail(-h, -k, rho) - Number(value)));
    }
    // The decimals of rho round to doubles, which alone moves a value by 2e-14 at 0.99999999; fastExp leaves 1e-14
    // relative.
    expect(worst).toBeLessThan(5e-14);
  });

  it('agree with the integrated conditional law, up to correlations of 1 - 1e-12 and limits of 6', () => {
    let worst = 0;
    for (const rho of signed) {
      for (const [u, v] of pairs) {
        const value = bivariateTail(u, v, rho);
        worst = Math.max(worst, Math.abs(value - bivariateCdf(-u, -v, rho)));
        // Beyond the last digit of the largest factor a probability may turn negative.
        expect(value).toBeGreaterThan(-1e-15);
      }
    }
    // The panels leave about 2e-14 (test/closed-forms/normal.ts), the docstring of bivariateTail claims 1e-13.
    expect(worst).toBeLessThan(1e-13);
  });

  it('meet the identities of the law', () => {
    // Each side is good to 1e-13.
    const near = (a: number, b: number, what: string): void => expect(Math.abs(a - b), what).toBeLessThan(2e-13);
    for (const [u, v] of pairs) {
      near(bivariateTail(u, v, 0), normalTail(u) * normalTail(v), `independent ${u} ${v}`);
      near(bivariateTail(u, v, 1), normalTail(Math.max(u, v)), `equal ${u} ${v}`);
      near(bivariateTail(u, v, -1), Math.max(0, normalTail(u) - normalTail(-v)), `opposite ${u} ${v}`);
      for (const rho of signed) {
        const what = `${u} ${v} ${rho}`;
        const value = bivariateTail(u, v, rho);
        near(value, bivariateTail(v, u, rho), `symmetry ${what}`);
        near(value + bivariateTail(u, -v, -rho), normalTail(u), `complement ${what}`);
        near(value, 1 - normalTail(-u) - normalTail(-v) + bivariateTail(-u, -v, rho), `reflection ${what}`);
      }
    }
    for (const rho of signed) near(bivariateTail(0, 0, rho), 0.25 + Math.asin(rho) / (2 * Math.PI), `orthant ${rho}`);
  });

  it('grow with the correlation by the joint density (Plackett), also where the method changes', () => {
    const { PI, exp, sin, cos } = Math;
    for (const [u, v] of [
      [0.3, 0.5],
      [-1, 0.8],
      [2, 1.9],
    ] as const) {
      for (const [from, to] of [
        [-0.95, -0.9],
        [-0.2, 0.3],
        [0.92, 0.93],
        [0.9249999, 0.9250001],
        [0.95, 0.999],
      ] as const) {
        // With rho = sin t the density times cos t is exp(...) / 2 pi, a smooth function.
        const rate = (t: number): number => exp(-(u * u + v * v - 2 * u * v * sin(t)) / (2 * cos(t) ** 2)) / (2 * PI);
        const grown = integrate(rate, Math.asin(from), Math.asin(to), [], 0.02);
        const difference = bivariateTail(u, v, to) - bivariateTail(u, v, from);
        expect(Math.abs(difference - grown), `${u} ${v} ${from} ${to}`).toBeLessThan(2e-13);
      }
    }
  });

  it('keep 1e-8 with the few nodes that the two-point law takes', () => {
    const one = (x: number): Float64Array => Float64Array.of(x);
    // Just inside every change of the number of nodes, where the error is largest, and across the range.
    const grid = Array.from({ length: 60 }, (_, i) => Math.sin((Math.PI / 120) * (i + 1)));
    const changes = Array.from({ length: 99_900 }, (_, i) => i * 1e-5).filter(
      (r) => nodesFor(r) !== nodesFor(r + 1e-5),
    );
    expect(changes.length).toBeGreaterThan(6);
    let worst = 0;
    for (const rho of [...grid, ...changes, ...changes.map((r) => r + 1e-5)].flatMap((r) => [r, -r])) {
      const few = prepareBivariate(rho, nodesFor(rho));
      for (let u = -6; u <= 6; u += 0.3) {
        for (let v = -6; v <= u; v += 0.3) {
          const out = one(0);
          fillBivariateTails(few, one(u), one(v), one(normalTail(u)), one(normalTail(v)), out, 1);
          worst = Math.max(worst, Math.abs(out[0] - bivariateTail(u, v, rho)));
        }
      }
    }
    // The docstring's claim.
    expect(worst).toBeLessThan(1e-8);
  });
});
