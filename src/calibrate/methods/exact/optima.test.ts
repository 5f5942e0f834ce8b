import { describe, expect, it } from 'vitest';
import { createMarginals, structureOf } from '../../../exact/index.ts';
import { classes, createModel, parametersOf, presets, realise, toRaws, toValues } from '../../../phase/index.ts';
import { calibrate } from '../../calibrate.ts';
import { settingsSchema } from '../../settings.ts';
import { prepareFit } from './exact-fit.ts';
import { largestLoss } from './optima.ts';
import { createProblem } from './problem.ts';
import { growthOf, search } from './search.ts';
import { createWideStarts, wideStartsOf } from './wide-starts.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

async function imageOf(edge: number) {
  const parameters = { scalars: { lambda1: 0.3, lambda2: -0.4 } };
  const { map } = await realise(createModel(presets.plurigaussian, { phases, parameters, taper: 32 }), {
    ...{ shape: [edge, edge], seed: 3 },
  });
  return map;
}

describe('wide starts', () => {
  it('are twice the narrow ones for classes that two-point functions leave open, if not given', () => {
    const ofClass = (name: keyof typeof classes, given = {}) =>
      wideStartsOf(settingsSchema.parse({ starts: 3, ...given }), classes[name].record);
    for (const name of ['assb', 'plurigaussian-correlated', 'level-set-union'] as const) expect(ofClass(name)).toBe(6);
    for (const name of ['level-set', 'plurigaussian'] as const) expect(ofClass(name)).toBe(0);
    expect(ofClass('assb', { wideStarts: 0 })).toBe(0);
    expect(ofClass('level-set', { wideStarts: 2 })).toBe(2);
  });

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
    for (const raw of [...starts, beside(order, starts[0], 0)]) {
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
    expect(tried).toBe(2 + 3 * 2);
    expect(optima).toHaveLength(kept);
    for (const { values } of optima) expect(values).toHaveLength(one.model.values.length);
    const scores = optima.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(optima[0].differences).toHaveLength(3);
    // The class is the true one.
    expect(sentence).toMatch(/like the images\.$/);
  });

  it('are fitted until they hold volume fractions to a quarter of their tolerance', async () => {
    const solid = createModel(presets['level-set'], { phases: phases.slice(0, 2) });
    const { map } = await realise(solid, { shape: [256, 256], seed: 3 });
    const setup = prepareFit(settingsSchema.parse({ maxLag: 20 }), [map], classes['level-set'].record);
    const { features } = setup.statistics;
    const [enough, order] = [features.length, [0, 1]];
    const request = { setup, orders: [order], starts: 2, seed: 1, points: 256, threads: 1 };
    const narrow = (await search(request))!;
    // A threshold that misses the volume fractions by some 0.25 %, which a loss of m with the usual tolerance takes.
    const from = narrow.raw.map((x, i) => (i === 0 ? x + 0.003 : x));
    const { raw, quadratureSeed, points: used } = (await search({ ...request, from, enough }))!;
    const { values } = createProblem(setup, order, { points: used, seed: quadratureSeed }).features(raw, false);
    // A loss of m is a sum of squares, so no error exceeds sqrt(m) such units.
    const most = (0.001 / 4) * Math.sqrt(enough);
    for (let i = 0; i < 2; i++) expect(Math.abs(values[i] / features[i] - 1)).toBeLessThan(most);
  });

  it('are fitted with more points where the squares have large weights, which few points integrate', async () => {
    const setup = prepareFit(settingsSchema.parse({ maxLag: 20 }), [await imageOf(96)], classes.assb.record);
    const task = { order: [0, 1, 2], points: 512, seed: 1, tolerances: {} };
    const growth = (alpha1: number, beta: number, most: number): number => {
      const model = createModel(presets.assb, { phases, parameters: { scalars: { alpha1, beta } } });
      return growthOf(setup, { ...task, raw: toRaws(parametersOf(classes.assb.record, 'low'), model.values) }, most);
    };
    expect(growth(0.01, 1, 16)).toBe(1);
    expect(growth(3.5, 10, 16)).toBe(16);
    expect(growth(3.5, 10, 1)).toBe(1);
  });

  it('are not sought without wide starts, or where images are too small for windows', async () => {
    const map = await imageOf(72);
    expect((await calibrate([map], { ...settings, starts: 1, wideStarts: 0 })).exactFit!.optima).toBeUndefined();
    expect(
      (await calibrate([await imageOf(40)], { ...settings, maxLag: 8, starts: 1 })).exactFit!.optima,
    ).toBeUndefined();
  });
});
