import { describe, expect, it } from 'vitest';
import { createMarginals, createTwoPointLaw, structureOf } from '../../src/exact/index.ts';
import { presets } from '../../src/phase/index.ts';
import { levelSet } from './excursions.ts';
import { type WrittenRecord, writtenRecords } from './written-records.ts';

const assb = { record: presets.assb, scalars: Float64Array.of(0.8, -0.6, 0.9, 0.25, -0.3) };
const all: readonly WrittenRecord[] = [
  assb,
  { record: presets.plurigaussian, scalars: Float64Array.of(0.4, -0.2) },
  { record: presets['level-set'], scalars: Float64Array.of(-0.35) },
  ...writtenRecords,
];

/** Mean over 8 scramblings and its standard error, of any numbers made of the cross pairs. */
function overScramblings(
  { record }: WrittenRecord,
  points: number,
  f: (law: ReturnType<typeof createTwoPointLaw>) => number[],
) {
  const runs = Array.from({ length: 8 }, (_, seed) => f(createTwoPointLaw(record, { points, seed })));
  return runs[0].map((_, q) => {
    const mean = runs.reduce((sum, run) => sum + run[q], 0) / runs.length;
    const squares = runs.reduce((sum, run) => sum + (run[q] - mean) ** 2, 0);
    return { mean, error: Math.sqrt(squares / (runs.length - 1) / runs.length) };
  });
}

describe('records without sampled fields are exact', () => {
  const rho = Float64Array.of(0.9999, 0.98, 0.95, 0.9, 0.7, 0.4, 0.1, 0, -0.2);

  it('level set: C_01 is V - C_00 of the excursion law', () => {
    for (const u of [-1.3, -0.35, 0, 0.8]) {
      const [c01] = createTwoPointLaw(presets['level-set'], { points: 16, seed: 0 })([u], [rho], false).values;
      const { volumeFraction, twoPoint } = levelSet(u);
      rho.forEach((r, i) => {
        // The inner probabilities take as many nodes as keep 1e-8 (bivariate-normal.test.ts).
        expect(Math.abs(c01[i] - (volumeFraction - twoPoint(r))), `${u} ${r}`).toBeLessThan(1e-8);
      });
    }
  });

  it('plurigaussian: products of the two level sets', () => {
    const [u, v] = [0.4, -0.2];
    const other = rho.map((r) => 0.8 * r + 0.1);
    const { values } = createTwoPointLaw(presets.plurigaussian, { points: 16, seed: 0 })([u, v], [rho, other], false);
    rho.forEach((r, i) => {
      const [a, b] = [levelSet(u), levelSet(v)];
      const left = a.volumeFraction - a.twoPoint(r);
      const missed = 1 - 2 * a.volumeFraction + a.twoPoint(r);
      const expected = [
        left * b.volumeFraction,
        left * (1 - b.volumeFraction),
        missed * (b.volumeFraction - b.twoPoint(other[i])),
      ];
      // Two factors below 1, each within 1e-8.
      expected.forEach((value, p) => {
        expect(Math.abs(values[p][i] - value), `${r} pair ${p}`).toBeLessThan(2e-8);
      });
    });
  });
});

describe.each(all.map((w) => [w.record.name, w] as const))('%s', (_, written) => {
  const { record, scalars } = written;
  const marginals = createMarginals(structureOf(record));
  const volumes = marginals.volumeFractions(scalars);
  const phases = volumes.length;
  const pairs = Array.from({ length: phases }, (_, i) => i).flatMap((i) =>
    Array.from({ length: phases - 1 - i }, (_, d) => [i, i + 1 + d] as const),
  );

  it("leaves lag 0 with Rice's interface areas", () => {
    const curvatures = record.fields.map((_, k) => 0.03 + 0.04 * ((k * 0.618) % 1));
    const areas = marginals.interfaceAreas(scalars, curvatures);
    const h = 0.05;
    // C_ij(h) = S_ij h / 4 + O(h^2) in isotropic media; two lags remove the term of
    // h^2 and leave one of h^3: a share of about curvature x h^2 = 2e-4.
    const slopes = overScramblings(written, 2 ** 13, (law) => {
      const rho = curvatures.map((mu) => Float64Array.of(Math.exp((-mu * h * h) / 2), Math.exp((-mu * h * h) / 8)));
      return law(scalars, rho, false).values.map(([far, near]) => (16 * near - 4 * far) / h);
    });
    slopes.forEach(({ mean, error }, p) => {
      const [i, j] = pairs[p];
      const area = areas[i][j];
      expect(Math.abs(mean - area), `${i}-${j}: ${mean} for ${area} +- ${error}`).toBeLessThan(8 * error + 2e-4 * area);
      expect(areas[j][i]).toBe(area);
    });
  });

  it('vanishes as the correlations tend to 1, with the root of 1 - rho, and never exceeds what the phases hold', () => {
    const gaps = Float64Array.of(1e-2, 1e-4, 1e-6, 1e-8);
    const rho = record.fields.map(() => gaps.map((gap) => 1 - gap));
    const { values } = createTwoPointLaw(record, { points: 2 ** 12, seed: 3 })(scalars, rho, false);
    values.forEach((c, p) => {
      const [i, j] = pairs[p];
      // A hundredth of the gap is a tenth of the lag: the ratio tends to 10, with corrections of the order of the lag.
      for (let k = 0; k + 1 < c.length; k++) {
        expect(c[k] / c[k + 1], `${i}-${j}`).toBeGreaterThan(10 - 40 * Math.sqrt(gaps[k]));
        expect(c[k] / c[k + 1], `${i}-${j}`).toBeLessThan(10 + 10 * Math.sqrt(gaps[k]));
        expect(c[k]).toBeLessThan(Math.min(volumes[i], volumes[j]));
      }
    });
  });
});
