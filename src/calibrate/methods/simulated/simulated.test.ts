import { afterAll, describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../../grid/index.ts';
import { featureList, featurePlaces } from '../../../morphology/index.ts';
import { classes, parametersOf, presets, thresholdsOf, toRaws } from '../../../phase/index.ts';
import { twoPointLayout } from '../../two-point/two-point-features.ts';
import { errorsOf, fewMoves, fitSimulated, type Simulate, simulatedResiduals, startsOf } from './fit.ts';
import {
  createSimulator,
  linealFeatures,
  permuteSimulated,
  type SimulatedTarget,
  type SimulationSetup,
  type Simulator,
  simulationProgram,
} from './simulator.ts';
import { adjust } from './volumes.ts';

const record = presets.grains;
const parameters = parametersOf(record, 'low');
const setup: SimulationSetup = {
  ...{ record, family: 'low', window: 96, taper: 16, maxLag: 12, images: 8, seed: 1, functions: 'lineal-path' },
};
const truth = toRaws(
  parameters,
  parameters.map((p) =>
    p.group === 'scalars' ? ({ radius: 7, density: 1, lambda1: -1 }[p.name] ?? p.start) : p.start,
  ),
);

const simulators: Simulator[] = [];
afterAll(() => Promise.all(simulators.map((simulator) => simulator.close())));
async function open(changes: Partial<SimulationSetup> = {}): Promise<Simulator> {
  const simulator = await createSimulator({ ...setup, ...changes });
  simulators.push(simulator);
  return simulator;
}

/** Features of a model as a target in the model's own order. */
function asTarget(values: Float64Array): SimulatedTarget {
  const layout = twoPointLayout(3, setup.maxLag);
  const rings = setup.maxLag + 1;
  const lineal = [0, 1, 2].map((p) => values.slice(layout.length + p * rings, layout.length + (p + 1) * rings));
  return { twoPoint: { layout, features: values.slice(0, layout.length) }, lineal, linealLengths: [4, 3, 3] };
}

const order = [0, 1, 2];
/** Features of a simulator as a fit asks for them. */
const simulateWith =
  ({ features }: Simulator): Simulate =>
  async (places) =>
    places.map(({ raw, set }) => features(raw, set));
const residualsTo = (target: SimulatedTarget, own: readonly number[] = order) =>
  simulatedResiduals(target, own, { window: setup.window, images: setup.images });

describe('simulated features', () => {
  it('are those of a level set: volume fraction and surface by closed forms', async () => {
    const levelSet = presets['level-set'];
    const own = parametersOf(levelSet, 'low');
    const raw = toRaws(
      own,
      own.map((p) => (p.name === 'lambda1' ? 0.5 : p.start)),
    );
    const { layout, features } = await open({ record: levelSet, images: 24 });
    const values = features(raw);
    // P(G > 0.5) = 0.3085. 24 images of 96^2 hold some 5,000 independent places of about 7 pixels.
    expect(Math.abs(values[layout.volume] - 0.3085)).toBeLessThan(3 * Math.sqrt((0.31 * 0.69) / 5000));
    expect(values[layout.volume] + values[layout.volume + 1]).toBeCloseTo(1, 12);
    // Both phases share the boundary, and C_00(0) is the volume fraction, up to sums in float32.
    const eps = 100 * 2 ** -24;
    expect(Math.abs(values[layout.surface] - values[layout.surface + 1])).toBeLessThan(eps);
    expect(Math.abs(values[0] - values[layout.volume])).toBeLessThan(eps);
    // L(0) is the volume fraction, and L(1) along the axes what C_00 says of neighbours: at most C_00(1) of the ring.
    expect(values[layout.length]).toBeCloseTo(values[layout.volume], 6);
    expect(values[layout.length + 1]).toBeLessThan(values[layout.length]);
  });

  it('change little when parameters do, and are the same again', async () => {
    const { features, layout } = await open();
    const [a, again] = [features(truth), features(truth)];
    expect(again).toEqual(a);
    const b = features(truth.map((x) => x + 1e-4));
    // Common random numbers: other noise would change volume fractions by a few per cent.
    for (let k = layout.volume; k < layout.surface; k++) expect(Math.abs(b[k] / a[k] - 1)).toBeLessThan(2e-3);
    // Features without lineal paths are the first of those with them.
    const short = (await open({ functions: 'two-point' })).features(truth);
    expect(short).toEqual(a.slice(0, layout.length));
  });

  it('are those of their own model though images of another one had the same size', async () => {
    const simulate = await simulationProgram(undefined);
    const small = { ...setup, window: 64, functions: 'two-point' } as const;
    const levelSet = parametersOf(presets['level-set'], 'low');
    const plain = toRaws(
      levelSet,
      levelSet.map(({ start }) => start),
    );
    await simulate({ setup: { ...small, record: presets['level-set'] }, raw: plain, set: 0 });
    const after = await simulate({ setup: small, raw: truth, set: 0 });
    expect(after).toEqual((await open(small)).features(truth));
  });

  it('have lineal paths that a count by hand gives', () => {
    // A periodic row of runs 3 and 1 of phase 0, 2 and 2 of phase 1; the same rows above one another.
    const row = [0, 0, 0, 1, 1, 0, 1, 1];
    const data = Uint8Array.from({ length: 64 }, (_, i) => row[i % 8]);
    const phases = ['a', 'b'].map((name, label) => ({ name, label }));
    const map = createPhaseMap(createGrid([8, 8], { spacing: 1, unit: 'px', periodic: true }), data, phases);
    const [a, b] = linealFeatures([map], 3);
    // Along x phase a has 4, 2, 1, 0 of 8 places, along y (columns all of one phase) always 4.
    expect([...a]).toEqual([4, 3, 2.5, 2].map((n) => n / 8));
    expect([...b]).toEqual([4, 3, 2, 2].map((n) => n / 8));
  });

  it('go to the order in which a model plays the phases', () => {
    const values = Float64Array.from({ length: twoPointLayout(3, setup.maxLag).length + 39 }, (_, i) => i);
    const target = asTarget(values);
    expect(permuteSimulated(target, [0, 1, 2])).toEqual(values);
    const turned = permuteSimulated(target, [1, 2, 0]);
    const { volume, length } = target.twoPoint.layout;
    expect(turned[volume]).toBe(values[volume + 1]);
    expect([...turned.subarray(length, length + 13)]).toEqual([...values.subarray(length + 13, length + 26)]);
  });
});

describe('a simulated fit', () => {
  it('finds volume fractions and surface areas of another realisation of its class', { tags: ['long'] }, async () => {
    const target = asTarget((await open({ seed: 2, images: 16 })).features(truth));
    const simulator = await open();
    const from = truth.map((x, i) => x + 0.3 * Math.sin(3 * i));
    const [start] = startsOf(classes.grains, 'low', target, [0, 1, 2]);
    const first = await fitSimulated(simulateWith(simulator), residualsTo(target), target, order, {
      start,
      from,
      most: 0,
    });
    const fit = await fitSimulated(simulateWith(simulator), residualsTo(target), target, order, {
      start,
      from,
      most: 10,
    });
    expect(fit.loss).toBeLessThan(0.1 * first.loss);
    // What the fit reports is on its own images, so it holds for the target to the fit's tolerance.
    for (const error of [...fit.volumeFractionErrors, ...fit.surfaceAreaErrors])
      expect(Math.abs(error)).toBeLessThan(0.05);
  });

  it('plays the phases in the order that it is given', async () => {
    const simulator = await open({ seed: 2 });
    const target = asTarget(simulator.features(truth));
    // The first phase of the data plays the second excursion set, and so on: errors come in the data's order.
    const [start] = startsOf(classes.grains, 'low', target, [1, 2, 0]);
    const fit = await fitSimulated(simulateWith(simulator), residualsTo(target, [1, 2, 0]), target, [1, 2, 0], {
      start,
      most: 0,
    });
    expect(fit.order).toEqual([1, 2, 0]);
    expect(fit.volumeFractionErrors).toHaveLength(3);
  });
});

describe('a simulated fit in little time', () => {
  it('moves some parameters together, and leaves the others', async () => {
    const target = asTarget((await open({ seed: 2 })).features(truth));
    const from = truth.map((x, i) => x + 0.2 * Math.sin(2 * i));
    const [start] = startsOf(classes.grains, 'low', target, order);
    const simulator = await open();
    const few = { start, from, moves: [[0], [1, 3]] };
    const before = await fitSimulated(simulateWith(simulator), residualsTo(target), target, order, { ...few, most: 0 });
    expect(before.raw).toEqual(from);
    const fit = await fitSimulated(simulateWith(simulator), residualsTo(target), target, order, { ...few, most: 1 });
    expect(fit.loss).toBeLessThan(before.loss);
    expect(fit.raw[1] - from[1]).not.toBe(0);
    expect(fit.raw[3] - from[3]).toBeCloseTo(fit.raw[1] - from[1], 12);
    for (const i of from.keys()) if (![0, 1, 3].includes(i)) expect(fit.raw[i]).toBe(from[i]);
  });

  it('has few moves: every scalar, and ranges, shapes and smoothing of each field', () => {
    const moves = fewMoves(record, 'low');
    expect(moves).toHaveLength(record.scalars.length + 3 * record.fields.length);
    const [last] = moves.slice(-1);
    expect(last.map((i) => parameters[i].role)).toEqual(['mollifier']);
    // No parameter is in two moves.
    expect(new Set(moves.flat()).size).toBe(moves.flat().length);
  });
});

describe('higher-order features of simulated images', () => {
  it('leave no residual where the data have them, whatever the order of the phases', async () => {
    const edge = 48;
    const { features, layout } = await open({ edge });
    const values = features(truth);
    const list = featureList(3, edge);
    const functions = layout.length + 3 * (setup.maxLag + 1);
    expect(values).toHaveLength(functions + list.length);
    // The data's first phase plays the second excursion set, and so on.
    const turned = [1, 2, 0];
    const mean = Float64Array.from(featurePlaces(list, turned), (place) => values[functions + place]);
    const look = {
      ...{ list, edge, windows: 100, independent: 100, mean, scales: new Float64Array(list.length).fill(1) },
      whiten: (a: Float64Array, b: Float64Array) => a.map((x, f) => x - b[f]),
    };
    const target = { ...asTarget(values), look };
    const residuals = simulatedResiduals(target, turned, { ...setup, edge })(values);
    expect([...residuals.slice(functions)]).toEqual(list.map(() => 0));
    const place = list.findIndex(({ kind, phases }) => kind === 'volume fraction' && phases[0] === 0);
    expect(mean[place]).toBeCloseTo(values[layout.volume + turned.indexOf(0)], 2);
  });
});

describe('an adjustment', () => {
  it('makes volume fractions right on fresh images by thresholds alone', async () => {
    const target = asTarget((await open({ seed: 3, images: 16 })).features(truth));
    const { volume } = target.twoPoint.layout;
    const off = truth.slice();
    const moved = thresholdsOf(record);
    for (const i of moved) off[i] += 0.2;
    const simulator = await open({ seed: 4 });
    const sets = 3;
    const quantities = [volume, volume + 1];
    const wanted = target.twoPoint.features.subarray(volume, volume + 2);
    const { raw, features } = await adjust(
      simulateWith(simulator),
      off,
      { quantities, wanted, moves: moved.map((i) => [i]), most: 4 },
      sets,
    );
    const errors = [0, 1, 2].map((set) => errorsOf(simulator.features(raw, set), target, order).volumeFractionErrors);
    for (const phase of [0, 1]) {
      // A last Newton step from errors of some per cent leaves their square; single sets of eight images scatter.
      expect(Math.abs(errors.reduce((sum, e) => sum + e[phase], 0) / sets)).toBeLessThan(0.004);
      expect(Math.max(...errors.map((e) => Math.abs(e[phase])))).toBeGreaterThan(0.004);
    }
    const mean = errorsOf(features, target, order).volumeFractionErrors;
    for (const phase of [0, 1])
      expect(mean[phase]).toBeCloseTo(errors.reduce((sum, e) => sum + e[phase], 0) / sets, 10);
    raw.forEach((x, i) => {
      if (!moved.includes(i)) expect(x).toBe(off[i]);
    });
  });

  it('takes the shortest way where parameters are more than quantities', async () => {
    // ln f = (x + 2 y, x + 2 y): two quantities that say the same, and the shortest step along (1, 2).
    const simulate: Simulate = async (places) =>
      places.map(({ raw }) => Float64Array.of(1, 1).fill(Math.exp(raw[0] + 2 * raw[1])));
    const goal = { quantities: [0, 1], wanted: [Math.exp(0.5), Math.exp(0.5)], moves: [[0], [1]], most: 5 };
    const { raw } = await adjust(simulate, Float64Array.of(0, 0, 7), goal, 1);
    expect(raw[0]).toBeCloseTo(0.1, 3);
    expect(raw[1]).toBeCloseTo(0.2, 3);
    expect(raw[2]).toBe(7);
  });

  it('follows a law where one is known, and images elsewhere', async () => {
    // The law of the second feature is exp(x); images have 5 % more of it by chance.
    const simulate: Simulate = async (places) =>
      places.map(({ raw }) => Float64Array.of(Math.exp(raw[1]), 1.05 * Math.exp(raw[0])));
    const goal = { quantities: [0, 1], wanted: [2, 3], moves: [[0], [1]], most: 5 };
    const law = { first: 1, at: (raw: Float64Array) => [Math.exp(raw[0])] };
    const { raw, features } = await adjust(simulate, Float64Array.of(0, 0), { ...goal, law }, 2);
    // Errors of 0.002 are good enough.
    expect(Math.abs(raw[0] - Math.log(3))).toBeLessThan(0.002);
    expect(Math.abs(raw[1] - Math.log(2))).toBeLessThan(0.002);
    expect(features[1]).toBeCloseTo(Math.exp(raw[0]), 12);
    const free = await adjust(simulate, Float64Array.of(0, 0), goal, 2);
    expect(Math.abs(free.raw[0] - Math.log(3 / 1.05))).toBeLessThan(0.002);
  });
});
