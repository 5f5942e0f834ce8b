import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { adamStep, createAdamState } from '../numerics/index.ts';
import { presets } from '../phase/index.ts';
import { keyOf } from '../random/index.ts';
import { decodeTensors, encodeTensors } from './methods/training/checkpoint.ts';
import { createCropSampler } from './methods/training/crops.ts';
import { findSignatures, type LogEntry } from './methods/training/training-log.ts';
import { ordersToTry, permutations, settingsSchema } from './settings.ts';
import { twoPointLayout } from './two-point/two-point-features.ts';
import { permuteTwoPointTarget } from './two-point/two-point-loss.ts';

const phases = [5, 7, 9].map((label) => ({ label, name: `p${label}` }));

describe('tensor files', () => {
  const file = { tensors: { a: Float32Array.of(1.5, -2), b: Float64Array.of(Math.PI) }, metadata: { note: 'Größe' } };

  it('return what was written, with arrays at multiples of eight bytes', () => {
    const bytes = encodeTensors(file);
    expect(decodeTensors(bytes, 'x')).toEqual(file);
    // As read from disk: a Buffer that is part of a larger memory, at any offset.
    const pooled = Buffer.concat([Buffer.from('abc'), bytes]).subarray(3);
    expect(decodeTensors(pooled, 'x')).toEqual(file);
    expect((8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))) % 8).toBe(0);
  });

  it('are refused when cut short anywhere', () => {
    const bytes = encodeTensors(file);
    for (const length of [0, 5, 20, bytes.length - 1])
      expect(() => decodeTensors(bytes.slice(0, length), 'x')).toThrow(/damaged/);
  });
});

describe('orders', () => {
  it('are all permutations, or the one that is named by labels', () => {
    expect(permutations(3)).toHaveLength(6);
    expect(new Set(permutations(4).map(String)).size).toBe(24);
    expect(ordersToTry('9,5,7', phases)).toEqual([[2, 0, 1]]);
    for (const text of ['5,7', '5,5,7', '1,2,3']) expect(() => ordersToTry(text, phases)).toThrow(/^order: expected/);
  });

  it('permute the target: pairs, volume fractions and areas follow their phases', () => {
    const layout = twoPointLayout(3, 1);
    const features = Float64Array.from({ length: layout.length }, (_, k) => k);
    const order = [2, 0, 1];
    const out = permuteTwoPointTarget({ layout, features }, order);
    layout.pairs.forEach(([i, j], p) => {
      const from = layout.pairs.findIndex(
        ([a, b]) => a === Math.min(order[i], order[j]) && b === Math.max(order[i], order[j]),
      );
      expect(Array.from(out.slice(2 * p, 2 * p + 2))).toEqual([2 * from, 2 * from + 1]);
    });
    expect(Array.from(out.slice(layout.surface))).toEqual([2, 0, 1].map((k) => layout.surface + k));
  });
});

describe('Adam', () => {
  it('takes a first step of the learning rate against the sign of the gradient, and finds a minimum', () => {
    const x = Float64Array.of(3, -2);
    const state = createAdamState([x]);
    const options = { learningRate: 0.1, beta1: 0.5, beta2: 0.99, epsilon: 1e-12 };
    adamStep([x], [Float64Array.of(4, -0.1)], state, options);
    expect(x[0]).toBeCloseTo(2.9, 10);
    expect(x[1]).toBeCloseTo(-1.9, 10);
    for (let i = 0; i < 1000; i++)
      adamStep([x], [x.map((v) => 2 * v)], state, { ...options, learningRate: 0.1 * 0.99 ** i });
    expect(Math.hypot(x[0], x[1])).toBeLessThan(1e-2);
  });
});

describe('crops', () => {
  const section = (data: Uint8Array) => createPhaseMap(createGrid([20, 24]), data, phases);
  const pattern = Uint8Array.from({ length: 480 }, (_, i) => (i * 7 + (i >> 5)) % 3);

  it('are one-hot cut-outs in the order of the excursion sets, a function of the step, in all eight orientations', () => {
    const sampler = createCropSampler([section(pattern)], 16, [2, 0, 1], keyOf(1, 'crops'));
    const [a, b] = [new Float32Array(64 * 3 * 256), new Float32Array(64 * 3 * 256)];
    sampler.fill(a, 64, 5);
    sampler.fill(b, 64, 5);
    expect(a).toEqual(b);
    const seen = new Set<string>();
    for (let image = 0; image < 64; image++) {
      const labels = Array.from({ length: 256 }, (_, i) => {
        const hot = [0, 1, 2].filter((c) => a[(image * 3 + c) * 256 + i] === 1);
        expect(hot).toHaveLength(1);
        return [2, 0, 1][hot[0]];
      });
      let match = '';
      for (let o = 0; o < 8 && !match; o++) {
        for (let y0 = 0; y0 <= 4 && !match; y0++) {
          for (let x0 = 0; x0 <= 8 && !match; x0++) {
            const fits = labels.every((label, i) => {
              const [y, x] = [i >> 4, i & 15];
              const [fy, fx] = [o & 1 ? 15 - y : y, o & 2 ? 15 - x : x];
              const [sy, sx] = o & 4 ? [fx, fy] : [fy, fx];
              return pattern[(y0 + sy) * 24 + x0 + sx] === label;
            });
            if (fits) match = String(o);
          }
        }
      }
      expect(match).not.toBe('');
      seen.add(match);
    }
    // Each orientation is missed by 64 draws with probability (7/8)^64 = 2e-4.
    expect(seen.size).toBe(8);
  });

  it('avoid masked pixels, or say that there is no room', () => {
    const data = pattern.slice();
    for (let y = 0; y < 20; y++) data[y * 24] = 255;
    const out = new Float32Array(32 * 3 * 256);
    createCropSampler([section(data)], 16, [0, 1, 2], keyOf(1, 'crops')).fill(out, 32, 1);
    expect(out.reduce((s, v) => s + v, 0)).toBe(32 * 256);
    const patchy = pattern.map((v, i) => (i % 5 === 0 ? 255 : v));
    const sampler = createCropSampler([section(patchy)], 16, [0, 1, 2], keyOf(1, 'crops'));
    expect(() => sampler.fill(out, 1, 1)).toThrow(/masked/);
    expect(() => createCropSampler([section(pattern)], 32, [0, 1, 2], keyOf(1, 'crops'))).toThrow(/at least 32 x 32/);
  });
});

describe('failure signatures', () => {
  const settings = settingsSchema.parse({ refinement: 'discriminator' });
  const names = (entries: Partial<LogEntry>[], scalars: Record<string, number> = {}): string[] =>
    findSignatures({
      entries: entries.map((e, i) => ({ step: i + 1, stage: 'alternating', order: [0, 1, 2], ...e })),
      settings,
      scalars: Object.entries(scalars).flatMap(([name, value]) =>
        presets.assb.scalars.filter((p) => p.name === name).map((parameter) => ({ parameter, value })),
      ),
    }).map((s) => s.name);
  const steps = (count: number, make: (i: number) => Partial<LogEntry>): Partial<LogEntry>[] =>
    Array.from({ length: count }, (_, i) => make(i));
  const evaluation = (v: number, s: number): Partial<LogEntry> => ({
    volumeFractionErrors: [v, -v, 0],
    surfaceAreaErrors: [s, s, s],
  });

  it('are found where they are, and not elsewhere', () => {
    expect(names(steps(150, (i) => ({ discriminatorLoss: Math.LN2 + 0.004 * Math.sin(i), updated: true })))).toEqual([
      'discriminator stuck',
    ]);
    expect(names(steps(150, () => ({ discriminatorLoss: 0.2, updated: false })))).toEqual(['discriminator frozen']);
    expect(names(steps(5, () => evaluation(0.01, 0.2)))).toEqual(['rough boundaries']);
    expect(names([0.02, 0.01, 0.05, 0.09, 0.12].map((v) => evaluation(v, 0)))).toEqual(['volume fractions drifting']);
    expect(names([], { alpha1: 2.2, alpha2: -0.3, lambda1: 5 })).toEqual(['alpha inflating']);
    const healthy = steps(150, (i) => ({
      discriminatorLoss: 0.55 + 0.1 * Math.sin(i),
      updated: i % 5 !== 0,
      ...(i % 20 === 0 && evaluation(0.01, 0.01)),
    }));
    expect(names(healthy, { alpha1: 0.5 })).toEqual([]);
  });
});

describe('settings', () => {
  it('of models and runs made before a setting existed are read with its default', () => {
    const { gamma: _, keep: __, ...older } = settingsSchema.parse({ refinement: 'discriminator', seed: 7 });
    expect(settingsSchema.parse(older)).toEqual(settingsSchema.parse({ refinement: 'discriminator', seed: 7 }));
  });
});
