import { describe, expect, it } from 'vitest';
import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { bindLatents, parametersOf, presets, realisationBytes, realise, termsOf, truncate } from './index.ts';
import type { ExcursionModel } from './model.ts';

const phases = [0, 1, 2].map((label) => ({ label, name: `p${label}` }));

const model: ExcursionModel = {
  record: presets.assb,
  family: 'low',
  values: Float64Array.from(parametersOf(presets.assb, 'low'), (p) => p.start),
  taper: 14,
  zScale: 1,
  spacing: [1, 1, 1],
  unit: 'um',
  phases,
  order: [2, 0, 1],
};

describe('realise', () => {
  it('draws the same voxels with 1, 2 and 4 threads', async () => {
    for (const shape of [
      [72, 60, 68],
      [700, 740],
    ]) {
      const one = await realise(model, { shape, seed: 8 });
      for (const threads of [2, 4]) {
        const several = await realise(model, { shape, seed: 8, threads });
        expect(several.map.data).toEqual(one.map.data);
        expect(several.clippedShares).toEqual(one.clippedShares);
      }
    }
  });

  it('draws overlapping windows of one seed alike where they overlap', async () => {
    const [a, b] = await Promise.all(
      [0, 12].map((x) => realise(model, { shape: [8, 16, 40], seed: 3, origin: [0, 0, x] })),
    );
    let compared = 0;
    let different = 0;
    for (let row = 0; row < 8 * 16; row++) {
      for (let x = 12; x < 40; x++) {
        if (b.map.data[row * 40 + x - 12] !== a.map.data[row * 40 + x]) different++;
        compared++;
      }
    }
    // The noise is shared, but sqrt(S) has faint tails beyond the reach of the correlation, which go round the torus; unrelated windows
    // differ in about two voxels of three.
    expect(different / compared).toBeLessThan(0.01);
  });

  it('announces the memory it takes, below 24 bytes a voxel for large volumes', () => {
    const request = { shape: [512, 512, 512], seed: 1 };
    const perVoxel = realisationBytes({ ...model, taper: 32 }, request) / 512 ** 3;
    expect(perVoxel).toBeGreaterThan(13);
    expect(perVoxel).toBeLessThan(24);
  });

  it('refuses a volume beyond 4 GiB with advice', async () => {
    await expect(realise(model, { shape: [900, 900, 900], seed: 1 })).rejects.toThrow(/at most 4 GiB.*--origin/);
  });
});

describe('truncate as a kernel', () => {
  it('equals the reference, ends of blocks included', async () => {
    for (const [latentCount, voxels] of [
      [1, 5],
      [2, 4096],
      [2, 9001],
      [3, 4099],
    ]) {
      const memory = new MemoryPlan(2, 0);
      const addresses = Array.from({ length: latentCount }, () => memory.reserve(4 * voxels));
      const table = memory.reserve(4 * (2 * latentCount + 1));
      const out = memory.reserve(voxels);
      const team = await KernelTeam.start(memory);
      const latents = addresses.map((address, l) => {
        const values = team.float32(address, voxels);
        for (let i = 0; i < voxels; i++) values[i] = i % 97 === 0 ? 0 : Math.sin((l + 1) * i * i);
        return values;
      });
      const labels = [7, 0, 200, 3].slice(0, latentCount + 1);
      team.uint32(table, 2 * latentCount + 1).set([...addresses, ...labels]);
      team.run('truncate', Math.ceil(voxels / 4096), table, latentCount, voxels, out);
      const expected = truncate(latents).map((set) => labels[set]);
      expect(team.uint8(out, voxels).slice()).toEqual(expected);
      await team.close();
    }
  });
});

describe('terms of a field', () => {
  it('carry the products of their scalars', () => {
    const bound = bindLatents(presets.assb);
    const scalars = Float64Array.of(0.5, -2, 3, 0, 0);
    expect(termsOf(bound, scalars, 4)).toEqual([
      { latent: 0, power: 2, weight: 1.5 },
      { latent: 1, power: 2, weight: -6 },
    ]);
  });
});
