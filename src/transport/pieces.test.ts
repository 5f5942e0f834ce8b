import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from '../grid/index.ts';
import { conductivity } from './conductivity.ts';
import { denseConductivity, denseTensor } from './dense.reference.ts';
import type { ConductingVolume, LabelledVolume, Sides } from './problem.ts';
import { generator } from './random-volumes.reference.ts';
import { type SolverSettings, solveTransport, type TransportSolution } from './solve.ts';
import { solveTensor } from './solve-tensor.ts';

const settings: SolverSettings = { threads: 2, tolerance: 1e-3, mostIterations: 40, keepPotential: false };

const solve = (volume: LabelledVolume, own: Partial<SolverSettings> = {}, sides: Sides = 'insulated') =>
  solveTransport({ volume, axis: 0, sides }, { ...settings, ...own });

/** A wave field with a given mean wave length: a sum of 24 plane waves, whose values are nearly Gaussian. */
function waves(n: number, length: number, seed: number): Float64Array {
  const next = generator(seed);
  const all = Array.from({ length: 24 }, () => {
    const [u, phi, k] = [2 * next() - 1, 2 * Math.PI * next(), ((2 * Math.PI) / length) * (0.7 + 0.6 * next())];
    const across = Math.sqrt(1 - u * u);
    return [k * u, k * across * Math.cos(phi), k * across * Math.sin(phi), 2 * Math.PI * next()];
  });
  return Float64Array.from({ length: n ** 3 }, (_, i) => {
    const [z, y, x] = [Math.floor(i / n ** 2), Math.floor(i / n) % n, i % n];
    return all.reduce((sum, [a, b, c, d]) => sum + Math.cos(a * z + b * y + c * x + d), 0);
  });
}

/** Value below which a share of others lie. */
const quantile = (values: Float64Array, share: number): number =>
  values.slice().sort()[Math.floor(share * values.length)];

/** A matrix (1) of half of the voxels, and specks (2) of another field in 17 % of the rest (0). */
function specks(n: number, conductivities: readonly number[]): LabelledVolume {
  const [a, b] = [waves(n, 12, 1), waves(n, 8, 2)];
  const [matrix, speck] = [quantile(a, 0.52), quantile(b, 0.17)];
  const data = Uint8Array.from(a, (v, i) => (v < matrix ? 1 : b[i] < speck ? 2 : 0));
  return { grid: createGrid([n, n, n]), data, conductivities };
}

/**
 * Channels along z, apart from each other, with a weak voxel in every fourth place, which is another one in each: 40
 * voxels in series, so that the channel conducts 40 / sum of 1 / conductivity.
 */
function chains(weak: number): { volume: LabelledVolume; exact: number } {
  const shape: Triple = [40, 12, 12];
  const [, ny, nx] = shape;
  const data = Uint8Array.from({ length: 40 * ny * nx }, (_, i) => {
    const [z, y, x] = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx];
    if (y % 2 === 1 || x % 2 === 1) return 0;
    return (z + y / 2 + x) % 4 === 0 ? 2 : 1;
  });
  return { volume: { grid: createGrid(shape), data, conductivities: [0, 1, weak] }, exact: 1 / (3 + 1 / weak) };
}

describe('islands of good conductors behind weak links', () => {
  it('in series: the closed form, at any contrast and for all places of the links', async () => {
    for (const weak of [1e-1, 1e-2, 1e-3, 1e-4, 1e-6]) {
      const { volume, exact } = chains(weak);
      const { status, effective, iterations } = await solve(volume, { tolerance: 1e-5 });
      // A quarter of the cross-section are channels.
      expect([weak, status, effective / exact]).toEqual([weak, 'converged', expect.closeTo(1, 5)]);
      expect(iterations).toBeLessThan(20);
    }
  });

  it('need no more iterations than an even conductor by much, at contrasts from 1 to 1e6', async () => {
    for (const contrast of [1, 30, 1e3, 1e4, 1e6]) {
      const volume = specks(40, [0, 1 / contrast, 1]);
      const rough = await solve(volume, { tolerance: 1e-2 });
      expect([contrast, rough.status, rough.iterations < 16]).toEqual([contrast, 'converged', true]);
      const fine = await solve(volume, { tolerance: 1e-6 });
      expect([contrast, fine.status]).toEqual([contrast, 'converged']);
      expect(rough.bounds[0]).toBeLessThanOrEqual(fine.bounds[1]);
      expect(rough.bounds[1]).toBeGreaterThanOrEqual(fine.bounds[0]);
      const data = volume.data.slice().reverse();
      const back = await solve({ ...volume, data }, { tolerance: 1e-6 });
      expect(back.effective / fine.effective).toBeCloseTo(1, 5);
    }
  });

  it('give the same bits for any number of threads', async () => {
    const volume = specks(40, [0, 1e-4, 1]);
    const runs: TransportSolution[] = [];
    for (const threads of [1, 2, 3]) runs.push(await solve(volume, { threads, keepPotential: true }, 'periodic'));
    for (const run of runs) expect(run).toEqual(runs[0]);
  });

  it('have a tensor as well, which is symmetric in its axes', async () => {
    const volume = specks(24, [0, 1e-4, 1]);
    const found = await solveTensor(volume, { ...settings, tolerance: 1e-5 });
    expect([found.status, Math.max(...found.iterations) < 25]).toEqual(['converged', true]);
    // Exchanging z and x exchanges rows and columns.
    const data = volume.data.map(
      (_, i) => volume.data[(i % 24) * 576 + (Math.floor(i / 24) % 24) * 24 + Math.floor(i / 576)],
    );
    const other = await solveTensor({ ...volume, data }, { ...settings, tolerance: 1e-5 });
    const size = found.effective[0][0];
    for (const i of [0, 1, 2]) {
      for (const j of [0, 1, 2])
        expect(other.effective[2 - i][2 - j] / size).toBeCloseTo(found.effective[i][j] / size, 4);
    }
  });
});

describe('noise near percolation', () => {
  it('needs few iterations', async () => {
    const draw = generator(1);
    const data = Uint8Array.from({ length: 48 ** 3 }, () => Number(draw() < 0.33));
    const { status, iterations } = await solve({ grid: createGrid([48, 48, 48]), data, conductivities: [0, 1] });
    expect(['blocked', 'converged']).toContain(status);
    expect(iterations).toBeLessThan(20);
  });
});

/** Noise of three labels in 7 x 7 x 7 voxels of any edges. */
function smallNoise(seed: number, spacing: Triple, conductivities: readonly number[]): LabelledVolume {
  const draw = generator(seed);
  const data = Uint8Array.from({ length: 343 }, () => Math.floor(3 * draw()));
  return { grid: createGrid([7, 7, 7], { spacing }), data, conductivities };
}

describe('long voxels', () => {
  it('are solved within their bounds, though conductances differ by the square of their edges', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const edge = [20, 100, 1000][(seed % 7) % 3];
      const spacing = [0, 1, 2].map((a) => (a === seed % 3 ? edge : 1)) as unknown as Triple;
      const volume = smallNoise(seed, spacing, [0.01 + (seed % 10) / 10, 1, 0]);
      for (const sides of ['insulated', 'periodic'] as const) {
        for (const axis of [0, 1, 2]) {
          const { status, bounds } = await solveTransport({ volume, axis, sides }, { ...settings, tolerance: 1e-4 });
          if (status === 'blocked') continue;
          const exact = denseConductivity({ volume, axis, sides });
          expect([seed, status]).toEqual([seed, 'converged']);
          expect(bounds[0], `seed ${seed}`).toBeLessThanOrEqual(exact * (1 + 1e-9));
          expect(bounds[1], `seed ${seed}`).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
        }
      }
    }
  });

  it('of edges that differ by more than 1e4 are refused', async () => {
    const volume = smallNoise(1, [1, 1, 1e-5], [1, 1, 1]);
    await expect(conductivity(volume, { axis: 'z' })).rejects.toThrow(/differ by at most 10000, got 1 x 1 x 0.00001/);
  });
});

describe('contrasts up to 1e12', () => {
  it('layers: the bounds hold, whether or not digits suffice', async () => {
    for (const [shape, weak] of [
      [[9, 4, 4], 1e-9],
      [[9, 4, 4], 1e-10],
      [[8, 4, 4], 1e-10],
      [[9, 1, 1], 1e-12],
      [[200, 3, 3], 1e-11],
    ] as const) {
      const [nz, ny, nx] = shape;
      const data = Uint8Array.from({ length: nz * ny * nx }, (_, i) => Math.floor(i / (ny * nx)) % 2);
      const volume = { grid: createGrid([nz, ny, nx]), data, conductivities: [1, weak] };
      const { bounds } = await solve(volume);
      const exact = nz / (Math.ceil(nz / 2) + Math.floor(nz / 2) / weak);
      expect(bounds[0] / exact).toBeLessThan(1 + 1e-9);
      expect(bounds[1] / exact).toBeGreaterThan(1 - 1e-9);
    }
  });

  it('tensors: worn residuals are computed afresh, and errors hold', async () => {
    for (const [seed, weak] of [
      [1, 1e-6],
      [2, 3e-9],
      [3, 1e-8],
      [4, 3e-7],
    ]) {
      const volume = smallNoise(seed, [1, 1.6, 2.6], [1, weak, weak]);
      const exact = denseTensor(volume);
      const { effective, errors, iterations } = await solveTensor(volume, { ...settings, mostIterations: 200 });
      expect(Math.max(...iterations)).toBeLessThan(60);
      for (const i of [0, 1, 2]) {
        expect(effective[i][i] / exact[i][i]).toBeCloseTo(1, 3);
        for (const j of [0, 1, 2]) {
          expect(Math.abs(effective[i][j] - exact[i][j])).toBeLessThan(errors[i][j] + 1e-7 * exact[i][i]);
        }
      }
    }
  });
});

describe('labels of 16 bits', () => {
  it('in small volumes that are joined along rows read no code behind them', async () => {
    for (const shape of [
      [2, 4, 107],
      [2, 5, 107],
    ] as const) {
      const draw = generator(1);
      const length = shape[0] * shape[1] * shape[2];
      const data = Uint16Array.from({ length }, () => Math.floor(300 * draw()));
      const conductivities = Array.from({ length: 300 }, () => 10 ** (-3 * draw()));
      const grid = createGrid(shape);
      const request = { axis: 0, sides: 'periodic' } as const;
      const of = (volume: ConductingVolume) =>
        solveTransport({ volume, ...request }, { ...settings, threads: 1, tolerance: 1e-6 });
      const labelled = await of({ grid, data, conductivities });
      const plain = await of({ grid, data: Float32Array.from(data, (label) => conductivities[label]) });
      expect(labelled.effective / plain.effective).toBeCloseTo(1, 5);
    }
  });
});
