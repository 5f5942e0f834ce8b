import { describe, expect, it } from 'vitest';
import { parametersOf, presets, toRaws } from '../../phase/index.ts';
import type { Target } from '../target.ts';
import { errorsOf, fitSimulated, startKinds } from './fit.ts';
import { createSimulator, type SimulationSetup } from './simulator.ts';
import { centreVolumes } from './volumes.ts';

const record = presets.grains;
const parameters = parametersOf(record, 'low');
const setup: SimulationSetup = { record, family: 'low', window: 96, taper: 16, maxLag: 12, images: 6, seed: 1 };
const truth = toRaws(
  parameters,
  parameters.map((p) =>
    p.group === 'scalars' ? ({ radius: 7, density: 1, lambda1: -1 }[p.name] ?? p.start) : p.start,
  ),
);

describe('simulated features', () => {
  it('are those of a level set: volume fraction and surface by closed forms', () => {
    const levelSet = presets['level-set'];
    const own = parametersOf(levelSet, 'low');
    const raw = toRaws(
      own,
      own.map((p) => (p.name === 'lambda1' ? 0.5 : p.start)),
    );
    const { layout, features } = createSimulator({ ...setup, record: levelSet, images: 24 });
    const values = features(raw);
    // P(G > 0.5) = 0.3085. 24 images of 96^2 hold some 5,000 independent places of about 7 pixels.
    expect(Math.abs(values[layout.volume] - 0.3085)).toBeLessThan(3 * Math.sqrt((0.31 * 0.69) / 5000));
    expect(values[layout.volume] + values[layout.volume + 1]).toBeCloseTo(1, 12);
    // Both phases share the boundary, and C_00(0) is the volume fraction.
    expect(values[layout.surface]).toBeCloseTo(values[layout.surface + 1], 12);
    expect(values[0]).toBeCloseTo(values[layout.volume], 12);
  });

  it('change little when parameters do, and are the same again', () => {
    const { features, layout } = createSimulator(setup);
    const [a, again] = [features(truth), features(truth)];
    expect(again).toEqual(a);
    const b = features(truth.map((x) => x + 1e-4));
    // Common random numbers: other noise would change volume fractions by a few per cent.
    for (let k = layout.volume; k < layout.surface; k++) expect(Math.abs(b[k] / a[k] - 1)).toBeLessThan(2e-3);
  });
});

describe('a simulated fit', () => {
  it('finds volume fractions and surface areas of another realisation of its class', () => {
    const { layout, features } = createSimulator({ ...setup, seed: 2, images: 12 });
    const target: Target = { layout, features: features(truth) };
    const from = truth.map((x, i) => x + 0.3 * Math.sin(3 * i));
    const first = fitSimulated(setup, target, [0, 1, 2], { kind: startKinds[0], from, most: 0 });
    const fit = fitSimulated(setup, target, [0, 1, 2], { kind: startKinds[0], from, most: 5 });
    expect(fit.loss).toBeLessThan(0.1 * first.loss);
    // What the fit reports is on its own images, so it holds for the target to the fit's tolerance.
    for (const error of [...fit.volumeFractionErrors, ...fit.surfaceAreaErrors])
      expect(Math.abs(error)).toBeLessThan(0.05);
  });

  it('plays the phases in the order that it is given', () => {
    const simulator = createSimulator({ ...setup, seed: 2 });
    const { layout } = simulator;
    const features = simulator.features(truth);
    const target: Target = { layout, features };
    // The first phase of the data plays the second excursion set, and so on: errors come in the data's order.
    const fit = fitSimulated(setup, target, [1, 2, 0], { most: 0 });
    expect(fit.order).toEqual([1, 2, 0]);
    expect(fit.volumeFractionErrors).toHaveLength(3);
  });
});

describe('centred volumes', () => {
  it('are right on fresh images', () => {
    const { layout, features } = createSimulator({ ...setup, seed: 3, images: 12 });
    const target: Target = { layout, features: features(truth) };
    const off = truth.slice();
    for (const name of ['lambda1', 'lambda2']) off[parameters.findIndex((p) => p.name === name)] += 0.2;
    const fresh = { ...setup, seed: 4 };
    const raw = centreVolumes(fresh, target, [0, 1, 2], off);
    const { volumeFractionErrors } = errorsOf(createSimulator(fresh).features(raw), target, [0, 1, 2]);
    // Set to 0.2 % for the two phases with thresholds; the third is what they leave.
    expect(Math.abs(volumeFractionErrors[0])).toBeLessThan(0.002);
    expect(Math.abs(volumeFractionErrors[1])).toBeLessThan(0.002);
    // Nothing but the thresholds has moved.
    raw.forEach((x, i) => {
      if (!/^lambda/.test(parameters[i].name)) expect(x).toBe(off[i]);
    });
  });
});
