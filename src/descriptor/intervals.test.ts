import { describe, expect, it } from 'vitest';
import { createModel, presets, realise } from '../phase/index.ts';
import { chordLength } from './chord-length.ts';
import { describe as measure } from './describe.ts';
import { describedQuantities } from './description.ts';
import { eulerNumber } from './euler-number.ts';
import { linealPath } from './lineal-path.ts';
import { tripleLines } from './triple-lines.ts';

describe('95 % intervals of images of 8 correlation lengths', () => {
  it('hold the mean of such images, and nearly all have them', { tags: ['long'] }, async () => {
    const model = createModel(presets.plurigaussian);
    const list = [chordLength, linealPath, eulerNumber, tripleLines];
    type Found = { value: number; standardError: number | null; interval: readonly [number, number] | null };
    const found = new Map<string, Found[]>();
    for (let realisation = 0; realisation < 240; realisation++) {
      const { map } = await realise(model, { shape: [48, 48], seed: 5, realisation });
      const description = await measure([map], { descriptors: list, detail: 'basic' });
      for (const { name, phase, axis, value, ...rest } of describedQuantities(description, list)) {
        if (value === null) continue;
        const key = `${name} ${phase} ${axis}`;
        found.set(key, [...(found.get(key) ?? []), { value, ...rest }]);
      }
    }
    for (const name of ['chordLength', 'chordLengthStd', 'linealPath', 'eulerNumber', 'tripleLines']) {
      let [held, all, lacking, errors] = [0, 0, 0, 0];
      for (const [key, values] of found) {
        if (!key.startsWith(`${name} `)) continue;
        const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (values.length - 1);
        for (const { standardError, interval } of values) {
          if (interval === null || standardError === null) {
            lacking++;
            continue;
          }
          all++;
          errors += standardError ** 2 / variance;
          if (interval[0] <= mean && mean <= interval[1]) held++;
        }
      }
      // Some 1200 intervals, six of each window, count as about 500 independent ones: 0.92 less two errors of 0.012.
      expect(held / all, name).toBeGreaterThan(0.896);
      // One window in fifty has none; 240 windows of three phases count as some 300: three errors of 0.008.
      expect(lacking / (all + lacking), name).toBeLessThan(0.02 + 0.025);
      // Errors of numbers of points are 1.1 times too wide; with the phase's correlation they were 1.57 times. The
      // scatter of 240 windows is known to 5 %.
      if (name === 'eulerNumber' || name === 'tripleLines') expect(Math.sqrt(errors / all), name).toBeLessThan(1.3);
    }
  });
});
