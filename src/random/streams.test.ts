import { describe, expect, it } from 'vitest';
import {
  firstRealisations,
  firstTrainingImages,
  keyOf,
  purposes,
  realisationNumbers,
  realismPurposes,
  streamWord,
} from './index.ts';

describe('streams of random numbers', () => {
  it('have keys that differ from purpose to purpose', () => {
    const tests = [0, 1, 2, 3].map(realismPurposes);
    const names = [...Object.values(purposes), ...tests.flatMap(({ weights, crops }) => [weights, ...crops])];
    const keys = names.map((name) => JSON.stringify(keyOf(1, name)));
    expect(new Set(keys).size).toBe(names.length);
  });

  it('have ranges of realisations that follow one another', () => {
    for (const table of [firstRealisations, firstTrainingImages]) {
      const first = Object.values(table);
      expect(first[0]).toBe(0);
      first.forEach((value, i) => {
        expect((first[i + 1] ?? realisationNumbers) - value).toBeGreaterThan(2 ** 18);
      });
    }
  });

  it('have counter words that differ, and none out of range', () => {
    const numbers = [0, 1, 2 ** 20, realisationNumbers - 1];
    const words = numbers.flatMap((r) => [0, 1, 255].map((field) => streamWord(r, field)));
    expect(new Set(words).size).toBe(words.length);
    for (const word of words) expect(word >>> 0).toBe(word);
    expect(() => streamWord(realisationNumbers, 0)).toThrow(/realisation < 2\^24 and field < 256, got 16777216 and 0/);
    expect(() => streamWord(0, 256)).toThrow(/got 0 and 256/);
    expect(() => streamWord(-1, 0)).toThrow(/got -1 and 0/);
  });
});
