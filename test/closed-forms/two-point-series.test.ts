import { describe, expect, it } from 'vitest';
import { createTwoPointLaw } from '../../src/exact/index.ts';
import { normalTail } from '../../src/numerics/index.ts';
import { density, integrate } from './normal.ts';
import { written } from './written-records.ts';

/** Normalised Hermite polynomials h_0, ..., h_{count - 1} at x. */
function hermite(x: number, count: number): Float64Array {
  const h = new Float64Array(count);
  let [previous, current] = [0, 1];
  for (let n = 0; n < count; n++) {
    h[n] = current;
    [previous, current] = [current, (x * current - Math.sqrt(n) * previous) / Math.sqrt(n + 1)];
  }
  return h;
}

const terms = 50;
/** E[1{X >= u} h_m(X)] - shape [m]. */
function above(u: number): Float64Array {
  const h = hermite(u, terms);
  return h.map((_, m) => (m === 0 ? normalTail(u) : (density(u) * h[m - 1]) / Math.sqrt(m)));
}
const below = (u: number): Float64Array => above(u).map((value, m) => (m === 0 ? 1 - value : -value));

/** E[f_m(P) h_n(P)] - shape [m, n], by a midpoint rule that is exact for smooth functions. */
function coefficients(f: (p: number) => Float64Array): Float64Array[] {
  const out = Array.from({ length: terms }, () => new Float64Array(terms));
  const step = 0.02;
  for (let p = -10 + step / 2; p < 10; p += step) {
    const values = f(p);
    const h = hermite(p, terms);
    const weight = step * density(p);
    for (let m = 0; m < terms; m++) for (let n = 0; n < terms; n++) out[m][n] += weight * values[m] * h[n];
  }
  return out;
}

/** Sum of a_mn b_mn x^m y^n and its derivatives by x and y: Mehler's formula for two functions of two fields. */
function mehler(a: Float64Array[], b: Float64Array[], x: number, y: number): [number, number, number] {
  const out: [number, number, number] = [0, 0, 0];
  for (let m = 0; m < terms; m++) {
    for (let n = 0; n < terms; n++) {
      const product = a[m][n] * b[m][n];
      out[0] += product * x ** m * y ** n;
      if (m > 0) out[1] += m * product * x ** (m - 1) * y ** n;
      if (n > 0) out[2] += n * product * x ** m * y ** (n - 1);
    }
  }
  return out;
}

/** Correlations of X, Y, P; what the series leaves out is below 0.6^50 = 8e-12. */
const cases = [
  [0.5, 0.3, 0.6],
  [0.2, -0.3, 0.4],
  [-0.25, 0.1, -0.2],
  [0.6, 0.5, 0],
];

/** Mean over 16 scramblings of (C_01, d C_01 / d rho_X, d C_01 / d rho_P) against the series. */
function compare(
  sums: string[],
  values: Record<string, number>,
  series: (rho: number[]) => [number, number, number],
): void {
  const { record, scalars } = written('series', sums, values);
  const laws = Array.from({ length: 16 }, (_, seed) => createTwoPointLaw(record, { points: 2 ** 12, seed }));
  const at = (name: string): number => record.fields.indexOf(name);
  for (const rho of cases) {
    const byField = record.fields.map((name) => Float64Array.of(rho['XYP'.indexOf(name)]));
    const runs = laws.map((law) => {
      const { values: c, byRho } = law(scalars, byField, true);
      return [c[0][0], byRho[0][at('X')], byRho[0][at('P')]];
    });
    series(rho).forEach((expected, q) => {
      const mean = runs.reduce((sum, run) => sum + run[q], 0) / runs.length;
      const error = Math.sqrt(runs.reduce((sum, run) => sum + (run[q] - mean) ** 2, 0) / (15 * 16));
      // Student's t with 15 degrees exceeds 5 with probability 1.6e-4, 24 comparisons. Inner probabilities leave 1e-8.
      expect(Math.abs(mean - expected), `${rho} ${q}: ${mean} for ${expected} +- ${error}`).toBeLessThan(
        5 * error + 2e-8,
      );
      // Probabilities and slopes are of the order of 0.1: known worse than this, the comparison would say little.
      expect(error).toBeLessThan(1e-3);
    });
  }
}

describe('two-point laws and Price derivatives by Mehler series', () => {
  it('a squared field in one latent', () => {
    const [a, t] = [0.7, 0.3];
    const c = coefficients((p) => above(t - a * (p * p - 1)));
    // C_01 = V - C_00.
    compare(['X + a P^2'], { a, t1: t }, ([x, , z]) => {
      const [c00, byX, byP] = mehler(c, c, x, z);
      return [c[0][0] - c00, -byX, -byP];
    });
  });

  it('a field with a square and a cubic in one latent', () => {
    const [a, b, t] = [0.5, 0.2, 0.3];
    const c = coefficients((p) => above(t - a * (p * p - 1) - b * (p ** 3 - 3 * p)));
    compare(['X + a P^2 + b P^3'], { a, b, t1: t }, ([x, , z]) => {
      const [c00, byX, byP] = mehler(c, c, x, z);
      return [c[0][0] - c00, -byX, -byP];
    });
  });

  it('a field that is linear and squared in one latent and squared in another', () => {
    const [a, b, c, t1, t2] = [0.5, 0.6, -0.4, 0.2, -0.1];
    const first = (p: number): number => t1 - a * (p * p - 1) - b * p;
    const left = coefficients((p) => above(first(p)));
    // Phase 1 is missed by X and reached by Y, of which only the mean matters: phase 0 knows nothing of Y.
    const entered = coefficients((p) => {
      const tail = normalTail(t2 - c * (p * p - 1));
      return below(first(p)).map((value) => value * tail);
    });
    compare(['X + a P^2 + b P', 'Y + c P^2'], { a, b, c, t1, t2 }, ([x, , z]) => mehler(left, entered, x, z));
  });

  it('the series itself has the volume fraction and vanishing cross pairs', () => {
    const c = coefficients((p) => above(0.3 - 0.7 * (p * p - 1)));
    const v = integrate((p) => density(p) * normalTail(0.3 - 0.7 * (p * p - 1)), -10, 10, [], 0.25);
    expect(Math.abs(c[0][0] - v)).toBeLessThan(1e-14);
    expect(Math.abs(mehler(c, c, 0, 0)[0] - v * v)).toBeLessThan(1e-14);
  });
});
