import { describe, expect, it } from 'vitest';
import { presets } from './classes/index.ts';
import { type ExcursionModel, parametersOf } from './model.ts';
import { fromModelFile, toModelFile } from './model-file.ts';
import { realise } from './realise.ts';

/** Smooth grains with a second phase between them. @param scalars - values that differ from the class's starts. */
function grainModel(scalars: Record<string, number>, zScale = 1, record = presets.grains): ExcursionModel {
  const parameters = parametersOf(record, 'low');
  const values = Float64Array.from(parameters, (p) => (p.group === 'scalars' ? (scalars[p.name] ?? p.start) : p.start));
  return {
    record,
    family: 'low',
    values,
    taper: 16,
    zScale,
    spacing: [0.5, 0.5, 0.5],
    unit: 'um',
    order: [1, 0, 2],
    phases: ['binder', 'grain', 'pore'].map((name, label) => ({ name, label })),
  };
}

const smooth = { density: 1, radius: 6, spread: 0.2, roughness: 0.05, lambda1: -1 };
const share = (a: Uint8Array, b: Uint8Array, label: number): number =>
  a.reduce((n, v, i) => n + ((v === label) === (b[i] === label) ? 1 : 0), 0) / a.length;

describe('a model with grains', () => {
  it('returns from model.json with its numbers, their dimensions and its terms', () => {
    const model = grainModel(smooth, 1, presets['bubble-grains']);
    const back = fromModelFile(JSON.parse(JSON.stringify(toModelFile(model, '1'))), 'model.json');
    expect(back.record.latents).toEqual(model.record.latents);
    expect(back.record.grains).toEqual(model.record.grains);
    back.values.forEach((v, i) => {
      if (i < model.record.scalars.length) expect(v).toBeCloseTo(model.values[i], 12);
    });
    expect(back.record.scalars.map((p) => p.dimension)).toEqual(model.record.scalars.map((p) => p.dimension));
    expect(toModelFile(model, '1').parameters.scalars.radius).toMatchObject({ value: 3, unit: 'um' });
  });

  it('refuses a file whose grains name a scalar that is not there', () => {
    const file = toModelFile(grainModel(smooth), '1');
    const broken = { ...file, model: { ...file.model, grains: { ...file.model.grains!, radius: 'size' } } };
    expect(() => fromModelFile(broken, 'model.json')).toThrow(/expected a scalar size for the grains, got none/);
  });

  it('shows in a section what the plane z = 0 of the volume shows', async () => {
    const model = grainModel(smooth);
    const volume = (await realise(model, { shape: [4, 96, 96], seed: 2 })).map.data.subarray(0, 96 * 96);
    const section = (await realise(model, { shape: [96, 96], seed: 2 })).map.data;
    // Only the roughness, a twentieth of a voxel, is drawn from other noise.
    expect(share(volume, section, 1)).toBeGreaterThan(0.985);
    const other = (await realise(model, { shape: [96, 96], seed: 3 })).map.data;
    expect(share(other, section, 1)).toBeLessThan(0.8);
  });

  it('goes on beside a window, and is the same on any number of threads', async () => {
    const model = grainModel(smooth, 1, presets['bubble-grains']);
    const whole = (await realise(model, { shape: [64, 128], seed: 2 })).map.data;
    const right = (await realise(model, { shape: [64, 64], seed: 2, origin: [0, 0, 64] })).map.data;
    const cut = Uint8Array.from({ length: 64 * 64 }, (_, i) => whole[Math.floor(i / 64) * 128 + 64 + (i % 64)]);
    expect(share(cut, right, 1)).toBeGreaterThan(0.985);
    const [one, two] = [1, 2].map(async (threads) => realise(model, { shape: [40, 96, 96], seed: 5, threads }));
    expect((await two).map.data).toEqual((await one).map.data);
  });

  it('closes around a periodic window', async () => {
    const model = grainModel(smooth);
    const n = 64;
    const { data } = (await realise(model, { shape: [n, n], seed: 4, periodic: true })).map;
    // Neighbours across the border differ as seldom as neighbours inside.
    const changes = (a: number, b: number): number => {
      let count = 0;
      for (let y = 0; y < n; y++) if ((data[y * n + a] === 1) !== (data[y * n + b] === 1)) count++;
      return count;
    };
    const inside = Array.from({ length: n - 1 }, (_, x) => changes(x, x + 1));
    expect(changes(n - 1, 0)).toBeLessThanOrEqual(Math.max(...inside));
  });

  it('is stretched along z by the anisotropy', async () => {
    const boundaries = async (zScale: number): Promise<[number, number]> => {
      const n = 96;
      const { data } = (await realise(grainModel({ ...smooth, radius: 4 }, zScale), { shape: [n, n, n], seed: 6 })).map;
      const count = (step: number): number => {
        let changes = 0;
        for (let i = 0; i + step < data.length; i++) if ((data[i] === 1) !== (data[i + step] === 1)) changes++;
        return changes;
      };
      return [count(n * n), count(1)];
    };
    const [z, x] = await boundaries(2);
    // Twice as long along z, so half the boundaries; rows that wrap in memory add 1 % to x. About 1,000 grains: 3 %.
    expect(Math.abs((2 * z) / x - 1)).toBeLessThan(0.1);
  });
});

describe('a model with cracked grains', () => {
  const record = presets['cracked-grains'];
  const whole = { ...smooth, radius: 12, roughness: 0.001, rim: 0.02, parting: 0, tear: 0, lambda3: 50 };
  /** Cracks are where W^2 <= 1 - (lambda3 - 1) / 3 = 1 / 10; the rim is a fiftieth of a voxel. */
  const cracked = { ...whole, crack: -3, lambda3: 3.7 };
  const shape = [48, 96, 96];

  it('has cracks through the share of its grains where the field is near zero, and only there', async () => {
    const shares: number[] = [];
    for (let realisation = 0; realisation < 8; realisation++) {
      const [a, b] = await Promise.all(
        [whole, cracked].map((scalars) => realise(grainModel(scalars, 1, record), { shape, seed: 2, realisation })),
      );
      let [inGrains, cracks, elsewhere] = [0, 0, 0];
      a.map.data.forEach((label, i) => {
        if (label === 1) inGrains++;
        if (label !== b.map.data[i]) {
          if (label === 1 && b.map.data[i] === 2) cracks++;
          else elsewhere++;
        }
      });
      expect(elsewhere).toBe(0);
      shares.push(cracks / inGrains);
    }
    const mean = shares.reduce((sum, v) => sum + v, 0) / shares.length;
    const scatter = Math.sqrt(shares.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 7 / 8);
    // P(W^2 <= 1 / 10) of a standard normal.
    const expected = 0.24817;
    expect(Math.abs(mean - expected)).toBeLessThan(4 * scatter);
    expect(scatter).toBeLessThan(0.05 * expected);
  });

  it('shows in a section the grains that the plane z = 0 of the volume shows, and as many cracks', async () => {
    const count = async (shape: number[], seed: number) => {
      const { data } = (await realise(grainModel(cracked, 1, record), { shape, seed })).map;
      const part = data.subarray(0, 160 * 160);
      return [0, 1, 2].map((label) => part.reduce((n, v) => n + Number(v === label), 0) / part.length);
    };
    const differences: number[] = [];
    for (let seed = 1; seed <= 12; seed++) {
      const [volume, section] = [await count([2, 160, 160], seed), await count([160, 160], seed)];
      differences.push(volume[1] - section[1]);
    }
    const mean = differences.reduce((sum, v) => sum + v, 0) / 12;
    const error = Math.sqrt(differences.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 11 / 12);
    // Grains are the same, cracks drawn from other noise: paired differences scatter around none.
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.01);
  });
});
