import { describe, expect, it } from 'vitest';
import { createModel, presets, realise } from '../phase/index.ts';
import { conductivity } from './conductivity.ts';
import { drawFiner, errorOfPairs } from './drawn-finer.ts';
import { twinConductivity } from './twin-conductivity.ts';

const model = createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um', taper: 1.2 });
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

  it('stops when the precision is reached, after eight realisations at the earliest', async () => {
    const twin = await twinConductivity(model, { ...options, precision: 0.99 });
    expect(twin).toMatchObject({ realisations: 8, reached: true });
    await expect(twinConductivity(model, { ...options, precision: 0 })).rejects.toThrow(/between 0 and 1/);
  });

  it('the edge for 1 % has the interval of a chi-square', async () => {
    const twin = await twinConductivity(model, { ...options, axis: 'z', mostRealisations: 11, precision: 1e-6 });
    const { edgeForOnePercent: edge, edgeInterval } = twin.axes.z!;
    // Variances over their expectation, ten degrees of freedom: .3247 to 2.0483 with 95 %.
    expect((edge! / edgeInterval![0]) ** 3).toBeCloseTo(2.0483, 2);
    expect((edge! / edgeInterval![1]) ** 3).toBeCloseTo(0.3247, 2);
  });

  it('the error of the voxel size is that of pairs of realisations, drawn finer and sampled', async () => {
    const [one, two, three] = [
      [9, 10],
      [9, 10],
      [9, 10],
    ] as [number, number][];
    // Half of the error is one of nine.
    expect(errorOfPairs([one, two, three])).toEqual({ relative: -2 / 9, standardError: 0 });
    // Realisations without a way through hold nothing of it: one or two others are too few for a scatter.
    expect(errorOfPairs([[0, 0], [0, 0], one, two])).toBeUndefined();
    expect(errorOfPairs([[0, 0], one, two, three])).toEqual({ relative: -2 / 9, standardError: 0 });
    const { discretisation: _, ...rest } = options;
    const asked = { ...rest, axis: 'z', mostRealisations: 4, shape: [16, 16, 16] } as const;
    const { axes } = await twinConductivity(model, asked);
    const { conductivities, axis } = asked;
    const solved = { conductivities, axis };
    const own = await drawFiner(model, { shape: [16, 16, 16], seed: 5, periodic: false }, solved, () => undefined);
    expect([axes.z!.discretisation, axes.z!.discretisationError]).toEqual([own.z!.relative, own.z!.standardError]);
    expect(own.z!.standardError).toBeGreaterThan(0);
    expect(await drawFiner(model, { shape: [16, 6, 16], seed: 5, periodic: false }, solved, () => undefined)).toEqual(
      {},
    );
  });

  it('a tensor is the mean of those of periodic realisations', async () => {
    const twin = await twinConductivity(model, { ...options, axis: 'tensor', mostRealisations: 4, precision: 1e-6 });
    expect(twin.axes).toEqual({});
    const { tensor, standardErrors, principal, axes, effective, blocked } = twin.tensor!;
    expect([axes, blocked]).toEqual([['z', 'y', 'x'], 0]);
    const all = [];
    for (let realisation = 0; realisation < 4; realisation++) {
      const { map } = await realise(model, { shape: options.shape, seed: 5, realisation, periodic: true });
      const { conductivities, discretisation } = options;
      all.push((await conductivity(map, { conductivities, discretisation, axis: 'tensor' })).tensor!.effective);
    }
    for (const [i, row] of tensor.entries()) {
      for (const [j, value] of row.entries()) {
        const values = all.map((own) => own[i][j]);
        const mean = values.reduce((sum, v) => sum + v, 0) / 4;
        const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 3;
        expect(value).toBeCloseTo(mean, 12);
        expect(standardErrors[i][j]).toBeCloseTo(Math.sqrt(variance / 4), 12);
      }
    }
    const trace = tensor[0][0] + tensor[1][1] + tensor[2][2];
    expect(principal.reduce((sum, own) => sum + own.effective, 0)).toBeCloseTo(trace, 10);
    expect(3 * effective).toBeCloseTo(trace, 10);
  });
});
