import { describe, expect, it } from 'vitest';
import { createGrid, distinctPairs, masked, type PhaseMap } from '../../../grid/index.ts';
import { keyOf, uniforms } from '../../../random/index.ts';
import { countBlock, cutBlocks, lagClasses } from './block-counts.ts';

/** Random labels of three phases with a tenth of the pixels masked. */
function section(ny: number, nx: number, stream: number): PhaseMap {
  const data = Uint8Array.from(uniforms(ny * nx, keyOf(5, 'blocks'), stream), (u) =>
    u < 0.1 ? masked : u < 0.5 ? 0 : u < 0.8 ? 1 : 2,
  );
  const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
  const grid = createGrid([1, ny, nx], { spacing: [1, 1, 1], unit: 'um', periodic: false });
  return { grid, data, phases };
}

describe('countBlock', () => {
  const map = section(23, 31, 1);
  const classes = lagClasses(6);
  const blocks = cutBlocks([map], 6, 8);

  it('counts the pairs that a double loop counts', () => {
    const [, ny, nx] = map.grid.shape;
    const { reach, classOf, lags } = classes;
    const pairs = distinctPairs(3);
    for (const block of blocks) {
      const cross = new Float64Array(pairs.length * lags.length);
      const all = new Float64Array(lags.length);
      for (let y = block.y; y < block.y + block.height; y++) {
        for (let x = block.x; x < block.x + block.width; x++) {
          for (let dy = -reach, k = 0; dy <= reach; dy++) {
            for (let dx = -reach; dx <= reach; dx++, k++) {
              const c = classOf[k];
              if (c < 0 || y + dy < 0 || y + dy >= ny || x + dx < 0 || x + dx >= nx) continue;
              const [i, j] = [map.data[y * nx + x], map.data[(y + dy) * nx + x + dx]];
              if (i === masked || j === masked) continue;
              all[c]++;
              const p = pairs.findIndex(([a, b]) => a === Math.min(i, j) && b === Math.max(i, j));
              // A cross pair has two orders, and C_ij is the probability of one of them.
              if (p >= 0) cross[p * lags.length + c] += 0.5;
            }
          }
        }
      }
      const got = countBlock(map, block, classes);
      // Counts are below 1e4 and come from transforms of zeros and ones: an error of 1e-9 is ten thousand roundings.
      got.cross.forEach((n, k) => {
        expect(Math.abs(n - cross[k])).toBeLessThan(1e-9);
      });
      got.all.forEach((n, c) => {
        expect(Math.abs(n - all[c])).toBeLessThan(1e-9);
      });
    }
  });

  it('adds up to the counts of the whole section, however it is cut', () => {
    const whole = countBlock(map, { section: 0, y: 0, x: 0, height: 23, width: 31 }, classes);
    const sum = blocks.map((block) => countBlock(map, block, classes));
    expect(blocks.length).toBeGreaterThan(3);
    for (const key of ['pixels', 'cross', 'all'] as const) {
      whole[key].forEach((n, k) => {
        expect(Math.abs(sum.reduce((t, b) => t + b[key][k], 0) - n)).toBeLessThan(1e-8);
      });
    }
  });

  it('cuts blocks that cover every pixel once and are not narrower than asked', () => {
    const sections = [section(40, 90, 2), section(17, 33, 3)];
    const cut = cutBlocks(sections, 20, 16);
    const covered = sections.map(({ data }) => new Uint8Array(data.length));
    for (const { section: s, y, x, height, width } of cut) {
      expect(Math.min(height, width)).toBeGreaterThanOrEqual(16);
      for (let v = y; v < y + height; v++) {
        for (let u = x; u < x + width; u++) covered[s][v * sections[s].grid.shape[2] + u]++;
      }
    }
    expect(covered.every((map) => map.every((n) => n === 1))).toBe(true);
  });
});

describe('averages over a class', () => {
  // Probabilities that the ends of a lag are separated, for a level set of a smooth, a rough, a short correlation.
  it.each([
    [8, 1.9, 2e-5],
    [8, 1.2, 2e-5],
    [3, 2, 2e-4],
  ])('are those over all lattice points: range %d, shape %d', (range, shape, tolerance) => {
    const { lags, averages, classOf, reach } = lagClasses(40);
    const separated = (h: number): number => Math.acos(Math.exp(-(((Math.hypot(h, 0.5) - 0.5) / range) ** shape)));
    const sums = lags.map(() => 0);
    const counts = lags.map(() => 0);
    for (let y = -reach, k = 0; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++, k++) {
        if (classOf[k] < 0) continue;
        sums[classOf[k]] += separated(Math.hypot(x, y));
        counts[classOf[k]]++;
      }
    }
    averages.forEach((list, c) => {
      const mean = list.reduce((sum, [k, weight]) => sum + weight * separated(lags[k]), 0);
      expect(Math.abs(mean / (sums[c] / counts[c]) - 1), `class ${c}`).toBeLessThan(tolerance);
    });
    // The value at the mean lag is not: it was off by more than 1e-3 in some ring.
    const plain = Math.max(...sums.map((sum, c) => Math.abs(separated(lags[c]) / (sum / counts[c]) - 1)));
    expect(plain).toBeGreaterThan(20 * tolerance);
  });
});
