import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from '../grid/index.ts';
import type { LabelledVolume, Sides } from './problem.ts';
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
