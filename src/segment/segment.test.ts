import { describe, expect, it } from 'vitest';
import { createGrid } from '../grid/index.ts';
import { keyOf, normals } from '../random/index.ts';
import { median, noiseLevel, nonLocalMeans } from './filters.ts';
import { applyThresholds, multiOtsu } from './multi-otsu.ts';
import { segment } from './segment.ts';

const noise = (count: number, stream: number): Float64Array => normals(count, keyOf(2, 'segment'), stream);

/** An image of three stripes of grey 50, 120 and 200 with noise. */
function stripes(edge: number, sigma: number, stream: number): Float64Array {
  const n = noise(edge * edge, stream);
  return Float64Array.from(n, (v, i) => [50, 120, 200][Math.floor((3 * (i % edge)) / edge)] + sigma * v);
}

describe('multi-Otsu', () => {
  it('finds the thresholds that an exhaustive search finds', () => {
    const values = Uint8Array.from(stripes(40, 25, 1), (v) => Math.max(0, Math.min(255, Math.round(v))));
    const within = (cuts: number[]): number => {
      const classes = applyThresholds(values, cuts);
      let sum = 0;
      for (let c = 0; c <= cuts.length; c++) {
        const own = Array.from(values).filter((_, i) => classes[i] === c);
        const mean = own.reduce((a, b) => a + b, 0) / Math.max(1, own.length);
        sum += own.reduce((a, b) => a + (b - mean) ** 2, 0);
      }
      return sum;
    };
    for (const classes of [2, 3]) {
      const { values: found, separability } = multiOtsu(values, classes);
      const best = within([...found]);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const whole = values.reduce((a, b) => a + (b - mean) ** 2, 0);
      expect(separability).toBeCloseTo(1 - best / whole, 10);
      for (let a = 4; a < 250; a += 6) {
        if (classes === 2) expect(within([a])).toBeGreaterThanOrEqual(best - 1e-6);
        else for (let b = a + 4; b < 250; b += 12) expect(within([a, b])).toBeGreaterThanOrEqual(best - 1e-6);
      }
    }
  });

  it('does not care for the scale of the grey values', () => {
    const values = stripes(32, 5, 2);
    const [a, b] = [
      multiOtsu(values, 3),
      multiOtsu(
        values.map((v) => 300 * v - 7000),
        3,
      ),
    ];
    // The bins are shares of the range on both sides.
    b.values.forEach((t, k) => {
      expect((t + 7000) / 300).toBeCloseTo(a.values[k], 8);
    });
    expect(b.separability).toBeCloseTo(a.separability, 10);
    expect(a.separability).toBeGreaterThan(0.98);
  });

  it('refuses what cannot be divided', () => {
    expect(() => multiOtsu(new Uint8Array(100).fill(7), 2)).toThrow(/at least 2 different grey values, got 1/);
    expect(() => multiOtsu([1, 2, Number.NaN], 2)).toThrow(/finite/);
  });
});

describe('filters', () => {
  it('the median takes single outliers away and leaves straight edges', () => {
    const [ny, nx] = [12, 15];
    const step = Float64Array.from({ length: ny * nx }, (_, i) => (i % nx < 7 ? 10 : 90));
    expect(median(step, [ny, nx], 1)).toEqual(step);
    const spoilt = step.slice();
    spoilt[5 * nx + 3] = 255;
    spoilt[8 * nx + 11] = 0;
    expect(median(spoilt, [ny, nx], 1)).toEqual(step);
  });

  it('the noise level is that of white noise, edges or not', () => {
    const image = stripes(200, 6, 3);
    // The median of 40000 numbers scatters by half a per cent; three of its columns straddle an edge.
    expect(Math.abs(noiseLevel(image, [200, 200]) / 6 - 1)).toBeLessThan(0.05);
  });

  it('non-local means takes noise away and keeps edges', () => {
    const edge = 60;
    const [clean, noisy] = [stripes(edge, 0, 4), stripes(edge, 15, 4)];
    const filtered = nonLocalMeans(noisy, [edge, edge], 0.8);
    const error = (a: Float64Array): number => Math.sqrt(a.reduce((s, v, i) => s + (v - clean[i]) ** 2, 0) / a.length);
    expect(error(filtered)).toBeLessThan(error(noisy) / 3);
    // On the columns beside the edges too.
    const beside = (a: Float64Array): number =>
      Math.sqrt(
        a.reduce((s, v, i) => s + ([19, 20, 39, 40].includes(i % edge) ? (v - clean[i]) ** 2 : 0), 0) / (4 * edge),
      );
    expect(beside(filtered)).toBeLessThan(beside(noisy) / 2);
    expect(nonLocalMeans(clean, [edge, edge], 0.8)).toEqual(clean);
  });
});

describe('segment', () => {
  const grid = createGrid([90, 90], { spacing: 0.02, unit: 'um' });
  const images = [5, 6].map((stream) => ({ grid, values: stripes(90, 12, stream) }));

  it('gives all images the same thresholds and labels from dark to bright', () => {
    const { maps, thresholds, fractions } = segment(images, { classes: 3, filter: 'median' });
    expect(maps).toHaveLength(2);
    expect(thresholds.values[0]).toBeGreaterThan(70);
    expect(thresholds.values[0]).toBeLessThan(100);
    for (const f of fractions) expect(Math.abs(f - 1 / 3)).toBeLessThan(0.01);
    for (const map of maps) {
      const wrong = map.data.reduce((n, label, i) => n + (label === Math.floor((i % 90) / 30) ? 0 : 1), 0);
      expect(wrong / map.data.length).toBeLessThan(0.005);
    }
  });

  it('takes given thresholds as they are', () => {
    const { thresholds, maps } = segment(images, { classes: 2, filter: 'none', thresholds: [160] });
    expect(thresholds.values).toEqual([160]);
    // Two stripes of three are darker, but for noise beyond three standard deviations.
    const bright = maps[0].data.reduce((n, label) => n + label, 0) / maps[0].data.length;
    expect(Math.abs(bright - 1 / 3)).toBeLessThan(0.005);
    expect(thresholds.separability).toBeLessThan(multiOtsu(images[0].values, 3).separability);
  });
});
