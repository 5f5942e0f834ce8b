import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WrittenRecord, writtenRecords } from '../../test/closed-forms/written-records.ts';
import { counts } from '../../test/fuzz/shapes.ts';
import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { families, prepareTapered } from '../correlation/index.ts';
import { createLagTable } from '../field/index.ts';
import { synthesiseField } from '../field/spectral-synthesis.reference.ts';
import type { Triple } from '../grid/index.ts';
import { keyOf, normals, uniforms } from '../random/index.ts';
import {
  bindLatents,
  createModel,
  fillLatents,
  parametersOf,
  phaseCount,
  presets,
  realisationBytes,
  realise,
  termsOf,
  truncate,
} from './index.ts';
import { type ExcursionModel, fieldValues } from './model.ts';
import { drawInSlabs } from './realise.ts';

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

  it('uses seed 1 where none is given, for fields and for grains', async () => {
    for (const own of [model, createModel(presets['two-phase-grains'])]) {
      const [one, other] = await Promise.all(
        [{}, { seed: 1 }].map((seed) => realise(own, { shape: [24, 24], ...seed })),
      );
      expect(other.map.data).toEqual(one.map.data);
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
    // The noise is shared, but sqrt(S) has faint tails beyond the reach of the correlation, which go round the torus;
    // unrelated windows differ in about two voxels of three.
    expect(different / compared).toBeLessThan(0.01);
  });

  it('announces the memory it takes, below 24 bytes a voxel for large volumes', () => {
    const request = { shape: [512, 512, 512], seed: 1 };
    const perVoxel = realisationBytes({ ...model, taper: 32 }, request) / 512 ** 3;
    expect(perVoxel).toBeGreaterThan(13);
    expect(perVoxel).toBeLessThan(24);
  });

  it('draws a volume in slabs as it draws it whole, but for few voxels', async () => {
    const request = { shape: [80, 24, 24], seed: 5, origin: [7, 0, 3] as Triple };
    const whole = await realise(model, request);
    const slabs = await drawInSlabs(model, request, 32);
    const joined = slabs.map.data.filter((phase, i) => phase !== whole.map.data[i]).length;
    expect(slabs.map.grid).toEqual(whole.map.grid);
    expect(joined / whole.map.data.length).toBeLessThan(0.01);
  });

  it('draws what kernels cannot address in slabs, and refuses a torus of that size with advice', async () => {
    const request = { shape: [1024, 1024, 1024], seed: 1 };
    const bytes = realisationBytes({ ...model, taper: 32 }, request);
    expect(bytes).toBeLessThan(2 ** 32 + 1.5 * 1024 ** 3);
    expect(bytes).toBeGreaterThan(2 ** 31 + 1024 ** 3);
    const torus = { shape: [900, 900, 900], seed: 1, periodic: true };
    await expect(realise(model, torus)).rejects.toThrow(/at most 4 GiB.*origin/);
  });
});

describe('realise beside its definition', () => {
  /** Phases by the reference's fields, all latents at once, in float64. */
  const defined = (of: ExcursionModel, torus: Triple): Uint8Array => {
    const { record, values, taper } = of;
    const { lags } = createLagTable(torus, taper, 1);
    const correlation = prepareTapered(families.low, { lags, taper });
    const fields = record.fields.map((_, field) => {
      const { rho } = correlation(fieldValues(record, 'low', values, field));
      const noise = { key: keyOf(8, 'noise'), realisation: 3, field, origin: [0, 0, 0] as const };
      return Float64Array.from(synthesiseField(torus, rho, taper, 1, noise).values);
    });
    const latents = record.latents.map(() => new Float64Array(fields[0].length));
    fillLatents(bindLatents(record), values.subarray(0, record.scalars.length), fields, latents);
    return truncate(latents, record.cells).map((set) => of.order[set]);
  };
  const volumes = writtenRecords.map((written): [string, WrittenRecord, number[]] => [
    written.record.name,
    written,
    [12, 22, 19],
  ]);
  const images = writtenRecords.map((written): [string, WrittenRecord, number[]] => [
    written.record.name,
    written,
    [50, 43],
  ]);

  it.each([...volumes, ...images])('draws the phases of %s, %#', async (_, { record, scalars }, shape) => {
    const count = phaseCount(record);
    const correlations = parametersOf(record, 'low').slice(record.scalars.length);
    const of: ExcursionModel = {
      ...model,
      record,
      values: Float64Array.of(...scalars, ...correlations.map((p) => p.start)),
      taper: 6,
      phases: Array.from({ length: count }, (_, label) => ({ label, name: `p${label}` })),
      order: Array.from({ length: count }, (_, set) => count - 1 - set),
    };
    const { map } = await realise(of, { shape, seed: 8, realisation: 3, periodic: true });
    const expected = defined(of, (shape.length === 2 ? [1, ...shape] : shape) as unknown as Triple);
    const different = map.data.reduce((sum, phase, i) => sum + Number(phase !== expected[i]), 0);
    // Latents are within 1e-4 of the reference's: of 5000 voxels fewer than one in two volumes lies so near to a
    // threshold.
    expect(different).toBeLessThanOrEqual(2);
    expect(new Set(map.data).size).toBe(count);
  });
});

describe('kernels of labels', () => {
  it('truncate equals the reference, ends of blocks included', async () => {
    const cases = fc.record({ latentCount: fc.integer({ min: 1, max: 5 }), voxels: counts, seed: fc.nat() });
    await fc.assert(
      fc.asyncProperty(cases, async ({ latentCount, voxels, seed }) => {
        const memory = new MemoryPlan(2, 0);
        const addresses = Array.from({ length: latentCount }, () => memory.reserve(4 * voxels));
        const table = memory.reserve(4 * (2 * latentCount + 1));
        const out = memory.reserve(voxels);
        const team = await KernelTeam.start(memory);
        const latents = addresses.map((address, l) => {
          const values = team.float32(address, voxels);
          values.set(normals(voxels, keyOf(seed, 'latents'), l).map((v, i) => (i % 13 === l ? 0 : v)));
          return values;
        });
        const labels = uniforms(latentCount + 1, keyOf(seed, 'labels'), 0).map((u) => Math.floor(256 * u));
        team.uint32(table, 2 * latentCount + 1).set([...addresses, ...labels]);
        team.run('truncate', Math.ceil(voxels / 4096), table, latentCount, voxels, out);
        const expected = truncate(latents).map((set) => labels[set]);
        expect(team.uint8(out, voxels).slice()).toEqual(expected);
        await team.close();
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it('fillVoxels writes what it is asked to, and nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(counts, fc.float({ noNaN: true }), async (voxels, value) => {
        const memory = new MemoryPlan(2, 0);
        const out = memory.reserve(4 * voxels + 64);
        const team = await KernelTeam.start(memory);
        const all = team.float32(out, voxels + 16).fill(5);
        team.run('fillVoxels', Math.ceil(voxels / 4096), out, value, voxels);
        expect(all.slice(0, voxels)).toEqual(new Float32Array(voxels).fill(value));
        expect(all.slice(voxels)).toEqual(new Float32Array(16).fill(5));
        await team.close();
      }),
      { numRuns: 60, seed: 4 },
    );
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
