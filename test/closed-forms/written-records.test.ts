import { describe, expect, it } from 'vitest';
import { ExcursaError } from '../../src/errors.ts';
import { createMarginals, createTwoPointLaw, structureOf } from '../../src/exact/index.ts';
import { bindLatents, fillLatents, phaseCount, truncate } from '../../src/phase/index.ts';
import { keyOf, normals } from '../../src/random/index.ts';
import { onlySquares, type WrittenRecord, writtenRecords } from './written-records.ts';

const draws = 200_000;

/** Phases at two points by drawing the fields: draws at o, then draws at h - shape [2 draws]. */
function drawPhases({ record, scalars }: WrittenRecord, rho: readonly number[], seed: number): Uint8Array {
  const key = keyOf(seed, 'brute force');
  const bound = bindLatents(record);
  const latents = record.latents.map(() => new Float64Array(2 * draws));
  const fields = record.fields.map((_, k) => {
    const values = normals(2 * draws, key, k);
    for (let n = 0; n < draws; n++) {
      values[draws + n] = rho[k] * values[n] + Math.sqrt(1 - rho[k] ** 2) * values[draws + n];
    }
    return values;
  });
  fillLatents(bound, scalars, fields, latents);
  return truncate(latents, record.cells);
}

describe.each(writtenRecords.map((w) => [w.record.name, w] as const))('record %s', (_, written) => {
  const { record, scalars } = written;
  const phases = phaseCount(record);
  const pairs = Array.from({ length: phases }, (_, i) => i).flatMap((i) =>
    Array.from({ length: phases - 1 - i }, (_, d) => [i, i + 1 + d] as const),
  );
  const laws = Array.from({ length: 8 }, (_, seed) => createTwoPointLaw(record, { points: 2 ** 12, seed }));
  const volumes = createMarginals(structureOf(record)).volumeFractions(scalars);
  /** Mean over scramblings and its standard error - [pair] of shape [lag]. */
  const evaluate = (rho: readonly Float64Array[]) => {
    const runs = laws.map((law) => law(scalars, rho, false).values);
    return pairs.map((_, p) =>
      Array.from(rho[0], (_, lag) => {
        const values = runs.map((run) => run[p][lag]);
        const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
        const spread = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
        return { mean, variance: spread / values.length };
      }),
    );
  };
  /** C_ii = V_i - sum_j C_ij. */
  const own = (cross: readonly (readonly { mean: number; variance: number }[])[], i: number, lag: number) => {
    const touching = pairs.flatMap((pair, p) => ((pair as readonly number[]).includes(i) ? [cross[p][lag]] : []));
    return {
      mean: touching.reduce((value, c) => value - c.mean, volumes[i]),
      // Cross pairs share their points: their standard errors add, at worst.
      variance: touching.reduce((sum, c) => sum + Math.sqrt(c.variance), 0) ** 2,
    };
  };

  it('agrees with the latents drawn at two points', () => {
    const rhos = [
      record.fields.map((_, k) => 0.95 - 0.07 * k),
      record.fields.map((_, k) => 0.7 * Math.cos(2 * k) ** 2 - 0.15),
    ];
    const cross = evaluate(record.fields.map((_, k) => Float64Array.from(rhos, (rho) => rho[k])));
    rhos.forEach((rho, lag) => {
      const drawn = drawPhases(written, rho, 11 + lag);
      /** A draw counts half for each way round that it shows. */
      const compare = (i: number, j: number, { mean, variance }: { mean: number; variance: number }): void => {
        let [sum, squares] = [0, 0];
        for (let n = 0; n < draws; n++) {
          const [a, b] = [drawn[n], drawn[draws + n]];
          const value =
            i === j ? Number(a === i && b === i) : 0.5 * Number((a === i && b === j) || (a === j && b === i));
          sum += value;
          squares += value * value;
        }
        const share = sum / draws;
        const error = Math.sqrt((squares / draws - share ** 2) / draws + variance);
        // 4.5 standard errors: 7e-6 a comparison, some 70 comparisons.
        expect(Math.abs(share - mean), `${i}-${j}: ${share} for ${mean} +- ${error}`).toBeLessThan(4.5 * error);
      };
      pairs.forEach(([i, j], p) => {
        compare(i, j, cross[p][lag]);
      });
      volumes.forEach((v, i) => {
        compare(i, i, own(cross, i, lag));
        const share = drawn.reduce((sum, phase) => sum + Number(phase === i), 0) / (2 * draws);
        // Two points of a pair count at worst as one.
        expect(Math.abs(share - v), `volume ${i}`).toBeLessThan(4.5 * Math.sqrt((v * (1 - v)) / draws));
      });
    });
  });

  it('has volume fractions that sum to 1, own pairs between V^2 and V, and V_i V_j where nothing is correlated', () => {
    // Up to half a million nodes: their sum rounds by about sqrt(5e5) x 2^-53 = 8e-14.
    expect(Math.abs(volumes.reduce((sum, v) => sum + v, 0) - 1)).toBeLessThan(5e-13);
    const lags = Float64Array.of(0.999, 0.9, 0.5, 0.1, 0);
    const cross = evaluate(record.fields.map(() => lags));
    lags.forEach((rho, lag) => {
      for (let i = 0; i < phases; i++) {
        const { mean, variance } = own(cross, i, lag);
        const slack = 5 * Math.sqrt(variance) + 1e-7;
        expect(mean, `${i} ${rho}`).toBeLessThan(volumes[i] + 1e-12);
        // With equal correlations a pair of points is exchangeable given what it shares, so C_ii is at least V_i^2
        // (Jensen).
        expect(mean, `${i} ${rho}`).toBeGreaterThan(volumes[i] ** 2 - slack);
      }
      if (rho > 0) return;
      pairs.forEach(([i, j], p) => {
        const { mean, variance } = cross[p][lag];
        // t with 7 degrees exceeds 8 with probability 9e-5. The inner probabilities leave 1e-8.
        expect(Math.abs(mean - volumes[i] * volumes[j]), `${i}-${j}`).toBeLessThan(8 * Math.sqrt(variance) + 2e-8);
      });
    });
  });
});

it('a latent that has only squares is refused with a sentence that says what to do', () => {
  const refused = (): unknown => createTwoPointLaw(onlySquares.record, { points: 64, seed: 0 });
  expect(refused).toThrow(ExcursaError);
  expect(refused).toThrow(/Gaussian field of its own in latent L2.*; try /);
});
