import { describe, expect, it } from 'vitest';
import { prepareTapered } from '../../src/correlation/index.ts';
import { createTwoPointLaw } from '../../src/exact/index.ts';
import {
  type ExcursionModel,
  fieldValues,
  fromModelFile,
  parametersOf,
  parseRecord,
  realise,
  toModelFile,
} from '../../src/phase/index.ts';
import { cauchy } from '../fixtures/cauchy.ts';
import { veined } from '../fixtures/veined.ts';

const { record } = veined;
const taper = 24;
const n = 192;
const values = Float64Array.from(parametersOf(record, cauchy), (p) => p.start);
// Ranges that differ from field to field: an exchange of fields would show.
record.fields.forEach((_, field) => {
  fieldValues(record, cauchy, values, field)[0] = 3 + field;
});
const model: ExcursionModel = {
  ...{ record, family: cauchy, values, taper, zScale: 1, spacing: [1, 1, 1], unit: 'um', order: [1, 2, 0] },
  phases: ['rest', 'patches', 'other'].map((name, label) => ({ name, label })),
};

describe('a class and a correlation family of one file each, unknown to the program', () => {
  it('are drawn, and have the two-point functions of the exact law', async () => {
    const lags = [1, 2, 4, 8, 16];
    const evaluate = prepareTapered(cauchy, { lags: Float64Array.from(lags), taper });
    const rho = record.fields.map((_, field) => evaluate(fieldValues(record, cauchy, values, field)).rho);
    const law = createTwoPointLaw(record, { points: 8192, seed: 1 });
    const expected = law(values.subarray(0, record.scalars.length), rho, false).values;
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ];
    const count = 32;
    const seen = pairs.map(() => lags.map(() => new Float64Array(count)));
    for (let r = 0; r < count; r++) {
      const { map } = await realise(model, { shape: [n, n], seed: 3, realisation: r, periodic: true });
      // The material phase that plays each excursion set.
      pairs.forEach(([a, b], p) => {
        const [first, second] = [model.order[a], model.order[b]];
        lags.forEach((lag, k) => {
          let hits = 0;
          for (let i = 0; i < n * n; i++) {
            const [y, x] = [Math.floor(i / n), i % n];
            const right = map.data[y * n + ((x + lag) % n)];
            const below = map.data[((y + lag) % n) * n + x];
            const own = map.data[i];
            for (const other of [right, below]) {
              if ((own === first && other === second) || (own === second && other === first)) hits++;
            }
          }
          seen[p][k][r] = hits / (4 * n * n);
        });
      });
    }
    seen.forEach((curve, p) => {
      curve.forEach((sample, k) => {
        const mean = sample.reduce((sum, v) => sum + v, 0) / count;
        const variance = sample.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (count - 1);
        const error = Math.sqrt(variance / count);
        // 15 means, 4.5 of Student's standard errors with 31 degrees of freedom: a sound program fails once in 800 sets
        // of seeds. The quadrature and the clipped spectrum leave less than 2e-4.
        expect(Math.abs(mean - expected[p][k]), `pair ${p}, lag ${lags[k]}`).toBeLessThan(4.5 * error + 2e-4);
        expect(error).toBeLessThan(0.03 * expected[p][k]);
      });
    });
  });

  it('return from a model file that is told about the family, which is refused otherwise', async () => {
    const file = JSON.parse(JSON.stringify(toModelFile(model, '1')));
    expect(file.family).toBe('cauchy');
    const back = fromModelFile(file, 'model.json', { cauchy });
    expect(back.family).toBe(cauchy);
    expect(back.record).toEqual(record);
    const request = { shape: [48, 48], seed: 5 };
    expect((await realise(back, request)).map.data).toEqual((await realise(model, request)).map.data);
    expect(() => fromModelFile(file, 'model.json')).toThrow(
      /a correlation family out of low, high, kernel, .*, got cauchy/,
    );
  });

  it('are written as a record file that reads back', () => {
    expect(parseRecord(JSON.parse(JSON.stringify(record)), 'veined.json')).toEqual(record);
  });
});
