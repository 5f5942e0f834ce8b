import { describe, expect, it } from 'vitest';
import type { PhaseMap } from '../../../grid/index.ts';
import { createModel, presets, realise } from '../../../phase/index.ts';
import { scatterOfModel } from './model-windows.ts';
import { gapOf, measureStatistics } from './statistics.ts';

const model = createModel(presets['level-set'], { taper: 24 });

/** Sections of one volume, so far apart that they share nothing, that are said to lie `gap` pixels apart. */
async function sections(count: number, gap?: number): Promise<PhaseMap[]> {
  const found: PhaseMap[] = [];
  for (let z = 0; z < count; z++) {
    const { map } = await realise(model, { shape: [64, 64], seed: 3, realisation: z });
    const height = z * (gap ?? 0) * map.grid.spacing[2];
    found.push({ ...map, ...(gap !== undefined && { section: { stack: 'one', height } }) });
  }
  return found;
}

/** Standard deviation of the volume fraction of all data together, from windows of the model. */
async function deviationOf(maps: readonly PhaseMap[]): Promise<number> {
  const statistics = measureStatistics(maps, 10, 6);
  const options = { correlationLength: 6, seed: 1, threads: 1 };
  const { deviations } = (await scatterOfModel(model, maps, statistics, options))!;
  return Math.sqrt(deviations.reduce((sum, own) => sum + own[0] ** 2, 0) / (deviations.length - 1));
}

describe('windows of a model', () => {
  it('are as many sections at the distance of the data, so that what resembles itself counts once', async () => {
    const independent = await deviationOf(await sections(4));
    const near = await deviationOf(await sections(4, 0.2));
    const far = await deviationOf(await sections(4, 100));
    // Four sections at one place tell what one tells: twice the deviation. 128 windows know a deviation to 6 %, so
    // their ratio to 9 %: three of that.
    expect(near / independent).toBeGreaterThan(2 * (1 - 0.27));
    expect(near / independent).toBeLessThan(2 * (1 + 0.27));
    expect(Math.abs(far / independent - 1)).toBeLessThan(0.27);
  });
});

describe('blocks of sections of one volume', () => {
  const variances = (maps: readonly PhaseMap[]): number[] => {
    const { influences, scales } = measureStatistics(maps, 10, 6);
    return Array.from(scales, (_, f) => influences.reduce((sum, own) => sum + own[f] ** 2, 0));
  };

  it('go through all that are alike: copies of a section have the variance of one', async () => {
    const [one] = await sections(1);
    const copies = Array.from({ length: 4 }, (_, z) => ({ ...one, section: { stack: 'one', height: 0.1 * z } }));
    variances([one]).forEach((variance, f) => {
      expect(variances(copies)[f] / variance).toBeCloseTo(1, 10);
    });
  });

  it('are those of each section where they are far apart or nobody knows their distance', async () => {
    const maps = await sections(4);
    expect(gapOf(maps)).toBeUndefined();
    const far = await sections(4, 100);
    expect(gapOf(far)).toBeCloseTo(100, 10);
    // As many blocks of each section: sixteen or more in all, and none of them goes through two sections.
    const [apart, alone] = [measureStatistics(far, 10, 6), measureStatistics(maps, 10, 6)];
    expect(apart.features).toEqual(alone.features);
    expect(apart.influences.length).toBe(alone.influences.length);
  });
});
