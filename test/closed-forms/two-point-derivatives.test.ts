import { describe, expect, it } from 'vitest';
import { createMarginals, createTwoPointLaw, structureOf } from '../../src/exact/index.ts';
import { phaseCount, presets } from '../../src/phase/index.ts';
import { type WrittenRecord, writtenRecords } from './written-records.ts';

const all: readonly WrittenRecord[] = [
  { record: presets.assb, scalars: Float64Array.of(0.8, -0.6, 0.9, 0.25, -0.3) },
  { record: presets.plurigaussian, scalars: Float64Array.of(0.4, -0.2) },
  { record: presets['level-set'], scalars: Float64Array.of(-0.35) },
  ...writtenRecords,
];

/** Five-point difference: the error is h^4 / 30 times the fifth derivative. */
function difference(f: (x: number) => Float64Array, x: number, h: number): Float64Array {
  const [a, b, c, d] = [f(x - 2 * h), f(x - h), f(x + h), f(x + 2 * h)];
  return a.map((_, i) => (a[i] - d[i] + 8 * (c[i] - b[i])) / (12 * h));
}

const changed = (x: Float64Array, i: number, value: number): Float64Array => {
  const out = x.slice();
  out[i] = value;
  return out;
};

describe.each(all.map((w) => [w.record.name, w] as const))('derivatives of %s', (_, { record, scalars }) => {
  // 600 points: two blocks, the second not full, of an odd number left over.
  const law = createTwoPointLaw(record, { points: 601, seed: 5 });
  // All fields, and the weighted means that latents with several own fields see, lie between two changes of the number
  // of nodes (0.05, 0.3, 0.5, 0.7, 0.79, 0.9, 0.925, 0.97, 0.985, 1), at which values jump by up to 1e-8.
  const base = [0.9925, 0.955, 0.86, 0.62, 0.2, -0.12];
  const rho = record.fields.map((_, k) => Float64Array.from(base, (r) => r - 0.003 * (k % 3)));
  const { byRho, byScalar } = law(scalars, rho, true);
  const lags = base.length;
  const flat = (values: readonly Float64Array[]): Float64Array =>
    Float64Array.from(values.flatMap((c) => Array.from(c)));

  it('by correlations', () => {
    // C changes with rho as a root of the distance to 1: a step of 0.5 % of it leaves 1e-10. The derivative is exact
    // where the value has few nodes: their error of up to 1e-8 goes with rho^(2 n), n = 9 nodes or less, so that its
    // slope reaches 18 / 0.9 x 1e-8 = 2e-7.
    for (let k = 0; k < record.fields.length; k++) {
      base.forEach((_, lag) => {
        const evaluate = (r: number): Float64Array =>
          flat(
            law(
              scalars,
              rho.map((own, other) => (other === k ? changed(own, lag, r) : own)),
              false,
            ).values,
          );
        const numbers = difference(evaluate, rho[k][lag], 5e-3 * (1 - rho[k][lag]));
        const scale = Math.max(...byRho.map((matrix) => Math.abs(matrix[k * lags + lag])));
        expect(scale).toBeGreaterThan(1e-4);
        numbers.forEach((value, i) => {
          // A correlation at one lag moves nothing at the others.
          const slope = i % lags === lag ? byRho[Math.floor(i / lags)][k * lags + lag] : 0;
          expect(Math.abs(value - slope), `field ${k}, lag ${lag}, ${i}`).toBeLessThan(1e-6 * scale + 2e-7);
        });
      });
    }
  });

  it('by scalars', () => {
    scalars.forEach((x, s) => {
      const slopes = flat(byScalar.map((matrix) => matrix.subarray(s * lags, (s + 1) * lags)));
      const numbers = difference((value) => flat(law(changed(scalars, s, value), rho, false).values), x, 2e-3);
      const scale = Math.max(...slopes.map(Math.abs));
      expect(scale).toBeGreaterThan(1e-3);
      numbers.forEach((value, i) => {
        expect(Math.abs(value - slopes[i]), `scalar ${s}, ${i}`).toBeLessThan(1e-6 * scale);
      });
    });
  });

  // Several shared fields take a product of nodes: seconds for all parameters.
  const manyShared = structureOf(record).users.filter((latents) => latents.length > 1).length > 1;
  it('of volume fractions', { tags: manyShared ? ['long'] : [] }, () => {
    const { volumeFractions } = createMarginals(structureOf(record));
    const slopes = Array.from({ length: phaseCount(record) }, () => new Float64Array(scalars.length).fill(NaN));
    volumeFractions(scalars, slopes);
    scalars.forEach((x, s) => {
      const numbers = difference((value) => volumeFractions(changed(scalars, s, value)), x, 5e-4);
      numbers.forEach((value, i) => {
        // h^4 / 30 = 2e-15 times a fifth derivative, which for the weight of a cubic has a mean of |H_3|^5, some
        // thousands; rounding 1e-15 / h = 2e-12.
        expect(Math.abs(value - slopes[i][s]), `phase ${i}, scalar ${s}`).toBeLessThan(1e-10);
      });
    });
  });
});
