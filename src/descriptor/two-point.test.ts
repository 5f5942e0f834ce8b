import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shapes } from '../../test/fuzz/shapes.ts';
import { createGrid, createPhaseMap, masked, type PhaseMap, type Triple } from '../grid/index.ts';
import { addPairCountsByKernels } from './pair-count-kernels.ts';
import { addPairCounts, emptyPairCounts } from './pair-counts.ts';
import { createSpecimen } from './specimen.ts';
import { largestLag, measureTwoPoint } from './two-point.ts';

const phases = ['pore', 'active', 'binder'].map((name, label) => ({ name, label }));

/** Uniform numbers in [0, 1): the generator of Numerical Recipes, upper bits. */
function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The definition, offset by offset: a double loop over voxels, for one pair of phases. */
function slowCurve(map: PhaseMap, i: number, j: number, maxLag: number): { curve: number[]; lags: number[] } {
  const { shape, spacing, periodic, rank } = map.grid;
  const width = Math.min(...spacing.slice(3 - rank));
  const at = (index: number[]): number => {
    const wrapped = index.map((t, a) => (periodic[a] ? (t + shape[a]) % shape[a] : t));
    if (wrapped.some((t, a) => t < 0 || t >= shape[a])) return masked;
    return map.data[(wrapped[0] * shape[1] + wrapped[1]) * shape[2] + wrapped[2]];
  };
  const sums = Array.from({ length: maxLag + 1 }, () => ({ c: 0, lag: 0, n: 0 }));
  const half = shape.map((n) => n >> 1);
  for (let hz = rank === 2 ? 0 : -half[0]; hz <= (rank === 2 ? 0 : half[0]); hz++) {
    for (let hy = -half[1]; hy <= half[1]; hy++) {
      for (let hx = -half[2]; hx <= half[2]; hx++) {
        const lag = Math.sqrt((hz * spacing[0]) ** 2 + (hy * spacing[1]) ** 2 + (hx * spacing[2]) ** 2);
        const ring = sums[Math.round(lag / width)];
        if (!ring) continue;
        let both = 0;
        let inWindow = 0;
        for (let z = 0; z < shape[0]; z++) {
          for (let y = 0; y < shape[1]; y++) {
            for (let x = 0; x < shape[2]; x++) {
              const [a, b] = [at([z, y, x]), at([z + hz, y + hy, x + hx])];
              if (a === masked || b === masked) continue;
              inWindow++;
              if (a === i && b === j) both++;
            }
          }
        }
        if (inWindow === 0) continue;
        ring.c += both / inWindow;
        ring.lag += lag;
        ring.n++;
      }
    }
  }
  const gap = sums.findIndex(({ n }) => n === 0);
  const measured = sums.slice(0, gap < 0 ? undefined : gap);
  return { curve: measured.map(({ c, n }) => c / n), lags: measured.map(({ lag, n }) => lag / n) };
}

const maps = fc
  .record({
    shape: fc.oneof(
      fc.tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 })),
      fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })),
    ),
    spacing: fc.constantFrom<number | Triple>(1, 0.065, [2, 1, 1.5], [1, 3, 2], [1, 1, 1.4]),
    periodic: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    seed: fc.nat(),
    share: fc.constantFrom(0, 0.2, 0.6),
  })
  .map(({ shape, spacing, periodic, seed, share }) => {
    const grid = createGrid(shape, { spacing, periodic, unit: 'um' });
    const next = uniforms(seed);
    const data = Uint8Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
      next() < share ? masked : Math.floor(3 * next()),
    );
    data[0] = 0;
    return createPhaseMap(grid, data, phases);
  });

describe('two-point coverage probabilities', () => {
  it('agree with the double loop on any small map, masked or not, periodic or not', async () => {
    await fc.assert(
      fc.asyncProperty(maps, async (map) => {
        const sample = createSpecimen([map]);
        const maxLag = largestLag(sample);
        const { pairs, curves, lags } = await measureTwoPoint(sample, maxLag);
        pairs.forEach(([i, j], p) => {
          const slow = slowCurve(map, i, j, maxLag);
          expect(curves[p]).toHaveLength(slow.curve.length);
          // Counts are exact; a mean of a few hundred quotients below 1 rounds by less than 1e-13. The loop orders i, j
          // only one way, which is the same after a ring holds h and -h.
          slow.curve.forEach((c, r) => {
            expect(Math.abs(curves[p][r] - c)).toBeLessThan(1e-13);
            expect(Math.abs(lags[r] - slow.lags[r])).toBeLessThan(1e-12);
          });
        });
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('along an axis are counted by hand', async () => {
    // Row by row 0 0 1 1 0: pairs along x at lag 2: (0,1) (0,1) (1,0); along y the rows are equal.
    const row = [0, 0, 1, 1, 0];
    const data = Uint8Array.from([...row, ...row, ...row, ...row]);
    const map = createPhaseMap(createGrid([4, 5], { spacing: [2, 3], unit: 'um' }), data, phases.slice(0, 2));
    const { alongAxes, pairs } = await measureTwoPoint(createSpecimen([map]), 3);
    expect(pairs).toEqual([
      [0, 0],
      [1, 1],
      [0, 1],
    ]);
    const [z, y, x] = alongAxes;
    expect(z).toBeUndefined();
    expect(x).toEqual({
      lags: [0, 3, 6],
      curves: [
        [3 / 5, 1 / 4, 0],
        [2 / 5, 1 / 4, 0],
        [0, 1 / 4, 1 / 2],
      ],
    });
    expect(y).toEqual({
      lags: [0, 2, 4],
      curves: [
        [3 / 5, 3 / 5, 3 / 5],
        [2 / 5, 2 / 5, 2 / 5],
        [0, 0, 0],
      ],
    });
  });

  it('add up: over both phases to 1, over one to the volume fraction at lag 0', async () => {
    await fc.assert(
      fc.asyncProperty(maps, async (map) => {
        const sample = createSpecimen([map]);
        const { pairs, curves } = await measureTwoPoint(sample, largestLag(sample));
        const total = sample.voxels.reduce((a, b) => a + b);
        curves[0].forEach((_, r) => {
          const sum = pairs.reduce((s, [i, j], p) => s + (i === j ? 1 : 2) * curves[p][r], 0);
          expect(Math.abs(sum - 1)).toBeLessThan(1e-13);
        });
        sample.voxels.forEach((n, i) => {
          expect(Math.abs(curves[i][0] - n / total)).toBeLessThan(1e-13);
        });
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('of a periodic checkerboard are 1/2 and 0 on even and odd offsets', async () => {
    const grid = createGrid([6, 6], { periodic: true });
    const data = Uint8Array.from({ length: 36 }, (_, t) => (Math.floor(t / 6) + t) % 2);
    const sample = createSpecimen([createPhaseMap(grid, data, phases)]);
    const { lags, offsets, curves } = await measureTwoPoint(sample, 1);
    // Ring 1 holds the 4 axis neighbours (odd) and the 4 diagonal ones (even).
    expect(offsets).toEqual([1, 8]);
    expect(lags[1]).toBeCloseTo((1 + Math.SQRT2) / 2, 14);
    expect(curves.slice(0, 4)).toEqual([
      [0.5, 0.25],
      [0.5, 0.25],
      [0, 0],
      [0, 0.25],
    ]);
  });

  it('of white noise are p^2 beyond lag 0', async () => {
    const n = 256;
    const p = 0.3;
    const next = uniforms(7);
    const data = Uint8Array.from({ length: n * n }, () => (next() < p ? 0 : 1));
    const sample = createSpecimen([createPhaseMap(createGrid([n, n], { periodic: true }), data, phases.slice(0, 2))]);
    const { curves, offsets } = await measureTwoPoint(sample, 20);
    expect(curves[0][0]).toBe(sample.voxels[0] / (n * n));
    for (let r = 1; r <= 20; r++) {
      // C(r) - p^2 = 2 p (mean - p) + pair noise, whose variances are 4 p^2 pq / N and, over n_r offsets of which h and
      // -h are one, 2 (pq)^2 / (N n_r). Five standard errors: 20 rings fail by chance once in 1e5 seeds.
      const variance = (4 * p ** 3 * (1 - p) + (2 * (p * (1 - p)) ** 2) / offsets[r]) / (n * n);
      expect(Math.abs(curves[0][r] - p * p)).toBeLessThan(5 * Math.sqrt(variance));
    }
  });

  it('end before the first ring that no pair of unmasked voxels reaches', async () => {
    const data = new Uint8Array(20 * 20).fill(masked);
    for (const t of [0, 1, 20, 21]) data[t] = 0;
    const sample = createSpecimen([createPhaseMap(createGrid([20, 20]), data, phases)]);
    expect((await measureTwoPoint(sample, 10)).lags).toHaveLength(2);
  });

  it('count by kernels as in plain float64 on any map', async () => {
    const cases = fc.record({
      shape: shapes(5000),
      /** Lags as shares of what the map allows. */
      reach: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0, max: 1, noNaN: true }))),
      periodic: fc.boolean(),
      phaseTotal: fc.integer({ min: 2, max: 5 }),
      threads: fc.constantFrom(1, 1, 1, 2),
      seed: fc.nat(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ shape, reach: shares, periodic, phaseTotal, threads, seed }) => {
        const reach = shape.map((n, a) => Math.floor(shares[a] * Math.floor(n / 2))) as unknown as Triple;
        const next = uniforms(seed);
        const size = shape[0] * shape[1] * shape[2];
        // One voxel in ten is masked.
        const data = Uint8Array.from({ length: size }, () =>
          next() < 0.1 ? masked : Math.floor(phaseTotal * next() ** 1.5),
        );
        const names = Array.from({ length: phaseTotal }, (_, label) => ({ name: `p${label}`, label }));
        const map = createPhaseMap(createGrid([...shape], { periodic }), data, names);
        const [exact, fast] = [emptyPairCounts(phaseTotal, reach), emptyPairCounts(phaseTotal, reach)];
        addPairCounts(map, exact);
        await addPairCountsByKernels(map, fast, threads);
        // Counts are at most 5000, an error of 1e-6 of that below the quarter at which rounding to halves would go
        // wrong.
        expect(fast.counts).toEqual(exact.counts);
      }),
      { numRuns: 120, seed: 2 },
    );
  });

  it('count by kernels as in plain float64 on a larger one', async () => {
    const next = uniforms(9);
    const shape: Triple = [40, 37, 29];
    const data = Uint8Array.from({ length: 40 * 37 * 29 }, () =>
      next() < 0.1 ? masked : Math.floor(3 * next() ** 1.5),
    );
    const map = createPhaseMap(createGrid([...shape]), data, phases);
    const [exact, fast] = [emptyPairCounts(3, [9, 18, 14]), emptyPairCounts(3, [9, 18, 14])];
    addPairCounts(map, exact);
    await addPairCountsByKernels(map, fast, 1);
    expect(fast.counts).toEqual(exact.counts);
  });
});
