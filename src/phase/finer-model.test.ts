import { describe, expect, it } from 'vitest';
import { finerModel } from './finer-model.ts';
import { createModel, type ExcursionModel, presets, realise } from './index.ts';

/** Every other voxel along each axis. */
async function sampled(model: ExcursionModel, shape: readonly number[], seed: number): Promise<Uint8Array> {
  const fine = finerModel(model, 2)!;
  const { map } = await realise(fine, { shape: shape.map((n) => 2 * n), seed });
  expect(map.grid.spacing.map((d) => 2 * d)).toEqual([...model.spacing]);
  const [nz, ny, nx] = shape;
  return Uint8Array.from({ length: nz * ny * nx }, (_, i) => {
    const [z, y, x] = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
    return map.data[(4 * z * ny + 2 * y) * 2 * nx + 2 * x];
  });
}

/** Shares of phases, and of neighbours along z and x that differ: what the correlation at one voxel decides. */
function statistics(data: Uint8Array, [nz, ny, nx]: readonly number[], phases: number): number[] {
  const shares = Array.from({ length: phases }, (_, p) => data.filter((v) => v === p).length / data.length);
  let [alongZ, alongX] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (i + ny * nx < data.length && data[i] !== data[i + ny * nx]) alongZ++;
    if (i % nx < nx - 1 && data[i] !== data[i + 1]) alongX++;
  }
  return [...shares, alongZ / ((nz - 1) * ny * nx), alongX / (nz * ny * (nx - 1))];
}

describe('a model drawn finer', () => {
  it.each(['level-set', 'plurigaussian', 'assb', 'bubble-grains'])(
    '%s: every other voxel is a realisation of the model',
    async (name) => {
      const model = {
        ...createModel(presets[name], { spacing: [0.2, 0.1, 0.1], unit: 'um', taper: 1.6 }),
        zScale: 1.5,
      };
      const shape = [24, 48, 48];
      const draws = 6;
      const [one, other]: number[][][] = [[], []];
      for (let seed = 1; seed <= draws; seed++) {
        const count = model.phases.length;
        one.push(statistics((await realise(model, { shape, seed })).map.data, shape, count));
        other.push(statistics(await sampled(model, shape, 100 + seed), shape, count));
      }
      for (let k = 0; k < one[0].length; k++) {
        const moments = [one, other].map((list) => {
          const values = list.map((row) => row[k]);
          const mean = values.reduce((sum, v) => sum + v, 0) / draws;
          return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (draws - 1) / draws };
        });
        const error = Math.sqrt(moments[0].variance + moments[1].variance);
        // Student's t of 10 degrees of freedom exceeds 5.5 once in 4,000 times; some twenty numbers are compared.
        expect(Math.abs(moments[0].mean - moments[1].mean), `number ${k}`).toBeLessThan(5.5 * error + 1e-9);
      }
    },
  );

  it('sizes of grains that are pure numbers have no finer model', () => {
    const model = createModel(presets.grains);
    const scalars = model.record.scalars.map((s) => (s.role === 'radius' ? { ...s, dimension: 'number' as const } : s));
    expect(finerModel({ ...model, record: { ...model.record, scalars } }, 2)).toBeUndefined();
  });
});
