import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from '../grid/index.ts';
import { denseConductivity } from './dense.reference.ts';
import { planLattice, transportBytes } from './lattice.ts';
import type { ConductingVolume, LabelledVolume, Sides, TransportProblem } from './problem.ts';
import { generator, randomProblem } from './random-volumes.reference.ts';
import { type SolverSettings, solveTransport } from './solve.ts';

const settings: SolverSettings = { threads: 1, tolerance: 1e-6, mostIterations: 300, keepPotential: false };

/** What float32 costs, measured at most 6e-7, and the tolerance. */
const relative = 3e-6;

const problem = (
  shape: readonly number[],
  label: (z: number, y: number, x: number) => number,
  conductivities: readonly number[],
  { axis = 0, spacing = [1, 1, 1], sides = 'insulated' as const } = {},
): TransportProblem => {
  const grid = createGrid(shape, { spacing });
  const [, ny, nx] = grid.shape;
  const data = Uint8Array.from({ length: grid.shape[0] * ny * nx }, (_, i) =>
    label(Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx),
  );
  return { volume: { grid, data, conductivities }, axis, sides };
};

const effective = async (p: TransportProblem): Promise<number> => {
  const solution = await solveTransport(p, settings);
  expect(solution.status).not.toBe('unfinished');
  return solution.effective;
};

/** Conductivity that an even potential would make: all layers side by side, an upper bound. */
function rampEnergy({ volume }: TransportProblem): number {
  const values = Array.from(volume.data, (v) => ('conductivities' in volume ? volume.conductivities[v] : v));
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** The dense solve and the solver on random problems. */
async function compareWithDense(first: number, last: number): Promise<number> {
  let conducting = 0;
  for (let seed = first; seed < last; seed++) {
    const p = randomProblem(seed);
    const exact = denseConductivity(p);
    const found = await solveTransport(p, settings);
    const what = `seed ${seed}: ${found.effective} instead of ${exact}, ${found.status}`;
    if (found.status === 'blocked') expect(exact, what).toBeLessThan(1e-12);
    if (found.status === 'converged') {
      conducting++;
      // Two bounds of a tolerance, and the rounding errors of the ramp's energy.
      expect(found.bounds[1] - found.bounds[0], what).toBeLessThan(4e-6 * exact + 1e-6 * rampEnergy(p));
      expect(found.bounds[0], what).toBeLessThanOrEqual(exact);
      expect(found.bounds[1], what).toBeGreaterThanOrEqual(exact);
    }
  }
  return conducting;
}

describe('effective conductivity', () => {
  it('of a homogeneous body with a spacing for each axis', async () => {
    const spacing = [2, 0.5, 1.3];
    for (const axis of [0, 1, 2]) {
      expect(await effective(problem([5, 7, 9], () => 0, [3], { axis, spacing }))).toBeCloseTo(3, 5);
    }
  });

  it('of layers: in series 20/11, side by side 5.5, 1/.1 in 8:2 1/2.8', async () => {
    const halves = problem([12, 12, 12], (z) => Number(z < 6), [1, 10]);
    expect(await effective(halves)).toBeCloseTo(20 / 11, 5);
    for (const axis of [1, 2]) expect(await effective({ ...halves, axis })).toBeCloseTo(5.5, 5);
    const thin = problem([10, 6, 6], (z) => Number(z === 3 || z === 4), [1, 0.1], { spacing: [3, 1, 2] });
    expect(await effective(thin)).toBeCloseTo(1 / 2.8, 6);
  });

  it('of a slanted strip: tortuosity factor 7.516667', async () => {
    const strip = problem([20, 21, 21], (z, y, x) => Number(y >= z && y < z + 2 && x >= z && x < z + 2), [0, 1]);
    const share = (20 * 4) / (20 * 21 * 21);
    expect(share / (await effective(strip))).toBeCloseTo(7.516667, 4);
  });

  it('of a dead end, of one phase that insulates and of nothing that conducts: blocked', async () => {
    const end = problem([10, 50, 50], (z, y, x) => Number(z < 8 && y === 25 && x === 25), [0, 1]);
    const solution = await solveTransport(end, settings);
    expect(solution).toMatchObject({ status: 'blocked', effective: 0, bounds: [0, 0], connected: 0 });
    expect(solution.conducting).toBeCloseTo(8 / 25000, 10);
    expect(
      (
        await solveTransport(
          problem([4, 4, 4], (z) => Number(z === 2), [1, 0]),
          settings,
        )
      ).status,
    ).toBe('blocked');
    expect(
      (
        await solveTransport(
          problem([4, 4, 4], () => 0, [0]),
          settings,
        )
      ).status,
    ).toBe('blocked');
  });

  it('of channels one voxel wide: cells in series', async () => {
    const sigma = [0, 1, 0.1, 1e-3];
    const straight = problem([12, 5, 5], (z, y, x) => (y === 2 && x === 2 ? 1 + (z % 3) : 0), sigma);
    const resistance = 4 * (1 + 10 + 1000);
    expect((await effective(straight)) / (12 / (25 * resistance))).toBeCloseTo(1, 5);
    // A staircase: one step aside after each second layer.
    const cells = new Set<number>();
    for (let z = 0, y = 0; z < 15; z++) {
      cells.add(z * 15 + y);
      if (z % 2 === 1) cells.add(z * 15 + ++y);
    }
    const stairs = problem([15, 15, 15], (z, y, x) => Number(x === 7 && cells.has(z * 15 + y)), [0, 1]);
    expect((await effective(stairs)) / (15 / (cells.size * 225))).toBeCloseTo(1, 5);
  });

  it('of a checkerboard of contrast 10: sqrt(10), by extrapolation', async () => {
    const errors: number[] = [];
    for (const n of [8, 16, 32, 64, 128]) {
      const board = problem([n, n], (_, y, x) => Number(y < n / 2 === x < n / 2), [1, 10], { axis: 1 });
      errors.push((await effective(board)) / Math.sqrt(10) - 1);
    }
    // Order 2 * 4 / pi * atan(1 / sqrt(contrast)) = .78 of the corners' singularity; -12.2 % at n = 8.
    expect(errors[0]).toBeCloseTo(-0.122, 3);
    const [a, b, c] = errors.slice(-3);
    expect(Math.log2((a - b) / (b - c))).toBeCloseTo(0.78, 1);
    expect(Math.abs((c * a - b * b) / (c + a - 2 * b))).toBeLessThan(5e-4);
  });

  it('of random tiny volumes is that of a dense solve, inside the bounds', async () => {
    expect(await compareWithDense(0, 150)).toBeGreaterThan(70);
  });

  it('of 2,000 random tiny volumes is that of a dense solve', { tags: ['long'] }, async () => {
    expect(await compareWithDense(1000, 3000)).toBeGreaterThan(1000);
  });
});

describe('invariances', () => {
  const shape: Triple = [24, 17, 21];
  const voxels = shape[0] * shape[1] * shape[2];
  const next = generator(5);
  const labels = Uint8Array.from({ length: voxels }, () => Math.floor(next() * 3));
  const conductivities = [1, 0.03, 0];
  const grid = createGrid(shape, { spacing: [1, 1.2, 0.9] });
  const body: LabelledVolume = { grid, data: labels, conductivities };
  const noise = { volume: body, axis: 0, sides: 'insulated' as Sides };

  it.each(['insulated', 'periodic'] as const)('reversal changes nothing, sides %s', async (sides) => {
    const there = await effective({ ...noise, sides });
    const back = { ...noise, sides, volume: { ...body, data: labels.slice().reverse() } };
    expect((await effective(back)) / there).toBeCloseTo(1, 5);
  });

  it('axes can be exchanged', async () => {
    const [nz, ny, nx] = shape;
    const turned = createGrid([nx, nz, ny], { spacing: [0.9, 1, 1.2] });
    const data = Uint8Array.from({ length: voxels }, (_, i) => {
      const [x, z, y] = [Math.floor(i / (nz * ny)), Math.floor(i / ny) % nz, i % ny];
      return labels[(z * ny + y) * nx + x];
    });
    for (const [axis, to] of [
      [0, 1],
      [1, 2],
      [2, 0],
    ]) {
      const one = await effective({ ...noise, axis });
      const other = await effective({ ...noise, axis: to, volume: { grid: turned, data, conductivities } });
      expect(other / one).toBeCloseTo(1, 5);
    }
  });

  it('scales with conductivities and not with the voxel size', async () => {
    const one = await effective(noise);
    const scaled = { grid, data: labels, conductivities: conductivities.map((s) => 3e-9 * s) };
    expect((await effective({ ...noise, volume: scaled })) / one / 3e-9).toBeCloseTo(1, 5);
    const large = createGrid(shape, { spacing: [1000, 1200, 900] });
    expect((await effective({ ...noise, volume: { ...body, grid: large } })) / one).toBeCloseTo(1, 5);
  });

  it('labels of 8 and 16 bits, few and many phases and conductivities give the same', async () => {
    const one = await effective(noise);
    const wide = { grid, data: Uint16Array.from(labels), conductivities };
    // Five phases that conduct alike as three: another kernel.
    const split: LabelledVolume = {
      grid,
      data: labels.map((l, i) => (l === 2 ? 4 : 2 * l + (i % 2))),
      conductivities: [1, 1, 0.03, 0.03, 0],
    };
    const many = { grid, data: split.data, conductivities: [1, 1 + 1e-7, 0.03, 0.03 * (1 + 1e-7), 0] };
    const field = { grid, data: Float32Array.from(labels, (l) => conductivities[l]) };
    const lots = {
      grid,
      data: Uint16Array.from(labels, (l, i) => 3 * (i % 2000) + l),
      conductivities: Array.from({ length: 6000 }, (_, i) => conductivities[i % 3] * (1 + (i - (i % 3)) * 1e-13)),
    };
    const volumes: ConductingVolume[] = [wide, split, many, field, lots];
    for (const volume of volumes) {
      expect((await effective({ ...noise, volume })) / one).toBeCloseTo(1, 5);
    }
  });

  it('rises with every conductivity (Rayleigh), between the bounds of Wiener', async () => {
    const data = labels;
    let before = 0;
    for (const worst of [0, 1e-4, 1e-2, 0.1, 0.5, 1]) {
      const values = [1, 0.3, worst];
      const own = await effective({ ...noise, volume: { grid, data, conductivities: values } });
      expect(own).toBeGreaterThan(before);
      before = own;
      const shares = [0, 1, 2].map((l) => data.filter((v) => v === l).length / voxels);
      const mean = shares.reduce((sum, f, l) => sum + f * values[l], 0);
      const harmonic = 1 / shares.reduce((sum, f, l) => sum + f / values[l], 0);
      expect(own).toBeLessThan(mean * (1 + relative));
      expect(own).toBeGreaterThan(harmonic * (1 - relative));
    }
  });

  it('is the same to the last bit for any number of threads', async () => {
    const n = 40;
    const draw = generator(8);
    const data = Uint8Array.from({ length: n ** 3 }, () => Math.floor(draw() * 4));
    const volume = { grid: createGrid([n, n, n]), data, conductivities: [1, 0.1, 1e-3, 0] };
    for (const sides of ['insulated', 'periodic'] as const) {
      const runs = [];
      for (const threads of [1, 2, 3, 4]) {
        runs.push(await solveTransport({ volume, axis: 1, sides }, { ...settings, threads, keepPotential: true }));
      }
      for (const run of runs) expect(run).toEqual(runs[0]);
    }
  });
});

describe('memory', () => {
  it('is at most 16 bytes a voxel from 200^3 on, a copy of the labels included', () => {
    for (const n of [200, 256, 500]) {
      // Nothing is allocated before the plan is carried out.
      const data = { length: n ** 3, BYTES_PER_ELEMENT: 1 } as unknown as Uint8Array;
      const volume = { grid: createGrid([n, n, n]), data, conductivities: [1, 0.1, 0] };
      const { plan } = planLattice({ volume, axis: 0, joined: [false, false, false], threads: 2, kept: 0 });
      expect(plan.bytes / n ** 3, `${n}`).toBeLessThan(16);
      expect(plan.bytes).toBeLessThan(transportBytes(n ** 3, 'value'));
    }
  });
});

describe('hard volumes', () => {
  it('noise near percolation agrees with itself reversed and keeps its bounds', async () => {
    const n = 48;
    for (const [seed, share] of [
      [1, 0.32],
      [2, 0.33],
      [3, 0.35],
    ]) {
      const draw = generator(seed);
      const data = Uint8Array.from({ length: n ** 3 }, () => Number(draw() < share));
      const volume = { grid: createGrid([n, n, n]), data, conductivities: [0, 1] };
      const fine = await solveTransport({ volume, axis: 0, sides: 'insulated' }, settings);
      if (fine.status === 'blocked') continue;
      expect(fine.status).toBe('converged');
      const rough = await solveTransport({ volume, axis: 0, sides: 'insulated' }, { ...settings, tolerance: 1e-2 });
      expect(rough.bounds[0]).toBeLessThan(fine.effective);
      expect(rough.bounds[1]).toBeGreaterThan(fine.effective * (1 - 1e-6));
      const back = { ...volume, data: data.slice().reverse() };
      const other = await effective({ volume: back, axis: 0, sides: 'insulated' });
      expect(other / fine.effective).toBeCloseTo(1, 5);
    }
  });

  it('says so when iterations are used up', async () => {
    const draw = generator(4);
    const data = Uint8Array.from({ length: 32 ** 3 }, () => Number(draw() < 0.4));
    const volume = { grid: createGrid([32, 32, 32]), data, conductivities: [0, 1] };
    const p: TransportProblem = { volume, axis: 0, sides: 'insulated' };
    const found = await solveTransport(p, { ...settings, mostIterations: 2 });
    expect(found.status).toBe('unfinished');
    const exact = (await solveTransport(p, settings)).effective;
    expect(found.bounds[0]).toBeLessThan(exact);
    expect(found.bounds[1]).toBeGreaterThan(exact);
  });

  it('has the digits of a layer that hardly conducts', async () => {
    const layered = (poor: number) => problem([20, 8, 8], (z) => Number(z === 10), [1, poor]);
    // Nineteen layers of 1 and one of `poor` in series: 20 / (19 + 1 / poor).
    for (const poor of [1e-2, 1e-4, 1e-6, 1e-9, 1e-12]) {
      const { status, bounds, effective: found } = await solveTransport(layered(poor), settings);
      const exact = 20 / (19 + 1 / poor);
      // Float32 potentials leave fewer digits below.
      if (poor >= 1e-6) expect([poor, status, found / exact]).toEqual([poor, 'converged', expect.closeTo(1, 5)]);
      if (status === 'converged') expect(found / exact, `${poor}`).toBeCloseTo(1, 5);
      expect(bounds[1]).toBeGreaterThan(exact);
      expect(bounds[0]).toBeLessThan(exact);
    }
  });

  it('flux is the same through every layer', async () => {
    const draw = generator(6);
    const data = Uint8Array.from({ length: 20 * 24 * 24 }, () => Math.floor(draw() * 3));
    const volume = { grid: createGrid([20, 24, 24]), data, conductivities: [1, 0.1, 0.01] };
    const { layerFluxes } = await solveTransport({ volume, axis: 0, sides: 'insulated' }, settings);
    expect(layerFluxes.length).toBe(21);
    for (const flux of layerFluxes) expect(flux).toBeCloseTo(1, 3);
  });
});
