import { describe, expect, it } from 'vitest';
import { gaussLegendre } from '../numerics/bivariate-normal.ts';
import { normalDensity, normalTail } from '../numerics/index.ts';
import { presets } from '../phase/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { createMarginals, structureOf } from './index.ts';

/** End of the rules: the normal distribution has 1e-16 beyond, which 1e-10 of a phase of 1e-5 does not feel. */
const end = 8.3;

/** Positive half of a standard normal by Gauss and Legendre's rule on equal intervals. */
function halfNormal(intervals: number): { x: Float64Array; w: Float64Array } {
  const { nodes, weights } = gaussLegendre(8);
  const x = Float64Array.from(
    { length: 8 * intervals },
    (_, i) => (end * (Math.floor(i / 8) + nodes[i % 8])) / intervals,
  );
  return { x, w: x.map((value, i) => ((2 * end * weights[i % 8]) / intervals) * normalDensity(value)) };
}

/**
 * Volume fractions of the five-field model by brute force: a latent given Zt depends on one number, its level, so a
 * product of two dense rules suffices.
 */
function byBruteForce([alpha1, alpha2, beta, lambda1, lambda2]: ArrayLike<number> & Iterable<number>): number[] {
  const own = halfNormal(100);
  // The levels change by 2 alpha beta z over a unit of z: at most by two in an interval up to z = 5.
  const steepest = beta * Math.max(Math.abs(alpha1), Math.abs(alpha2));
  const shared = halfNormal(Math.max(100, Math.ceil(36 * steepest)));
  const reached = (alpha: number, level: number): [number, number] => {
    let [tail, missed] = [0, 0];
    for (let i = 0; i < own.x.length; i++) {
      const u = level - alpha * (own.x[i] ** 2 - 1);
      // One tail is small, and the other, 1 less it, has all its digits.
      const small = normalTail(Math.abs(u));
      tail += own.w[i] * (u > 0 ? small : 1 - small);
      missed += own.w[i] * (u > 0 ? 1 - small : small);
    }
    return [tail, missed];
  };
  const out = [0, 0, 0];
  shared.x.forEach((z, i) => {
    const w = shared.w[i];
    const [a, notA] = reached(alpha1, lambda1 - alpha1 * beta * (z * z - 1));
    const [b, notB] = reached(alpha2, lambda2 - alpha2 * beta * (z * z - 1));
    out[0] += w * a;
    out[1] += w * notA * b;
    out[2] += w * notA * notB;
  });
  return out;
}

const marginals = createMarginals(structureOf(presets.assb));

describe('volume fractions', () => {
  const corners = [
    [4, 4, 20, 0, 0],
    [-4, 4, 20, -30, 50],
    [4, 3.9, 20, 100, 100],
    [-4, -4, 20, 60, 40],
    [0.3, 0.2, 1, 0.2, -0.1],
    // The second phase lives in a shell of Zt 0.004 wide.
    [4, 4, 20, 300, 299],
    // Rare phases.
    [0.5, 0.5, 0.01, 9, 0],
    [2, -2, 10, 0, -300],
  ];
  const u = uniforms(40, keyOf(3, 'bounds'), 0);
  const inside = Array.from({ length: 4 }, (_, i) => [
    8 * u[5 * i] - 4,
    8 * u[5 * i + 1] - 4,
    0.01 * 2000 ** u[5 * i + 2],
    20 * u[5 * i + 3] - 10,
    20 * u[5 * i + 4] - 10,
  ]);
  it.each([...corners, ...inside])(
    'are those of dense rules to 1e-10: %d, %d, %d, %d, %d',
    { tags: ['long'] },
    (...scalars) => {
      const brute = byBruteForce(scalars);
      const values = marginals.volumeFractions(scalars);
      values.forEach((value, phase) => {
        expect(Math.abs(value - brute[phase])).toBeLessThan(1e-10 * Math.max(brute[phase], 1e-5));
      });
    },
  );

  it('add up to 1 to 1e-10, and have the slopes of differences, at the corners of the bounds', {
    tags: ['long'],
  }, () => {
    for (const scalars of corners) {
      const slopes = [0, 1, 2].map(() => new Float64Array(5));
      const values = marginals.volumeFractions(scalars, slopes);
      expect(Math.abs(values[0] + values[1] + values[2] - 1)).toBeLessThan(1e-11);
      scalars.forEach((value, s) => {
        const h = 1e-4 * Math.max(0.1, Math.abs(value));
        const [more, less] = [h, -h].map((by) => marginals.volumeFractions(scalars.with(s, value + by)));
        values.forEach((_, phase) => {
          // A difference over h has an error of h^2, and 1e-11 / h of rounding.
          expect(Math.abs((more[phase] - less[phase]) / (2 * h) - slopes[phase][s])).toBeLessThan(1e-6);
        });
      });
    }
  });
});
