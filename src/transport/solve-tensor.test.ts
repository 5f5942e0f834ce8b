import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from '../grid/index.ts';
import { symmetricEigen } from '../numerics/index.ts';
import { denseTensor } from './dense.reference.ts';
import type { LabelledVolume } from './problem.ts';
import { generator, randomProblem } from './random-volumes.reference.ts';
import { type SolverSettings, solveTransport } from './solve.ts';
import { solveTensor, type TensorSolution } from './solve-tensor.ts';

const settings: SolverSettings = { threads: 1, tolerance: 1e-6, mostIterations: 300, keepPotential: false };

const volume = (
  shape: readonly number[],
  label: (z: number, y: number, x: number) => number,
  conductivities: readonly number[],
  spacing: readonly number[] = [1, 1, 1].slice(-shape.length),
): LabelledVolume => {
  const grid = createGrid(shape, { spacing });
  const [nz, ny, nx] = grid.shape;
  const data = Uint8Array.from({ length: nz * ny * nx }, (_, i) =>
    label(Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx),
  );
  return { grid, data, conductivities };
};

const noise = (shape: readonly number[], seed: number, share: number): LabelledVolume => {
  const next = generator(seed);
  return volume(shape, () => Number(next() < share), [0, 1]);
};

async function solved(of: LabelledVolume, own: Partial<SolverSettings> = {}): Promise<TensorSolution> {
  const solution = await solveTensor(of, { ...settings, ...own });
  expect(solution.status).toBe('converged');
  return solution;
}

/** Relative to the largest value: what float32 and the tolerance cost. */
const relative = 3e-6;

/** Entries are equal within a share of the largest one. */
function expectEqual(found: readonly (readonly number[])[], exact: readonly (readonly number[])[], share = relative) {
  const largest = Math.max(...exact.flat().map(Math.abs));
  for (const [i, row] of exact.entries()) {
    for (const [j, value] of row.entries()) {
      expect(Math.abs(found[i][j] - value), `entry ${i}, ${j}: ${found[i][j]}, exact ${value}`).toBeLessThanOrEqual(
        share * largest,
      );
    }
  }
}

describe('tensor of conductivity: closed forms', () => {
  it('a homogeneous body with a spacing for each axis', async () => {
    const { effective, ways } = await solved(volume([5, 7, 9], () => 0, [3], [2, 0.5, 1.3]));
    expectEqual(effective, [
      [3, 0, 0],
      [0, 3, 0],
      [0, 0, 3],
    ]);
    expect(ways).toBe(3);
  });

  it.each([0, 1, 2])('layers across axis %i: 20/11 across, 5.5 along', async (axis) => {
    const layers = volume([12, 10, 8], (...at) => Number(at[axis] < [12, 10, 8][axis] / 2), [1, 10], [2, 1, 0.7]);
    const { effective, principal } = await solved(layers);
    expectEqual(
      effective,
      [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i !== j ? 0 : i === axis ? 20 / 11 : 5.5))),
    );
    expect(principal[2].direction.map(Math.abs)).toEqual([0, 1, 2].map((i) => expect.closeTo(Number(i === axis), 5)));
  });

  it.each([16, 32, 64])('layers at 45 degrees, a period of %i voxels', async (n) => {
    const [a, b] = [1, 10];
    const { effective, principal } = await solved(volume([n, n, 3], (z, y) => Number((z + y) % n < n / 2), [a, b]));
    const harmonic = (2 * a * b) / (a + b);
    // The potential depends on z + y alone. Across, all faces are in series; along, they are side by side, and two of
    // n are at the border of both phases. The mean of both phases is reached with n, with an error of first order.
    const along = ((n / 2 - 1) * (a + b) + 2 * harmonic) / n;
    expectEqual(effective, [
      [(harmonic + along) / 2, (harmonic - along) / 2, 0],
      [(harmonic - along) / 2, (harmonic + along) / 2, 0],
      [0, 0, (a + b) / 2],
    ]);
    expect(Math.abs(along / ((a + b) / 2) - 1)).toBeLessThan(1.4 / n);
    const [, second, third] = principal;
    expect(second.value).toBeCloseTo(along, 4);
    expect(third.value).toBeCloseTo(harmonic, 4);
    expect(third.direction).toEqual([expect.closeTo(Math.SQRT1_2, 4), expect.closeTo(Math.SQRT1_2, 4), 0]);
  });

  it('layers at 45 degrees of which one insulates: 0 across, exactly', async () => {
    const n = 32;
    const { effective, principal, ways } = await solved(volume([n, n, 4], (z, y) => Number((z + y) % n < 12), [0, 1]));
    // Eleven of 32 faces along a step of z + y lie between cells that conduct.
    const along = 11 / n;
    expectEqual(effective, [
      [along / 2, -along / 2, 0],
      [-along / 2, along / 2, 0],
      [0, 0, 12 / n],
    ]);
    expect(ways).toBe(2);
    expect(principal[2]).toEqual({
      value: 0,
      bounds: [0, 0],
      direction: [expect.closeTo(Math.SQRT1_2, 10), expect.closeTo(Math.SQRT1_2, 10), 0],
    });
  });

  it('an oblique channel of one voxel conducts along itself alone', async () => {
    const n = 12;
    const spacing = [1, 1, 1];
    // A staircase through (z, z) and (z, z + 1): it comes round after n steps along both axes.
    const stairs = volume([n, n, 5], (z, y, x) => Number(x === 2 && (y === z || y === (z + 1) % n)), [0, 3], spacing);
    const { effective, principal, ways, connected, conducting } = await solved(stairs);
    // 2n voxels in series; a gradient g drives g . (n, n, 0) through them.
    const value = (3 * n ** 2) / (2 * n * n * n * 5);
    expectEqual(effective, [
      [value, value, 0],
      [value, value, 0],
      [0, 0, 0],
    ]);
    expect(ways).toBe(1);
    expect(connected).toBe(conducting);
    expect(principal[0].value / (2 * value)).toBeCloseTo(1, 5);
    expect(principal.slice(1).map((one) => one.value)).toEqual([0, 0]);
    // The other way round, and a channel that comes round after two periods along y.
    const mirrored = { ...stairs, data: stairs.data.slice() };
    for (let z = 0; z < n; z++) {
      for (let i = 0; i < n * 5; i++) mirrored.data[z * n * 5 + i] = stairs.data[(n - 1 - z) * n * 5 + i];
    }
    expect((await solved(mirrored)).effective[0][1]).toBeCloseTo(-value, 6);
  });

  it('a channel that comes round after two periods', async () => {
    // Rows 0 ... 5 along y, at x = 0 on the first turn and at x = 3 on the second one; steps along x lead over.
    const shape = [3, 6, 6];
    const helix = volume(
      shape,
      (z, y, x) =>
        Number(z === 1 && ((x === 0 && y < 6) || (x === 3 && y < 6) || (y === 0 && x < 3) || (y === 5 && x > 3))),
      [0, 1],
    );
    expectEqual((await solved(helix)).effective, denseTensor(helix));
  });

  it('nothing that leads around is blocked: grains, and what only touches a face', async () => {
    const grains = await solveTensor(
      volume([9, 9, 9], (z, y, x) => Number((z % 3) + (y % 3) + (x % 3) === 0), [0, 1]),
      settings,
    );
    expect(grains).toMatchObject({ status: 'blocked', ways: 0, connected: 0, iterations: [0, 0, 0] });
    expect(grains.conducting).toBeCloseTo(1 / 27, 10);
    expect(grains.effective.flat()).toEqual(new Array(9).fill(0));
    // Connected with both faces across z, but not at places that lie opposite.
    const shifted = volume(
      [10, 8, 8],
      (z, y, x) => Number(x === 4 && (z < 5 ? y === 1 : z === 5 ? y < 5 : y === 4)),
      [0, 1],
    );
    expect((await solveTensor(shifted, settings)).status).toBe('blocked');
    const single = await solveTransport({ volume: shifted, axis: 0, sides: 'insulated' }, settings);
    expect(single.status).toBe('converged');
  });

  it('an image has two axes, and an axis of one voxel the mean', async () => {
    const image = volume([16, 16], (_, y) => Number(y < 8), [1, 4], [1, 1]);
    expectEqual((await solved(image)).effective, [
      [1.6, 0],
      [0, 2.5],
    ]);
    const flat = volume([1, 16, 16], (_, y, x) => Number((y + x) % 16 < 4), [0, 4]);
    const { effective, ways, connected } = await solved(flat);
    expect(effective[0]).toEqual([expect.closeTo(1, 6), expect.closeTo(0, 10), expect.closeTo(0, 10)]);
    expect(ways).toBe(2);
    expect(connected).toBeCloseTo(0.25, 10);
  });

  it('a checkerboard of contrast 10 in any direction: sqrt(10), by extrapolation', async () => {
    const errors: number[] = [];
    for (const n of [16, 32, 64, 128, 256]) {
      const board = volume([n, n], (_, y, x) => Number(y < n / 2 === x < n / 2), [1, 10], [1, 1]);
      const { effective } = await solved(board);
      expect(effective[0][0]).toBeCloseTo(effective[1][1], 5);
      expect(Math.abs(effective[0][1])).toBeLessThan(1e-5);
      errors.push(effective[0][0] / Math.sqrt(10) - 1);
    }
    const [a, b, c] = errors.slice(-3);
    // The order of the corners' singularity, as between electrodes.
    expect(Math.log2((a - b) / (b - c))).toBeCloseTo(0.78, 1);
    expect(Math.abs((c * a - b * b) / (c + a - 2 * b))).toBeLessThan(5e-4);
  });
});

describe('tensor of conductivity: invariances', () => {
  const shape: Triple = [15, 12, 10];
  const next = generator(4);
  const body = volume(shape, () => Math.floor(next() * 3), [1, 0.05, 0], [1, 1.2, 0.8]);
  const [nz, ny, nx] = shape;
  const at = (z: number, y: number, x: number): number =>
    body.data[(((z + nz) % nz) * ny + ((y + ny) % ny)) * nx + ((x + nx) % nx)];
  const moved = (label: typeof at): LabelledVolume => volume(shape, label, body.conductivities, body.grid.spacing);

  it('shifts, and the point reflection, change nothing', async () => {
    const { effective } = await solved(body);
    expectEqual((await solved(moved((z, y, x) => at(z + 4, y + 7, x + 3)))).effective, effective);
    expectEqual((await solved({ ...body, data: body.data.slice().reverse() })).effective, effective);
  });

  it('a mirror turns the signs of its axis', async () => {
    const { effective } = await solved(body);
    const mirrored = await solved(moved((z, y, x) => at(-z, y, x)));
    const turned = effective.map((row, i) => row.map((v, j) => ((i === 0) === (j === 0) ? v : -v)));
    expectEqual(mirrored.effective, turned);
  });

  it('axes can be exchanged', async () => {
    const { effective } = await solved(body);
    // New axes z, y, x are the old x, z, y.
    const from = [2, 0, 1];
    const turned = volume(
      from.map((a) => shape[a]),
      (z, y, x) => at(y, x, z),
      body.conductivities,
      from.map((a) => body.grid.spacing[a]),
    );
    expectEqual(
      (await solved(turned)).effective,
      from.map((a) => from.map((b) => effective[a][b])),
    );
  });

  it('mirrored at its faces, a volume conducts as between electrodes and insulated walls', async () => {
    const fold = (i: number, n: number): number => (i < n ? i : 2 * n - 1 - i);
    const whole = volume(
      shape.map((n) => 2 * n),
      (z, y, x) => at(fold(z, nz), fold(y, ny), fold(x, nx)),
      body.conductivities,
      body.grid.spacing,
    );
    const singles: number[] = [];
    for (const axis of [0, 1, 2]) {
      singles.push((await solveTransport({ volume: body, axis, sides: 'insulated' }, settings)).effective);
    }
    expectEqual(
      (await solved(whole)).effective,
      singles.map((v, i) => singles.map((_, j) => (i === j ? v : 0))),
    );
    // Mirrored along z alone: the value between electrodes with periodic sides.
    const half = volume([2 * nz, ny, nx], (z, y, x) => at(fold(z, nz), y, x), body.conductivities, body.grid.spacing);
    const single = await solveTransport({ volume: body, axis: 0, sides: 'periodic' }, settings);
    expect((await solved(half)).effective[0][0] / single.effective).toBeCloseTo(1, 5);
  });

  it('rises with every conductivity, as a matrix (Rayleigh)', async () => {
    let before = [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ];
    for (const worst of [1e-3, 1e-2, 0.1, 1]) {
      const { effective } = await solved({ ...body, conductivities: [1, 0.3, worst] });
      const rise = effective.map((row, i) => row.map((v, j) => v - before[i][j]));
      expect(symmetricEigen(rise)[2].value).toBeGreaterThan(0);
      before = effective.map((row) => [...row]);
    }
  });

  it('is the same to the last bit for any number of threads', async () => {
    const draw = generator(8);
    const large = volume([41, 40, 37], () => Math.floor(draw() * 4), [1, 0.1, 1e-3, 0]);
    const runs = [];
    for (const threads of [1, 2, 3]) runs.push(await solveTensor(large, { ...settings, threads }));
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });
});

/** The dense solve, its rank and the solver on random volumes. Returns how often each number of ways came. */
async function compareWithDense(volumes: Iterable<LabelledVolume>): Promise<number[]> {
  const seen = [0, 0, 0, 0];
  let number = 0;
  for (const own of volumes) {
    const exact = denseTensor(own);
    const found = await solveTensor(own, settings);
    const what = `volume ${number++}, ${own.grid.shape.join(' x ')}, ${found.status}`;
    const values = symmetricEigen(exact).map(({ value }) => value);
    expect(found.ways, what).toBe(values.filter((v) => v > 1e-9 * values[0] && v > 1e-13).length);
    seen[found.ways]++;
    // Rounding of the elimination.
    const least = 1e-12 * values[0] + 1e-20;
    if (found.status === 'unfinished') continue;
    for (const [i, row] of exact.entries()) {
      for (const [j, value] of row.entries()) {
        const error = Math.abs(value - found.effective[i][j]);
        expect(error, `${what}, entry ${i}, ${j}`).toBeLessThanOrEqual(found.errors[i][j] + least);
      }
    }
    for (const [i, { bounds }] of found.principal.entries()) {
      expect(values[i], what).toBeGreaterThanOrEqual(bounds[0] - least);
      expect(values[i], what).toBeLessThanOrEqual(bounds[1] + least);
    }
  }
  return seen;
}

/** Volumes of up to 200 voxels, half of them of few conducting voxels: their ways are few and often oblique. */
function* tiny(first: number, last: number): Generator<LabelledVolume> {
  for (let seed = first; seed < last; seed++) {
    yield randomProblem(seed).volume as LabelledVolume;
    const next = generator(seed + 50_000);
    const whole = (): number => 2 + Math.floor(next() * 5);
    const share = 0.2 + 0.25 * next();
    const conductivities = [0, 1, 0.1];
    const spacing = [0, 0, 0].map(() => 4 ** (next() - 0.5));
    yield volume(
      [whole(), whole(), whole()],
      () => (next() < share ? 1 + Math.floor(next() * 2) : 0),
      conductivities,
      spacing,
    );
  }
}

describe('random tiny volumes', () => {
  it('have the tensor and the ways of a dense solve', async () => {
    const seen = await compareWithDense(tiny(0, 60));
    for (const times of seen) expect(times).toBeGreaterThan(2);
  });

  it('2,000 of them', { tags: ['long'] }, async () => {
    await compareWithDense(tiny(1000, 2000));
  });

  it('noise near percolation agrees with itself shifted by half its edge', async () => {
    for (const seed of [1, 2, 3]) {
      const one = noise([32, 32, 32], seed, 0.34);
      const { effective, ways } = await solved(one);
      const other = volume(
        [32, 32, 32],
        (z, y, x) => one.data[(((z + 16) % 32) * 32 + ((y + 16) % 32)) * 32 + x],
        [0, 1],
      );
      const again = await solved(other);
      expect(again.ways).toBe(ways);
      expectEqual(again.effective, effective, 1e-5);
    }
  });
});
