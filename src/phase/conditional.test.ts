import { describe, expect, it } from 'vitest';
import type { PhaseMap } from '../grid/index.ts';
import { classes, createModel, type ExcursionModel, presets, realise, realiseThrough } from './index.ts';

const short = { range1: 4, range2: 4, range3: 4, mollifier: 1 };
const model = createModel(presets.plurigaussian, { taper: 8, parameters: { X: short, Y: short } });
const shape = [20, 16, 16];

const layerOf = ({ grid, data, phases }: PhaseMap, layer: number): PhaseMap => ({
  grid: { ...grid, rank: 2, shape: [1, 16, 16] },
  phases,
  data: data.slice(256 * layer, 256 * (layer + 1)),
});
/** Sections of a realisation of the model. */
const sections = async (of: ExcursionModel, layers: readonly number[]) => {
  const { map } = await realise(of, { shape, seed: 3 });
  return layers.map((layer) => ({ layer, map: layerOf(map, layer) }));
};
const same = (a: Uint8Array, b: Uint8Array): number => a.filter((v, i) => v === b[i]).length / a.length;

describe('a realisation through sections', () => {
  it('has the phases of all sections, the same again, and is free away from them', { tags: ['long'] }, async () => {
    const given = await sections(model, [2, 5]);
    const found = await realiseThrough(model, { shape, seed: 1 }, given);
    expect(found.agreement).toBeGreaterThanOrEqual(0.995);
    // The volume has the fields that were drawn on the sections: only rounding to float32 lies between.
    expect(Math.abs(found.agreement - found.sampling.agreement)).toBeLessThan(2 / 512);
    for (const { layer, map } of given) {
      expect(same(layerOf(found.map, layer).data, map.data)).toBeGreaterThanOrEqual(0.99);
    }
    const again = await realiseThrough(model, { shape, seed: 1 }, given);
    expect(again.map.data).toEqual(found.map.data);
    const { map: free } = await realise(model, { shape, seed: 1 });
    // Layer 15 is beyond the reach of both sections, so kriging adds nothing there: it is the free realisation.
    expect(layerOf(found.map, 15).data).toEqual(layerOf(free, 15).data);
    expect(same(layerOf(found.map, 2).data, layerOf(free, 2).data)).toBeLessThan(0.8);
  });

  const gaussian = Object.values(classes).filter(({ record }) => record.grains === undefined);
  it.each(gaussian.map(({ record }) => [record.name, record] as const))(
    'is the section, and free away from it, for the class %s',
    { tags: ['long'] },
    async (_, record) => {
      const parameters = Object.fromEntries(record.fields.map((field) => [field, short]));
      const own = createModel(record, { taper: 8, parameters });
      const found = await realiseThrough(own, { shape, seed: 1 }, await sections(own, [4]));
      // 256 pixels: one that differs is 0.4 %.
      expect(found.agreement).toBeGreaterThanOrEqual(0.99);
      const { map: free } = await realise(own, { shape, seed: 1 });
      expect(layerOf(found.map, 14).data).toEqual(layerOf(free, 14).data);
    },
  );

  it('leaves masked pixels free', async () => {
    const [{ map }] = await sections(model, [0]);
    const data = map.data.map((phase, i) => (i % 16 < 8 ? phase : 255));
    const found = await realiseThrough(model, { shape, seed: 1 }, [{ layer: 0, map: { ...map, data } }]);
    expect(found.agreement).toBeGreaterThanOrEqual(0.99);
    expect(same(layerOf(found.map, 0).data, map.data)).toBeLessThan(0.95);
  });

  it('refuses what it cannot pass through', async () => {
    const given = await sections(model, [0]);
    const request = { shape, seed: 1 };
    await expect(realiseThrough(model, { ...request, shape: [20, 16, 12] }, given)).rejects.toThrow(/16 x 12/);
    await expect(realiseThrough(model, request, [{ ...given[0], layer: 20 }])).rejects.toThrow(/from 0 to 19/);
    await expect(realiseThrough(model, request, [...given, ...given])).rejects.toThrow(/0 twice/);
    await expect(realiseThrough(model, request, [])).rejects.toThrow(/got none/);
    const strange = { ...given[0].map, phases: given[0].map.phases.map((own) => ({ ...own, label: own.label + 7 })) };
    await expect(realiseThrough(model, request, [{ layer: 0, map: strange }])).rejects.toThrow(/phases of the model/);
    const grains = createModel(presets.grains);
    await expect(realiseThrough(grains, request, given)).rejects.toThrow(/which has grains/);
  });
});
