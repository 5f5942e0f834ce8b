import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap, type Triple } from '../grid/index.ts';
import { type LinealPath, measureLinealPath } from './lineal-path.ts';
import { createSpecimen } from './specimen.ts';

const phases = ['pore', 'active'].map((name, label) => ({ name, label }));
const _ = masked;

function mapOf(shape: readonly number[], data: readonly number[] | Uint8Array, options: object = {}): PhaseMap {
  return createPhaseMap(createGrid(shape, options), Uint8Array.from(data), phases);
}

const paths = (...maps: PhaseMap[]) => measureLinealPath(createSpecimen(maps));

function curve(map: PhaseMap, phase = 0, axis: 'x' | 'y' | 'z' = 'x'): readonly number[] {
  return (paths(map)[phase][axis] as LinealPath).values;
}

/** Uniform numbers in [0, 1): the generator of Numerical Recipes, upper bits. */
function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * The definition: a loop over the positions of n + 1 voxels along an axis, all unmasked; how many there are, and in the
 * phase.
 */
function positions(map: PhaseMap, axis: number, phase: number, n: number): { inPhase: number; inWindow: number } {
  const { shape, periodic } = map.grid;
  const stride = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const count = { inPhase: 0, inWindow: 0 };
  if (n >= shape[axis]) return count;
  for (let t = 0; t < map.data.length; t++) {
    const at = Math.floor(t / stride) % shape[axis];
    if (!periodic[axis] && at + n >= shape[axis]) continue;
    const values = Array.from({ length: n + 1 }, (_, k) => map.data[t + (((at + k) % shape[axis]) - at) * stride]);
    if (values.includes(masked)) continue;
    count.inWindow++;
    if (values.every((v) => v === phase)) count.inPhase++;
  }
  return count;
}

function slowCurve(maps: readonly PhaseMap[], axis: number, phase: number): number[] {
  const values: number[] = [];
  const half = Math.max(...maps.map(({ grid }) => grid.shape[axis])) >> 1;
  let voxels = 0;
  for (let n = 0; n <= half; n++) {
    const counts = maps.map((map) => positions(map, axis, phase, n));
    const inWindow = counts.reduce((sum, c) => sum + c.inWindow, 0);
    const inPhase = counts.reduce((sum, c) => sum + c.inPhase, 0);
    if (n === 0) voxels = inWindow;
    if (inWindow === 0 || inWindow < 0.01 * voxels) break;
    values.push(inPhase / inWindow);
    if (inPhase / inWindow < 1e-4 * values[0]) break;
  }
  return values;
}

const mapsOfOneMaterial = fc
  .record({
    rank: fc.constantFrom(2, 3),
    sizes: fc.array(fc.tuple(...[0, 0, 0].map(() => fc.integer({ min: 1, max: 8 }))), { minLength: 1, maxLength: 3 }),
    spacing: fc.constantFrom<number | Triple>(1, 0.065, [2, 1, 1.5]),
    periodic: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    seed: fc.nat(),
    share: fc.constantFrom(0, 0.1, 0.5),
    pore: fc.constantFrom(0.3, 0.9),
  })
  .map(({ rank, sizes, spacing, periodic, seed, share, pore }) => {
    const next = uniforms(seed);
    return sizes.map((size) => {
      const shape = size.slice(3 - rank);
      const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
        next() < share ? masked : next() < pore ? 0 : 1,
      );
      data[0] = 0;
      return mapOf(shape, data, { spacing, periodic, unit: 'um' });
    });
  });

describe('lineal-path functions', () => {
  it('of a row are counted by hand', () => {
    const row = [0, 0, 0, 1, 0, 0, 1, 1];
    // Pore runs of 3 and 2: 5, 3, 1, 0 segments of 1 to 4 voxels, of 8, 7, 6, 5; active runs of 1 and 2: 3, 1, 0.
    const [pore, active] = paths(mapOf([1, 8], row, { spacing: [1, 0.5], unit: 'um' }));
    expect(pore.x).toEqual({
      lags: [0, 0.5, 1, 1.5],
      values: [5 / 8, 3 / 7, 1 / 6, 0],
      unit: 'um',
      mean: expect.closeTo((0.5 * (5 / 16 + 3 / 7 + 1 / 6)) / (5 / 8), 14),
    });
    expect((active.x as LinealPath).values).toEqual([3 / 8, 1 / 7, 0]);
    // An axis of one voxel holds no segment.
    expect(pore.y).toEqual({ value: null, reason: 'no segment longer than a voxel' });
    expect(pore.z).toBeUndefined();
    // On a torus segments of every length have 8 positions, and runs join across the border only where they are of one
    // phase.
    expect(curve(mapOf([1, 8], row, { periodic: true }))).toEqual([5 / 8, 3 / 8, 1 / 8, 0]);
    expect(curve(mapOf([1, 8], [0, 0, 0, 1, 1, 1, 0, 0], { periodic: true }))).toEqual(
      [5, 4, 3, 2, 1].map((n) => n / 8),
    );
  });

  it('of an image with a mask are counted by hand along both axes', () => {
    const image = [
      [0, 0, 1, 0],
      [_, 0, 0, 0],
      [0, _, 1, 0],
      [0, 0, 0, 0],
    ].flat();
    // Rows: pore runs 2, 1; 3; 1, 1; 4 and windows 4; 3; 1, 2; 4. Columns: pore 1, 2; 2, 1; 1, 1; 4 and windows 1, 2;
    // 2, 1; 4; 4.
    const [pore] = paths(mapOf([4, 4], image));
    expect((pore.x as LinealPath).values).toEqual([12 / 14, 6 / 9, 3 / 5]);
    expect((pore.y as LinealPath).values).toEqual([12 / 14, 5 / 8, 2 / 4]);
  });

  it('of one phase alone are 1, of an absent phase unmeasured', () => {
    for (const periodic of [false, true]) {
      const [pore, active] = paths(mapOf([6, 6, 8], new Uint8Array(288), { periodic }));
      for (const [axis, n] of [
        ['z', 6],
        ['y', 6],
        ['x', 8],
      ] as const) {
        const { values, mean } = pore[axis] as LinealPath;
        expect(values).toEqual(new Array(n / 2 + 1).fill(1));
        // Cut at half the axis.
        expect(mean).toBe(n / 2);
        expect(active[axis]).toEqual({ value: null, reason: 'phase active is absent' });
      }
    }
  });

  it('of a checkerboard end after one voxel', () => {
    const data = Array.from({ length: 64 }, (_, t) => (Math.floor(t / 8) + t) % 2);
    for (const phase of paths(mapOf([8, 8], data))) {
      for (const path of [phase.x, phase.y]) {
        // Half of one voxel, the mean chord.
        expect(path).toEqual({ lags: [0, 1], values: [0.5, 0], mean: 0.5, unit: 'voxel' });
      }
    }
  });

  it('agree with the loop over positions for any small maps, masked or not, periodic or not, pooled', () => {
    fc.assert(
      fc.property(mapsOfOneMaterial, (maps) => {
        const measured = paths(...maps);
        const { rank, spacing } = maps[0].grid;
        for (const phase of [0, 1]) {
          (['z', 'y', 'x'] as const).slice(3 - rank).forEach((name, k) => {
            const axis = 3 - rank + k;
            const path = measured[phase][name]!;
            const slow = slowCurve(maps, axis, phase);
            if (!('values' in path)) {
              expect(path.reason.includes('absent') ? slow[0] : slow.length).toBe(
                path.reason.includes('absent') ? 0 : 1,
              );
              return;
            }
            // Both divide the same whole numbers.
            expect(path.values).toEqual(slow);
            expect(path.lags).toEqual(slow.map((_, n) => n * spacing[axis]));
          });
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('have no bias from the border: a phase that fills half the window keeps the segments it holds', () => {
    const n = 20;
    const data = Array.from({ length: n * n }, (_, t) => (t % n < n / 2 ? 0 : 1));
    const map = mapOf([n, n], data);
    // Across: runs of 10 of windows of 20. Along: no run has an end inside.
    expect(curve(map)).toEqual(Array.from({ length: 11 }, (_, k) => (10 - k) / (20 - k)));
    expect(curve(map, 0, 'y')).toEqual(new Array(11).fill(0.5));
  });

  it('of a window of a laminate are on average those of the laminate', () => {
    // Layers of 3 and 4 voxels; the window of 11 at each of the 7 places. Positions have one denominator, so that means
    // are exact.
    const period = [0, 0, 0, 1, 1, 1, 1];
    const windows = period.map((_, shift) =>
      mapOf(
        [1, 11],
        Array.from({ length: 11 }, (_, x) => period[(x + shift) % 7]),
      ),
    );
    const pooled = paths(...windows);
    expect((pooled[0].x as LinealPath).values).toEqual([3, 2, 1, 0].map((n) => n / 7));
    expect((pooled[1].x as LinealPath).values).toEqual([4, 3, 2, 1, 0].map((n) => n / 7));
  });

  it('on a torus do not change under shifts, and hold (length - n)+ segments a chord', () => {
    const [ny, nx] = [12, 40];
    const next = uniforms(5);
    for (let trial = 0; trial < 20; trial++) {
      const data = Uint8Array.from({ length: ny * nx }, () => (next() < 0.7 ? 0 : 1));
      const [dy, dx] = [Math.floor(ny * next()), Math.floor(nx * next())];
      const shifted = data.map((_, t) => data[((Math.floor(t / nx) + dy) % ny) * nx + (((t % nx) + dx) % nx)]);
      const map = mapOf([ny, nx], data, { periodic: true });
      expect(paths(mapOf([ny, nx], shifted, { periodic: true }))).toEqual(paths(map));
      // The chords of the torus, row by row, each begun at its first voxel.
      const chords: number[] = [];
      for (let t = 0; t < data.length; t++) {
        const [row, x] = [t - (t % nx), t % nx];
        if (data[t] !== 0 || data[row + ((x + nx - 1) % nx)] === 0) continue;
        let length = 1;
        while (data[row + ((x + length) % nx)] === 0) length++;
        chords.push(length);
      }
      const path = paths(map)[0].x as LinealPath;
      path.values.forEach((value, n) => {
        expect(value).toBe(chords.reduce((sum, l) => sum + Math.max(0, l - n), 0) / data.length);
      });
      // Where all chords end within half the axis the mean is half the mean chord weighted by length: sums of some
      // hundred numbers.
      if (Math.max(...chords) <= nx / 2) {
        const [first, second] = [1, 2].map((power) => chords.reduce((sum, l) => sum + l ** power, 0));
        expect(path.mean).toBeCloseTo(second / first / 2, 12);
      }
    }
  });

  it('of white noise are p^(n + 1)', () => {
    const n = 512;
    const next = uniforms(11);
    const p = 0.6;
    const data = Uint8Array.from({ length: n * n }, () => (next() < p ? 0 : 1));
    for (const periodic of [false, true]) {
      const values = curve(mapOf([n, n], data, { periodic }));
      // Ends where p^(n + 1) falls below 1e-4 p: at n = 19, or some lags beside as the last counts of about 16 scatter.
      expect(Math.abs(values.length - 20)).toBeLessThan(8);
      for (let k = 0; k < 15; k++) {
        // Segments that overlap in k + 1 - s voxels are both inside with probability p^(k + 1 + s); farther ones are
        // independent. Five standard errors: 30 values fail by chance once in 5e4 seeds.
        const q = p ** (k + 1);
        let covariance = q - q * q;
        for (let s = 1; s <= k; s++) covariance += 2 * (q * p ** s - q * q);
        const positions = n * (periodic ? n : n - k);
        expect(Math.abs(values[k] - q)).toBeLessThan(5 * Math.sqrt(covariance / positions));
      }
    }
  });

  it('pool maps segment by segment, and end between the islands of a mask', () => {
    // 6 voxels with one run of 4, and 4 voxels of pore: 8, 6, 4, 2 of 10, 8, 6, 4.
    const maps = [mapOf([1, 6], [1, 0, 0, 0, 0, 1]), mapOf([1, 4], [0, 0, 0, 0])];
    expect((paths(...maps)[0].x as LinealPath).values).toEqual([8 / 10, 6 / 8, 4 / 6, 2 / 4]);
    // Islands of two voxels hold no segment of three.
    const islands = Array.from({ length: 60 }, (_, t) => (t % 3 === 2 ? masked : 0));
    expect(curve(mapOf([1, 60], islands))).toEqual([1, 1]);
    // One island of 7 among 500 of 2: segments of 3 voxels begin at 5 of 1007 voxels.
    const sparse = [...Array.from({ length: 500 }, () => [0, 1, masked]).flat(), 0, 0, 0, 0, 0, 0, 0];
    expect(curve(mapOf([1, sparse.length], sparse))).toHaveLength(2);
  });
});
