import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { type ChordLength, chordLength, measureChordLength } from './chord-length.ts';
import { createSpecimen } from './specimen.ts';

const phases = ['pore', 'active'].map((name, label) => ({ name, label }));
const _ = masked;

function chords(shape: readonly number[], data: readonly number[] | Uint8Array, options: object = {}) {
  return measureChordLength(
    createSpecimen([createPhaseMap(createGrid(shape, options), Uint8Array.from(data), phases)]),
  );
}

describe('chord lengths', () => {
  it('count complete chords only: none that the border or a mask cuts', () => {
    // Row by row, complete along x: one pore of 2; none (mask on its left); one pore of 1, one active of 2.
    const image = [
      [1, 0, 0, 1, 1],
      [1, _, 0, 0, 1],
      [1, 0, 1, 1, 0],
      [1, 1, 1, 1, 1],
    ];
    const [pore, active] = chords([4, 5], image.flat(), { spacing: [0.5, 0.25], unit: 'um' });
    expect(pore.x).toMatchObject({ mean: 1.5 * 0.25, std: 0.5 * 0.25, count: 2, unit: 'um', histogram: [1, 1] });
    expect(active.x).toMatchObject({ mean: 0.5, std: 0, count: 1, unit: 'um', histogram: [0, 1] });
    // Column by column, complete along y: column 4 has one pore of 1; column 1 meets the mask, columns 2 and 3 start
    // with or touch the border.
    expect(pore.y).toMatchObject({ mean: 0.5, std: 0, count: 2, unit: 'um', histogram: [2] });
    expect(active.y).toEqual({ value: null, reason: 'no complete chord' });
    expect(pore.z).toBeUndefined();
  });

  it('weighted by length and corrected for cut chords, by hand', () => {
    // Along x: pores of 1 and of 2 complete, a pore of 2 whose start a mask hides, one of 1 whose end the border hides.
    const { lengthWeighted, kaplanMeier } = chords(
      [3, 6],
      [...[1, 0, 0, 1, 1, 0], ...[1, _, 0, 0, 1, 1], ...[1, 1, 1, 0, 1, 1]],
      { spacing: [1, 0.25] },
    )[0].x as ChordLength;
    expect(lengthWeighted.mean).toBeCloseTo((5 / 3) * 0.25, 14);
    expect(lengthWeighted.std).toBeCloseTo((Math.SQRT2 / 3) * 0.25, 14);
    // Six visible ends; of five that could end after one step two do, then all of the two that could end after two.
    expect(kaplanMeier.mean).toBeCloseTo((1 + 0.6) * 0.25, 14);
    expect(kaplanMeier.std).toBeCloseTo(Math.sqrt(1 + 3 * 0.6 - 1.6 ** 2) * 0.25, 14);
    expect(kaplanMeier.remaining).toBe(0);
  });

  it('of a laminate are the thicknesses of the layers, along its normal only', () => {
    const n = 20;
    for (const axis of [0, 1, 2]) {
      const data = Array.from({ length: n ** 3 }, (_, t) => ((Math.floor(t / n ** (2 - axis)) % n) % 5 < 2 ? 0 : 1));
      const [pore, active] = chords([n, n, n], data);
      (['z', 'y', 'x'] as const).forEach((name, k) => {
        // Layers 2 + 3 + 2 + 3 ...: the first pore and the last active layer touch the border.
        const [thin, thick] = [2, 3].map((mean) => ({ mean, std: 0, count: 3 * n * n }));
        const none = { value: null, reason: 'no complete chord' };
        expect(pore[name]).toMatchObject(k === axis ? thin : none);
        expect(active[name]).toMatchObject(k === axis ? thick : none);
      });
    }
  });

  it('do not wrap on periodic axes', () => {
    const row = [0, 1, 1, 0, 1, 0];
    const [open, closed] = [chords([1, 6], row), chords([1, 6], row, { periodic: true })];
    expect(closed).toEqual(open);
  });

  it('of white noise are geometric, thinned by minus-sampling', () => {
    const p = 0.6;
    let state = 3;
    for (const [lines, length] of [
      [20000, 12],
      [200, 1200],
    ]) {
      const data = Uint8Array.from({ length: lines * length }, () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state < p * 2 ** 32 ? 0 : 1;
      });
      const { mean, std, count, kaplanMeier, lengthWeighted } = chords([lines, length], data)[0].x as ChordLength;
      // A chord of length l has L - l - 1 places where both its ends lie inside, so complete ones have frequency (L - l
      // - 1) p^(l-1).
      const lengths = Array.from({ length: length - 2 }, (_, k) => k + 1);
      const weights = lengths.map((l) => (length - l - 1) * p ** (l - 1));
      const total = weights.reduce((a, b) => a + b);
      const expected = lengths.reduce((sum, l, k) => sum + l * weights[k], 0) / total;
      const spread = Math.sqrt(lengths.reduce((sum, l, k) => sum + (l - expected) ** 2 * weights[k], 0) / total);
      expect(Math.abs(mean - expected)).toBeLessThan((4 * spread) / Math.sqrt(count));
      // The estimate of a standard deviation of near-geometric lengths scatters by about sqrt(8) / 2 of std / sqrt(n).
      expect(Math.abs(std - spread)).toBeLessThan((4 * Math.SQRT2 * spread) / Math.sqrt(count));
      // The loss to the border: by variance / L below 1 / (1 - p), to first order.
      const loss = p / (1 - p) ** 2 / length;
      // Kaplan and Meier's estimate has no such loss: 1 / (1 - p) and sqrt(p) / (1 - p) from windows of any length.
      const rest = p ** (length - 1);
      const whole = (1 - p ** (length - 1)) / (1 - p);
      expect(Math.abs(kaplanMeier.mean - whole)).toBeLessThan((5 * spread) / Math.sqrt(count));
      expect(Math.abs(kaplanMeier.std - Math.sqrt(p) / (1 - p))).toBeLessThan(
        (8 * spread) / Math.sqrt(count) + 20 * rest,
      );
      // Weighted by their length, chords have the mean E L^2 / E L.
      const weightedMean = (spread ** 2 + expected ** 2) / expected;
      expect(Math.abs(lengthWeighted.mean - weightedMean)).toBeLessThan((12 * spread) / Math.sqrt(count));
      if (length > 1000) expect(Math.abs(expected - (1 / (1 - p) - loss))).toBeLessThan(0.02 * loss);
    }
  });
});

describe('a caution', () => {
  it('states what the window does to chords that are long beside it, and is silent else', () => {
    // White noise with a share p of phase 0: chords of mean 1 / (1 - p) steps in lines of 24.
    const cautionOf = (p: number): string | undefined => {
      const u = uniforms(24 * 400, keyOf(11, 'caution'), Math.round(100 * p));
      const data = Uint8Array.from(u, (x) => (x < p ? 0 : 1));
      const [{ x }] = chords([400, 24], data);
      return chordLength.caution!({ x });
    };
    expect(cautionOf(0.3)).toBeUndefined();
    const text = cautionOf(0.93)!;
    expect(text).toMatch(/^the window cuts many of its chords: along x, the mean is \d+ % larger/);
    // Complete chords of geometric law in n = 24 pixels: minus-sampling weighs a chord of k by (n - 1 - k).
    const [p, n] = [0.93, 24];
    let [weights, lengths] = [0, 0];
    for (let k = 1; k < n - 1; k++) {
      weights += (n - 1 - k) * p ** k;
      lengths += k * (n - 1 - k) * p ** k;
    }
    const truth = 100 * (1 / (1 - p) / (lengths / weights) - 1);
    // Some 400 chords: the correction scatters by about a tenth; what is longer than the window is not in it.
    const stated = Number(/(\d+) %/.exec(text)![1]);
    expect(stated).toBeGreaterThan(0.5 * truth);
    expect(stated).toBeLessThan(1.2 * truth);
  });
});
