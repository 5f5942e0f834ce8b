import { describe, expect, it } from 'vitest';
import { createMarginals, structureOf } from '../../../exact/index.ts';
import { classes, createModel, parametersOf, presets, realise, toValues } from '../../../phase/index.ts';
import { calibrate } from '../../calibrate.ts';
import { settingsSchema } from '../../settings.ts';
import { prepareFit } from './exact-fit.ts';
import { largestLoss } from './optima.ts';
import { createWideStarts } from './wide-starts.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

async function imageOf(edge: number) {
  const parameters = { scalars: { lambda1: 0.3, lambda2: -0.4 } };
  const { map } = await realise(createModel(presets.plurigaussian, { phases, parameters, taper: 32 }), {
    ...{ shape: [edge, edge], seed: 3 },
  });
  return map;
}

describe('wide starts', () => {
  it('lie all over the intervals and have the volume fractions of the data', { tags: ['long'] }, async () => {
    const map = await imageOf(160);
    const { record } = classes.assb;
    const setup = prepareFit(settingsSchema.parse({ maxLag: 20 }), [map], record);
    const { anywhere, beside } = createWideStarts(setup, 1);
    const order = [2, 0, 1];
    const parameters = parametersOf(record, 'low');
    const marginals = createMarginals(structureOf(record));
    const scalars = (raw: Float64Array) => toValues(parameters, raw).subarray(0, record.scalars.length);
    const starts = Array.from({ length: 24 }, (_, s) => anywhere(order, s));
    for (const raw of [...starts, beside(order, starts[0], 0, 1)]) {
      marginals.volumeFractions(scalars(raw)).forEach((v, i) => {
        expect(v).toBeCloseTo(setup.statistics.features[order[i]], 3);
      });
    }
    // Even on -3.6 ... 3.6: no start of 24 in one of the four quarters has a probability of 0.004.
    const first = starts.map((raw) => scalars(raw)[0]);
    for (const low of [-4, -2, 0, 2]) expect(first.some((alpha) => alpha >= low && alpha < low + 2)).toBe(true);
    expect(anywhere(order, 5)).toEqual(starts[5]);
  });
});

describe('optima of equal loss', () => {
  it('are bounded by the chi-square of the features, or by the best of a class that cannot follow', () => {
    expect(largestLoss(20, 72)).toBe(96);
    expect(largestLoss(300, 72)).toBe(324);
  });

  const settings = { model: 'plurigaussian', order: '0,1,2', points: 256, maxLag: 20, starts: 2, wideStarts: 2 };

  it('are listed by score, the same for any number of threads', { tags: ['long'] }, async () => {
    const map = await imageOf(256);
    const calibrated = async (threads: number) => calibrate([map], settings, { threads });
    const [one, two] = [await calibrated(1), await calibrated(2)];
    expect(two.model.values).toEqual(one.model.values);
    const { optima, kept, tried, sentence } = one.exactFit!.optima!;
    expect(two.exactFit!.optima).toEqual(one.exactFit!.optima);
    expect(tried).toBe(2 + 4 * 8);
    expect(optima.length).toBe(Math.min(12, kept));
    const scores = optima.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(optima[0].differences).toHaveLength(3);
    // The class is the true one.
    expect(sentence).toMatch(/like the images\.$/);
  });

  it('are not sought without wide starts, or where images are too small for windows', async () => {
    const map = await imageOf(72);
    expect((await calibrate([map], { ...settings, starts: 1, wideStarts: 0 })).exactFit!.optima).toBeUndefined();
    expect(
      (await calibrate([await imageOf(40)], { ...settings, maxLag: 8, starts: 1 })).exactFit!.optima,
    ).toBeUndefined();
  });
});
