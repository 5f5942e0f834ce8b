import { describe, expect, it } from 'vitest';
import { createModel, presets, realise } from '../phase/index.ts';
import { conductivity } from './conductivity.ts';
import { twinConductivity } from './twin-conductivity.ts';

const model = createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um' });
const [{ name }] = model.phases;
const options = { conductivities: { [name]: 3 }, shape: [20, 24, 24], seed: 5, discretisation: false, threads: 1 };

describe('conductivity of a model', () => {
  it('is the mean over its realisations, with the standard error of their scatter', async () => {
    const twin = await twinConductivity(model, { ...options, mostRealisations: 5, precision: 1e-6 });
    expect(twin).toMatchObject({ realisations: 5, reached: false, reference: 3, shape: [20, 24, 24] });
    const values: number[] = [];
    for (let realisation = 0; realisation < 5; realisation++) {
      const { map } = await realise(model, { shape: options.shape, seed: 5, realisation });
      const { conductivities, discretisation } = options;
      values.push((await conductivity(map, { conductivities, discretisation, axis: 'y' })).axes.y!.effective);
    }
    const mean = values.reduce((sum, v) => sum + v, 0) / 5;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4;
    const { effective, standardError, scatter, edgeForOnePercent } = twin.axes.y!;
    expect(effective).toBeCloseTo(mean, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(variance / 5), 12);
    // A volume of this edge would scatter by 1 %, as the variance falls as 1 / volume.
    const volume = 20 * 24 * 24 * 0.1 ** 3;
    expect(scatter! * Math.sqrt(volume / edgeForOnePercent! ** 3)).toBeCloseTo(0.01, 10);
  });

  it('stops when the precision is reached, after four realisations at the earliest', async () => {
    const twin = await twinConductivity(model, { ...options, precision: 0.99 });
    expect(twin).toMatchObject({ realisations: 4, reached: true });
    await expect(twinConductivity(model, { ...options, precision: 0 })).rejects.toThrow(/between 0 and 1/);
  });
});
