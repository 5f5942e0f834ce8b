import { describe, expect, it } from 'vitest';
import { createGrid } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { pixelFeatures } from './pixel-features.ts';
import { segment } from './segment.ts';
import { classifyImages, trainForest } from './trained.ts';

const [ny, nx] = [96, 128];
const grid = createGrid([ny, nx]);
const phases = ['plain', 'rough', 'bright'].map((name, label) => ({ name, label }));
/** Three stripes: the first two have one mean grey value and differ in noise alone. */
const truth = (i: number): number => Math.floor((3 * (i % nx)) / nx);
const noise = uniforms(ny * nx, keyOf(1, 'noise'), 0);
const values = Float64Array.from(noise, (u, i) => [100, 100, 160][truth(i)] + [8, 60, 8][truth(i)] * (u - 0.5));
const image = { grid, values };
const strokes = [
  {
    image: 0,
    phase: 0,
    radius: 3,
    points: [
      [10, 10],
      [30, 40],
    ],
  },
  {
    image: 0,
    phase: 1,
    radius: 3,
    points: [
      [55, 10],
      [70, 40],
    ],
  },
  { image: 0, phase: 2, radius: 3, points: [[100, 20]] },
] as const;
const features = [pixelFeatures(values, [ny, nx])];
const shareRight = (data: Uint8Array): number => data.filter((own, i) => own === truth(i)).length / data.length;

describe('a segmentation by strokes', () => {
  const forest = trainForest(features, [image], { strokes, classes: 3 });

  it('tells phases apart that differ in texture alone, which no threshold does', () => {
    const [map] = classifyImages(forest, features, [image], { phases });
    // Features reach 6 pixels at most where they are told apart: that far around two boundaries all may be wrong.
    expect(shareRight(map.data)).toBeGreaterThan(1 - (2 * 2 * 6) / nx);
    const { maps } = segment([image], { classes: 3, filter: 'none' });
    expect(shareRight(maps[0].data)).toBeLessThan(0.75);
  });

  it('is the same for the same strokes, and coarser in a preview', () => {
    const [map] = classifyImages(forest, features, [image], { phases });
    const again = trainForest(features, [image], { strokes, classes: 3 });
    expect(classifyImages(again, features, [image], { phases })[0].data).toEqual(map.data);
    const [coarse] = classifyImages(forest, features, [image], { phases, stride: 4 });
    for (const [y, x] of [
      [0, 0],
      [40, 64],
      [92, 124],
    ]) {
      expect(coarse.data[y * nx + x]).toBe(map.data[(y + 2) * nx + x + 2]);
      expect(coarse.data[(y + 3) * nx + x + 3]).toBe(coarse.data[y * nx + x]);
    }
  });

  it('needs strokes of two phases', () => {
    expect(() => trainForest(features, [image], { strokes: strokes.slice(0, 1), classes: 3 })).toThrow(
      'strokes: expected strokes of at least two phases, got 1; try a stroke in another phase',
    );
  });
});
