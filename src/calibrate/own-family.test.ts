import { describe, expect, it } from 'vitest';
import { cauchy } from '../../test/fixtures/cauchy.ts';
import { families } from '../correlation/index.ts';
import { createModel, fromModelFile, presets, realise } from '../phase/index.ts';
import { calibrate, calibrationFile } from './calibrate.ts';
import type { SettingsInput } from './settings.ts';
import { memoryStore } from './store.ts';

const settings = { model: 'level-set', order: '0,1', starts: 1, points: 256, seed: 2 };
// Fits of a busy machine take their time.
const patience = { timeout: 900_000 };
const correlations = { V: { range: 5, exponent: 2 } };

describe('a correlation family of one\u2019s own', patience, () => {
  it('is calibrated, drawn and read back; two threads give the bits of one', async () => {
    const [field] = presets['level-set'].fields;
    const parameters = { [field]: correlations.V };
    const truth = createModel(presets['level-set'], { family: cauchy, parameters });
    const { map } = await realise(truth, { shape: [256, 256], seed: 3 });
    const found = await calibrate([map], settings, { family: cauchy });
    expect([found.method, found.settings.family, found.model.family]).toEqual(['exact', 'cauchy', cauchy]);
    for (const { inLoss, error } of found.exactFit!.quantities) if (inLoss) expect(Math.abs(error)).toBeLessThan(0.01);
    expect(found.exactFit!.goodnessOfFit.verdict).toBe('compatible');
    // The curvature 2 b / a^2 of the field sets the surface area, which one section of 50 correlation lengths shows to
    // some 3 %; the curvature is its square: 20 % are three standard errors.
    const scalars = presets['level-set'].scalars.length;
    const [range, exponent] = found.model.values.subarray(scalars);
    expect(Math.abs((2 * exponent) / range ** 2 / (4 / 25) - 1)).toBeLessThan(0.2);
    const again = await calibrate([map], settings, { family: cauchy, threads: 2 });
    expect(again.model.values).toEqual(found.model.values);
    expect(found.warnings).toEqual([]);
    expect(again.warnings.map(({ sentence }) => sentence)).toEqual([
      'The fit ran in one thread, not in 2: functions of a family of your own cannot cross to others.',
    ]);

    const file = JSON.parse(JSON.stringify(calibrationFile(found, { version: '1', sources: [] })));
    expect([file.family, file.calibration.settings.family]).toEqual(['cauchy', 'cauchy']);
    const back = fromModelFile(file, 'model.json', { ...families, cauchy });
    const request = { shape: [48, 48], seed: 5 };
    expect((await realise(back, request)).map.data).toEqual((await realise(found.model, request)).map.data);
    expect(() => fromModelFile(file, 'model.json')).toThrow(
      `model.json: expected a correlation family out of ${Object.keys(families).join(', ')}, got cauchy; try ` +
        'fromModelFile(content, name, { ...families, cauchy }) with the family of that name',
    );
  });

  /** Cauchy's family with twice the range, under the same name. */
  const other: typeof cauchy = {
    ...cauchy,
    prepare: (options) => {
      const evaluate = cauchy.prepare(options);
      return (values) => evaluate(Float64Array.of(2 * values[0], values[1]));
    },
  };

  it('of the name of another one is not gone on with', async () => {
    const { map } = await realise(createModel(presets['level-set'], { family: cauchy }), { shape: [64, 64], seed: 1 });
    const training: SettingsInput = {
      ...{ model: 'level-set', method: 'training', objective: 'two-point', order: '0,1', window: 32, batch: 16 },
      ...{ evaluationImages: 8, generatorSteps: 2, iterations: 2, evaluateEvery: 1 },
    };
    const store = memoryStore();
    const { model } = await calibrate([map], training, { family: cauchy, store });
    await expect(calibrate([map], training, { family: other, store })).rejects.toThrow(
      /with which this calibration began/,
    );
    expect((await calibrate([map], training, { family: cauchy, store })).model.values).toEqual(model.values);
  });

  it('is fitted by simulated images, one thread or two', { tags: ['long'] }, async () => {
    const { map } = await realise(createModel(presets['level-set'], { family: cauchy }), {
      shape: [128, 128],
      seed: 1,
    });
    const firstLoss = async (threads: number): Promise<number> => {
      const stop = new AbortController();
      let best = Number.NaN;
      const fit = calibrate(
        [map],
        { ...settings, method: 'simulated' },
        {
          ...{ family: cauchy, threads, signal: stop.signal },
          onProgress: (progress) => {
            if (progress.kind !== 'simulated' || progress.best === null) return;
            best = progress.best;
            stop.abort();
          },
        },
      );
      await fit.catch((error) => {
        if (error.kind !== 'interrupted') throw error;
      });
      return best;
    };
    const loss = await firstLoss(1);
    expect(loss).toBeGreaterThan(0);
    expect(await firstLoss(2)).toBe(loss);
  });

  it.each([
    ['the name of a registered one', { ...cauchy, name: 'low' }, /family low: expected a name of its own/],
    [
      'another value than 1 at lag 0',
      {
        ...cauchy,
        prepare: (options: Parameters<typeof cauchy.prepare>[0]) => (values: Float64Array) => {
          const one = cauchy.prepare(options)(values);
          return { ...one, rho: one.rho.map((value) => 2 * value) };
        },
      },
      /family cauchy: expected a correlation of 1 at lag 0, got 2/,
    ],
    [
      'no finite curvature',
      {
        ...cauchy,
        prepare: (options: Parameters<typeof cauchy.prepare>[0]) => (values: Float64Array) => ({
          ...cauchy.prepare(options)(values),
          curvature: Number.POSITIVE_INFINITY,
        }),
      },
      /family cauchy: expected a positive finite curvature/,
    ],
  ])('is refused with %s', async (_, family, message) => {
    const { map } = await realise(createModel(presets['level-set']), { shape: [64, 64], seed: 1 });
    await expect(calibrate([map], settings, { family })).rejects.toThrow(message);
  });
});
