import { describe, expect, it } from 'vitest';
import { createModel, presets, realise } from '../phase/index.ts';
import { chordLength } from './chord-length.ts';
import { describe as measure } from './describe.ts';
import { describedQuantities } from './description.ts';
import { linealPath } from './lineal-path.ts';

describe('95 % intervals of images of 8 correlation lengths', () => {
  it('of what few long chords decide on hold the mean of such images', { tags: ['long'] }, async () => {
    const model = createModel(presets.plurigaussian);
    const list = [chordLength, linealPath];
    const found = new Map<string, { value: number; interval: readonly [number, number] | null }[]>();
    for (let realisation = 0; realisation < 240; realisation++) {
      const { map } = await realise(model, { shape: [48, 48], seed: 5, realisation });
      const description = await measure([map], { descriptors: list, detail: 'basic' });
      for (const { name, phase, axis, value, interval } of describedQuantities(description, list)) {
        if (value === null) continue;
        const key = `${name} ${phase} ${axis}`;
        found.set(key, [...(found.get(key) ?? []), { value, interval }]);
      }
    }
    for (const name of ['chordLength', 'chordLengthStd', 'linealPath']) {
      let [held, all] = [0, 0];
      for (const [key, values] of found) {
        if (!key.startsWith(`${name} `)) continue;
        const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
        for (const { interval } of values) {
          if (interval === null) continue;
          all++;
          if (interval[0] <= mean && mean <= interval[1]) held++;
        }
      }
      // Some 1200 intervals, six of each window, count as about 500 independent ones: 0.92 less two errors of 0.012.
      expect(held / all, name).toBeGreaterThan(0.896);
      expect(all).toBeGreaterThan(900);
    }
  });
});
