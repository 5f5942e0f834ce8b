import { describe, expect, it } from 'vitest';
import { createMarginals, createTwoPointLaw, structureOf } from '../../src/exact/index.ts';
import { normalTail } from '../../src/numerics/index.ts';
import { density, integrate } from './normal.ts';
import { type WrittenRecord, written } from './written-records.ts';

/** Modified Bessel function K_0 by its integral of exp(-x cosh t), which a trapezoidal rule sums to rounding. */
function besselK0(x: number): number {
  const step = 1 / 32;
  let sum = 0.5 * Math.exp(-x);
  for (let t = step; x * Math.cosh(t) < 750; t += step) sum += Math.exp(-x * Math.cosh(t));
  return step * sum;
}

const volumes = ({ record, scalars }: WrittenRecord): Float64Array =>
  createMarginals(structureOf(record)).volumeFractions(scalars);

/** Mean over 16 scramblings and its standard error of C_01 at a lag at which all fields have the correlation rho. */
function crossPair({ record, scalars }: WrittenRecord, rho: number): { mean: number; error: number } {
  const values = Array.from({ length: 16 }, (_, seed) => {
    const law = createTwoPointLaw(record, { points: 2 ** 12, seed });
    const equal = record.fields.map(() => Float64Array.of(rho));
    return law(scalars, equal, false).values[0][0];
  });
  const mean = values.reduce((sum, v) => sum + v, 0) / 16;
  return { mean, error: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (15 * 16)) };
}

describe('a product of two fields', () => {
  it.each([
    [0.5, 0.3],
    [1.5, -0.8],
    [-2, 1.1],
  ])('with weight %f has the volume fraction of the product law K_0(|z|) / pi, threshold %f', (a, t) => {
    const [v] = volumes(written('product', ['X + a P*Q'], { a, t1: t }));
    // z = s^3 takes the logarithm of K_0 to s^2 log s at 0; panels of 24 nodes leave 1e-10.
    const half = (sign: number): number =>
      integrate((s) => 3 * s * s * besselK0(s ** 3) * normalTail(t - sign * a * s ** 3), 0, 3.4, [0.01, 0.1, 0.4], 0.2);
    expect(Math.abs(v - (half(1) + half(-1)) / Math.PI)).toBeLessThan(1e-9);
  });

  const asProduct = written('product', ['X + a P*Q'], { a: 0.9, t1: 0.3 });
  // (S + D) / sqrt 2 and (S - D) / sqrt 2 are independent fields of one correlation with the product (S^2 - D^2) / 2.
  const asSquares = written('squares', ['X + b P^2 + c Q^2'], { b: 0.45, c: -0.45, t1: 0.3 });

  it('is half the difference of two squares, where all correlations are equal', () => {
    expect(Math.abs(volumes(asProduct)[0] - volumes(asSquares)[0])).toBeLessThan(1e-12);
    const area = ({ record, scalars }: WrittenRecord): number =>
      createMarginals(structureOf(record)).interfaceAreas(scalars, [0.02, 0.05, 0.05])[0][1];
    expect(Math.abs(area(asProduct) / area(asSquares) - 1)).toBeLessThan(1e-10);
    for (const rho of [0.98, 0.8, 0.4, 0.1]) {
      const [a, b] = [crossPair(asProduct, rho), crossPair(asSquares, rho)];
      // Student's t with 15 degrees exceeds 5 with probability 1.6e-4; inner probabilities leave 1e-8.
      expect(Math.abs(a.mean - b.mean), `${rho}`).toBeLessThan(5 * Math.hypot(a.error, b.error) + 2e-8);
      expect(a.error).toBeLessThan(2e-3 * a.mean);
    }
  });
});

describe('Hermite polynomials', () => {
  const cases: [string, Record<string, number>, (p: number) => number][] = [
    ['X + a P^3', { a: 0.4, t1: 0.3 }, (p) => 0.4 * (p ** 3 - 3 * p)],
    ['X + a P^2 + b P^3', { a: -0.6, b: 0.3, t1: -0.2 }, (p) => -0.6 * (p * p - 1) + 0.3 * (p ** 3 - 3 * p)],
    ['X + a P^4', { a: 0.12, t1: 0.1 }, (p) => 0.12 * (p ** 4 - 6 * p * p + 3)],
  ];
  it.each(cases)('%s has the volume fraction of an integral over P', (sum, values, polynomial) => {
    const [v] = volumes(written('polynomial', [sum], values));
    const expected = integrate((p) => density(p) * normalTail(values.t1 - polynomial(p)), -10, 10, [], 0.1);
    // The law's midpoint rule has steps of 0.08, and the quartic is steep where the density is 1e-6.
    expect(Math.abs(v - expected)).toBeLessThan(1e-11);
  });
});

describe('cells', () => {
  const values = { a: 0.6, b: -0.5, t1: 0.5, t2: 0.7, t3: -0.1 };
  const sums = ['X + a P^2', 'Y + b P^2', 'Z + a P'];
  const union = written('union', sums, values, [0, 0, 1, 2]);
  const cells = written('cells', sums, values);

  it('of one phase add up: volume fractions, interfaces, two-point functions', () => {
    const [v, parts] = [volumes(union), volumes(cells)];
    expect(Math.abs(v[0] - parts[0] - parts[1])).toBeLessThan(1e-15);
    expect(v.subarray(1)).toEqual(parts.subarray(2));
    const curvatures = [0.02, 0.05, 0.03, 0.04];
    const areas = ({ record, scalars }: WrittenRecord): number[][] =>
      createMarginals(structureOf(record)).interfaceAreas(scalars, curvatures);
    const [s, t] = [areas(union), areas(cells)];
    expect(s[0][1]).toBeCloseTo(t[0][2] + t[1][2], 14);
    expect(s[0][2]).toBeCloseTo(t[0][3] + t[1][3], 14);
    expect(s[0][0]).toBe(0);
    const rho = union.record.fields.map((_, k) => Float64Array.of(0.9 - 0.1 * k, 0.3));
    const law = ({ record, scalars }: WrittenRecord): readonly Float64Array[] =>
      createTwoPointLaw(record, { points: 600, seed: 2 })(scalars, rho, false).values;
    // Pairs of four cells: 01, 02, 03, 12, 13, 23.
    const [c, d] = [law(union), law(cells)];
    [0, 1].forEach((lag) => {
      expect(c[0][lag]).toBeCloseTo(d[1][lag] + d[3][lag], 14);
      expect(c[1][lag]).toBeCloseTo(d[2][lag] + d[4][lag], 14);
      expect(c[2][lag]).toBeCloseTo(d[5][lag], 14);
    });
  });

  it('of the rest make an intersection: complements of unions of the opposite sets', () => {
    // {X < u} and {Y < v}: the union of {X >= u} and {Y >= v} the other way round.
    const both = written('both', ['X', 'Y'], { t1: 0.4, t2: -0.2 }, [1, 1, 0]);
    expect(Math.abs(volumes(both)[0] - (1 - normalTail(0.4)) * (1 - normalTail(-0.2)))).toBeLessThan(1e-14);
    const either = written('either', ['X', 'Y'], { t1: 0.4, t2: -0.2 }, [0, 0, 1]);
    const pair = ({ record, scalars }: WrittenRecord): Float64Array =>
      createTwoPointLaw(record, { points: 64, seed: 0 })(
        scalars,
        [0.7, 0.5].map((r) => Float64Array.of(r)),
        false,
      ).values[0];
    expect(pair(both)).toEqual(pair(either));
  });
});
