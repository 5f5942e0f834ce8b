import { afterAll, describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../../grid/index.ts';
import { classes, parametersOf, presets, toRaws } from '../../../phase/index.ts';
import { twoPointLayout } from '../../two-point/two-point-features.ts';
import { errorsOf, fitSimulated, startsOf } from './fit.ts';
import {
  createSimulator,
  linealFeatures,
  permuteSimulated,
  type SimulatedTarget,
  type SimulationSetup,
  type Simulator,
} from './simulator.ts';
import { centreVolumes } from './volumes.ts';

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
  return { twoPoint: { layout, features: values.slice(0, layout.length) }, lineal };
}

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
    const first = fitSimulated(simulator, target, [0, 1, 2], { start, from, most: 0 });
    const fit = fitSimulated(simulator, target, [0, 1, 2], { start, from, most: 10 });
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
    const fit = fitSimulated(simulator, target, [1, 2, 0], { start, most: 0 });
    expect(fit.order).toEqual([1, 2, 0]);
    expect(fit.volumeFractionErrors).toHaveLength(3);
  });
});

describe('a simulated fit in little time', () => {
  it('moves the first parameters alone where told', async () => {
    const target = asTarget((await open({ seed: 2 })).features(truth));
    const from = truth.map((x, i) => x + 0.2 * Math.sin(2 * i));
    const [start] = startsOf(classes.grains, 'low', target, [0, 1, 2]);
    const few = { start, from, moved: 2 };
    const simulator = await open();
    const before = fitSimulated(simulator, target, [0, 1, 2], { ...few, moved: 0, most: 0 });
    expect(before.raw).toEqual(from);
    const { raw, loss } = fitSimulated(simulator, target, [0, 1, 2], { ...few, most: 1 });
    expect(loss).toBeLessThan(before.loss);
    expect(raw.slice(2)).toEqual(from.slice(2));
  });
});

describe('centred volumes', () => {
  it('are right on fresh images', async () => {
    const target = asTarget((await open({ seed: 3, images: 16 })).features(truth));
    const off = truth.slice();
    for (const name of ['lambda1', 'lambda2']) off[parameters.findIndex((p) => p.name === name)] += 0.2;
    const fresh = { ...setup, seed: 4 };
    const simulator = await open(fresh);
    const sets = 3;
    const { raw, features } = centreVolumes(fresh, simulator, target, [0, 1, 2], off, sets);
    const errors = [0, 1, 2].map(
      (set) => errorsOf(simulator.features(raw, set), target, [0, 1, 2]).volumeFractionErrors,
    );
    for (const phase of [0, 1]) {
      // A last Newton step from errors of some per cent leaves their square; single sets of eight images scatter.
      expect(Math.abs(errors.reduce((sum, e) => sum + e[phase], 0) / sets)).toBeLessThan(0.004);
      expect(Math.max(...errors.map((e) => Math.abs(e[phase])))).toBeGreaterThan(0.004);
    }
    const mean = errorsOf(features, target, [0, 1, 2]).volumeFractionErrors;
    for (const phase of [0, 1])
      expect(mean[phase]).toBeCloseTo(errors.reduce((sum, e) => sum + e[phase], 0) / sets, 10);
    // Nothing but the thresholds has moved.
    raw.forEach((x, i) => {
      if (!/^lambda/.test(parameters[i].name)) expect(x).toBe(off[i]);
    });
  });
});
