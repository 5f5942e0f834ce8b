import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { countIntersections, stretchOf } from './intersections.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

const sectionOf = (rows: number[][]): PhaseMap =>
  createPhaseMap(createGrid([rows.length, rows[0].length]), Uint8Array.from(rows.flat()), phases);

describe('intersections', () => {
  it('are those counted by hand, masked pixels left out', () => {
    const map = sectionOf([
      [0, 0, 1],
      [0, 2, 255],
    ]);
    const [block] = countIntersections([map], 8);
    // Along z: 0-0, 0-2 (1-masked does not count). Along x: 0-0, 0-1, 0-2 (2-masked does not count).
    expect(block.pairsAlongZ).toBe(2);
    expect([...block.alongZ]).toEqual([1, 0, 1]);
    expect(block.pairsInPlane).toBe(3);
    expect([...block.inPlane]).toEqual([2, 1, 1]);
    expect([...block.voxels]).toEqual([3, 1, 1]);
  });

  it('of blocks add up to those of the whole, in a section and in a volume', () => {
    for (const shape of [
      [40, 50],
      [20, 24, 28],
    ]) {
      const size = shape.reduce((product, n) => product * n, 1);
      const data = Uint8Array.from({ length: size }, (_, i) => Math.abs(Math.imul(i, i * 7919) >> 4) % 3);
      const map = createPhaseMap(createGrid(shape), data, phases);
      const whole = countIntersections([map], 1000);
      const parts = countIntersections([map], 8);
      expect(whole).toHaveLength(1);
      expect(parts.length).toBeGreaterThan(8);
      const total = (key: 'alongZ' | 'inPlane' | 'voxels') =>
        [0, 1, 2].map((i) => parts.reduce((sum, b) => sum + b[key][i], 0));
      for (const key of ['alongZ', 'inPlane', 'voxels'] as const) expect(total(key)).toEqual([...whole[0][key]]);
      expect(parts.reduce((sum, b) => sum + b.pairsAlongZ, 0)).toBe(whole[0].pairsAlongZ);
      expect(parts.reduce((sum, b) => sum + b.pairsInPlane, 0)).toBe(whole[0].pairsInPlane);
    }
  });
});

describe('stretch', () => {
  it('of bricks is the ratio of their edges, without any error where all blocks are alike', () => {
    // Bricks 8 pixels long and 4 high, phases in turn: boundaries every 8 and every 4 pixels.
    const rows = Array.from({ length: 64 }, (_, y) => Array.from({ length: 64 }, (__, x) => ((y >> 2) + (x >> 3)) % 2));
    const found = stretchOf(countIntersections([sectionOf(rows)], 16))!;
    // 15 of 63 pairs of neighbours along y, 7 of 63 along x.
    expect(found.ratio).toBeCloseTo(15 / 7, 12);
    expect(found.interval[0]).toBeLessThan(15 / 7);
    expect(stretchOf(countIntersections([sectionOf(rows)], 64))).toBeUndefined();
  });
});
