import { describe, expect, it } from 'vitest';
import { describe as measure } from '../descriptor/index.ts';
import type { PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, type ModelRecord, parametersOf, parseRecord, realise } from '../phase/index.ts';
import { calibrate, calibrationFile } from './calibrate.ts';
import type { SettingsInput } from './settings.ts';
import { memoryStore } from './store.ts';

const number = { dimension: 'number', spread: 0.1 } as const;
const weight = (name: string, meaning: string) => ({
  ...{ name, meaning, role: 'square-weight', transform: { kind: 'interval', lower: -3, upper: 3 }, start: 0.3 },
  ...number,
});
const threshold = (name: string) => ({
  ...{ name, meaning: 'where the latent is cut', role: 'threshold', transform: { kind: 'identity' }, start: 0 },
  ...number,
});
const field = (name: string, power: number, ...coefficient: string[]) => ({
  ...{ kind: 'field', field: name, power, coefficient },
});

/** The excursions of X + kappa (Z^2 - 1): ridges of Z belong to the phase, or do not. */
const ridged = parseRecord(
  {
    name: 'ridged',
    summary: 'a level set of a Gaussian field with the ridges of another',
    fields: ['X', 'Z'],
    scalars: [weight('kappa', 'weight of the squared field'), threshold('cut')],
    latents: [{ name: 'A', terms: [field('X', 1), field('Z', 2, 'kappa')], threshold: 'cut' }],
  },
  'ridged.json',
);

/** Two latents with a field of their own each, and one that both share. */
const shared = parseRecord(
  {
    name: 'shared',
    summary: 'three phases from two latents that share a linear field',
    fields: ['X', 'Y', 'W'],
    scalars: [
      { ...weight('share', 'weight of the shared field'), role: 'weight' },
      threshold('cut1'),
      threshold('cut2'),
    ],
    latents: [
      { name: 'A', terms: [field('X', 1), field('W', 1, 'share')], threshold: 'cut1' },
      { name: 'B', terms: [field('Y', 1), field('W', 1, 'share')], threshold: 'cut2' },
    ],
  },
  'shared.json',
);

/** A model of a record with correlations of a few pixels. */
function modelOf(record: ModelRecord, scalars: Readonly<Record<string, number>>): ExcursionModel {
  const values = Float64Array.from(parametersOf(record, 'low'), ({ name, role, start }) =>
    role === 'range' ? 4 : (scalars[name] ?? start),
  );
  const phases = ['a', 'b', 'c'].slice(0, record.latents.length + 1).map((name, label) => ({ name, label }));
  const order = phases.map((_, i) => i);
  return { record, family: 'low', values, taper: 32, zScale: 1, spacing: [1, 1, 1], unit: 'um', phases, order };
}

const draw = async (model: ExcursionModel, seed: number): Promise<PhaseMap> =>
  (await realise(model, { shape: [256, 256], seed })).map;

/** Volume fractions and surface areas by phase of one section. */
async function quantitiesOf(map: PhaseMap): Promise<number[]> {
  const { phases } = await measure(map, { detail: 'basic' });
  return phases.flatMap(({ volumeFraction, specificSurfaceArea: area }) => [
    volumeFraction.value,
    'stereological' in area ? (area.stereological ?? 0) : 0,
  ]);
}

const settings: SettingsInput = { starts: 1, wideStarts: 0, points: 512, seed: 2 };
// Fits and sections of a busy machine take their time.
const patience = { timeout: 900_000 };

describe('a record of one\u2019s own', patience, () => {
  it.each([
    ['ridged', ridged, { kappa: 0.8, cut: 0.2 }, '0,1'],
    ['shared', shared, { share: 0.7, cut1: 0.4, cut2: 0 }, '0,1,2'],
  ] as const)(
    'is calibrated from an array of sections: %s',
    { tags: ['long'] },
    async (name, record, scalars, order) => {
      const truth = modelOf(record, scalars);
      const images = [await draw(truth, 11), await draw(truth, 12)];
      const found = await calibrate(images, { ...settings, order }, { record });
      expect(found.method).toBe('exact');
      expect(found.settings).toMatchObject({ model: name, method: 'exact', refinement: 'none' });
      expect(found.model.record).toEqual(record);
      // The loss holds both to 0.1 %; a class that made the data must follow them to within a few times that.
      const fitted = found.exactFit!.quantities.filter(({ inLoss }) => inLoss);
      expect(fitted).toHaveLength(2 * truth.phases.length);
      for (const { error } of fitted) expect(Math.abs(error)).toBeLessThan(0.01);
      expect(found.exactFit!.goodnessOfFit.verdict).toBe('compatible');
      // Fresh sections of both: means of eight, within four standard errors of their difference, two of which are those
      // of the data fitted to.
      const sets = await Promise.all(
        [truth, found.model].map(async (model) =>
          Promise.all(Array.from({ length: 8 }, async (_, i) => quantitiesOf(await draw(model, 100 + i)))),
        ),
      );
      const count = sets[0][0].length;
      for (let q = 0; q < count; q++) {
        const [a, b] = sets.map((set) => set.map((values) => values[q]));
        const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length;
        const variance = (values: readonly number[]): number =>
          values.reduce((s, v) => s + (v - mean(values)) ** 2, 0) / (values.length - 1);
        const error = Math.sqrt(variance(a) / 8 + variance(b) / 8 + variance(a) / images.length);
        expect(Math.abs(mean(a) - mean(b)), `${name}, quantity ${q}`).toBeLessThan(4 * error);
      }
    },
  );

  it('has a model.json, and is gone on from only as itself', async () => {
    const truth = modelOf(ridged, { kappa: 0.8, cut: 0.2 });
    const images = [await draw(truth, 11)];
    const store = memoryStore();
    const training: SettingsInput = {
      ...{ method: 'training', objective: 'two-point', order: '0,1', window: 32, batch: 16, evaluationImages: 8 },
      ...{ generatorSteps: 2, iterations: 2, evaluateEvery: 1 },
    };
    const whole = await calibrate(images, training, { record: ridged, store });
    const again = await calibrate(images, training, { record: ridged, store });
    expect(again.model.values).toEqual(whole.model.values);
    expect(again.log).toEqual(whole.log);
    const other = { ...ridged, summary: 'another' };
    await expect(calibrate(images, training, { record: other, store })).rejects.toThrow(/got others; try/);
    const file = calibrationFile(whole, { version: '0', sources: [] });
    expect(JSON.stringify(file)).toContain('"ridged"');
  });

  it('is stopped by the signal and gone on from, to the same parameters', async () => {
    const images = [await draw(modelOf(ridged, { kappa: 0.8, cut: 0.2 }), 11)];
    const training: SettingsInput = {
      ...{ method: 'training', objective: 'two-point', order: '0,1', window: 32, batch: 16, evaluationImages: 8 },
      ...{ generatorSteps: 3, iterations: 3, evaluateEvery: 2 },
    };
    const whole = await calibrate(images, training, { record: ridged });
    const store = memoryStore();
    const controller = new AbortController();
    const options = { record: ridged, store };
    const stopping = calibrate(images, training, {
      ...options,
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.kind === 'training' && progress.entry.step === 4) controller.abort();
      },
    });
    await expect(stopping).rejects.toThrow(/stopped after step 4/);
    const resumed = await calibrate(images, training, options);
    expect(resumed.model.values).toEqual(whole.model.values);
    expect(resumed.log).toEqual(whole.log);
  });
});
