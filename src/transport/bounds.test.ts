import { describe, expect, it } from 'vitest';
import { createGrid, type Triple } from '../grid/index.ts';
import { symmetricEigen } from '../numerics/index.ts';
import { denseConductivity, denseTensor } from './dense.reference.ts';
import type { LabelledVolume, Sides, TransportProblem } from './problem.ts';
import { generator, hardProblem, randomProblem } from './random-volumes.reference.ts';
import { type SolverSettings, solveTransport } from './solve.ts';
import { solveTensor } from './solve-tensor.ts';

const settings: SolverSettings = { threads: 1, tolerance: 1e-5, mostIterations: 300, keepPotential: false };

/** Cubes of three voxels, each of a phase that is drawn: 24^3 voxels with a share of phase 1. */
function cubes(seed: number, share: number, conductivities: readonly number[]): LabelledVolume {
  const [n, edge] = [24, 3];
  const next = generator(seed);
  const drawn = Array.from({ length: (n / edge) ** 3 }, () => Number(next() < share));
  const place = (i: number): number => Math.floor(i / edge);
  const data = Uint8Array.from({ length: n ** 3 }, (_, i) => {
    const [z, y, x] = [Math.floor(i / n ** 2), Math.floor(i / n) % n, i % n];
    return drawn[(place(z) * (n / edge) + place(y)) * (n / edge) + place(x)];
  });
  return { grid: createGrid([n, n, n]), data, conductivities };
}

describe('bounds', () => {
  it('of Hashin and Shtrikman hold for random volumes that are equal along all axes', async () => {
    for (const [seed, share] of [0.2, 0.4, 0.6, 0.8].entries()) {
      const [low, high] = [1, 10];
      const volume = cubes(seed, share, [low, high]);
      const f = Array.from(volume.data).reduce((sum, v) => sum + v, 0) / volume.data.length;
      let mean = 0;
      for (const axis of [0, 1, 2]) {
        mean += (await solveTransport({ volume, axis, sides: 'periodic' }, settings)).effective / 3;
      }
      // A matrix of one phase with spheres of the other.
      expect(mean).toBeGreaterThan(low + f / (1 / (high - low) + (1 - f) / (3 * low)));
      expect(mean).toBeLessThan(high + (1 - f) / (1 / (low - high) + f / (3 * high)));
    }
  });

  it('of the error hold in at least 95 % of 500 random volumes, at a tolerance of 1 %', {
    tags: ['long'],
  }, async () => {
    let [cases, inside] = [0, 0];
    for (let seed = 10_000; cases < 500; seed++) {
      const p = randomProblem(seed);
      const { status, bounds } = await solveTransport(p, { ...settings, tolerance: 1e-2 });
      if (status !== 'converged') continue;
      const exact = denseConductivity(p);
      cases++;
      if (bounds[0] <= exact && exact <= bounds[1]) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(475);
  });
});

describe('bounds of tensors', () => {
  it('hold in at least 95 % of 500 random volumes, at a tolerance of 1 %', { tags: ['long'] }, async () => {
    let [cases, inside] = [0, 0];
    for (let seed = 20_000; cases < 500; seed++) {
      const { volume } = randomProblem(seed);
      const { status, principal, effective, errors } = await solveTensor(volume, { ...settings, tolerance: 1e-2 });
      if (status !== 'converged') continue;
      const exact = denseTensor(volume);
      const values = symmetricEigen(exact).map(({ value }) => value);
      // Rounding of the elimination.
      const least = 1e-12 * values[0];
      cases++;
      const areEntries = exact.every((row, i) =>
        row.every((v, j) => Math.abs(v - effective[i][j]) <= errors[i][j] + least),
      );
      const areValues = principal.every(({ bounds: [low, high] }, i) => {
        return low - least <= values[i] && values[i] <= high + least;
      });
      if (areEntries && areValues) inside++;
    }
    expect(inside).toBeGreaterThanOrEqual(475);
  });
});

/** Solves hard volumes. @returns cases, those inside their bounds, and how far values are off, over exact ones. */
async function hard(
  first: number,
  last: number,
  tolerance: number,
): Promise<{ cases: number; inside: number; farthest: number }> {
  let [cases, inside, farthest] = [0, 0, 0];
  for (let seed = first; seed < last; seed++) {
    const p = hardProblem(seed);
    const one = await solveTransport(p, { ...settings, tolerance });
    if (one.status === 'converged') {
      const exact = denseConductivity(p);
      const least = 1e-10 * exact;
      cases++;
      if (one.bounds[0] - least <= exact && exact <= one.bounds[1] + least) inside++;
      farthest = Math.max(farthest, Math.abs(one.effective / exact - 1));
    }
    const { status, effective, errors } = await solveTensor(p.volume, { ...settings, tolerance });
    if (status !== 'converged') continue;
    const exact = denseTensor(p.volume);
    const least = 1e-11 * Math.max(...exact.map((row, i) => row[i]));
    cases++;
    if (exact.every((row, i) => row.every((v, j) => Math.abs(v - effective[i][j]) <= errors[i][j] + least))) inside++;
    for (const [i, row] of exact.entries()) {
      if (row[i] > 100 * least) farthest = Math.max(farthest, Math.abs(effective[i][i] / row[i] - 1));
    }
  }
  return { cases, inside, farthest };
}

describe('islands behind weak links, contrasts up to 1e6 and edges apart by up to 100', () => {
  // The estimate was led astray here: values 22 % off were said to be within 0.2 %.
  it('no value that is said to have converged is off by more than the tolerance', async () => {
    const { cases, inside, farthest } = await hard(0, 60, 1e-2);
    expect(cases).toBeGreaterThan(90);
    expect(farthest).toBeLessThan(1e-3);
    expect(inside / cases).toBeGreaterThan(0.98);
  });

  it('nor in 200 more, and the bounds hold in 98 %', { tags: ['long'] }, async () => {
    const { cases, inside, farthest } = await hard(1000, 1200, 1e-2);
    expect(farthest).toBeLessThan(1e-3);
    expect(inside / cases).toBeGreaterThan(0.98);
  });
});

/** A volume of a random shape and spacing, of random phases: noise, or grains that are a few voxels wide. */
function fuzz(seed: number): TransportProblem {
  const next = generator(seed);
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const shape = [whole(1, 40), whole(1, 40), whole(1, 40)] as Triple;
  const spacing = [0, 0, 0].map(() => 4 ** (2 * next() - 1));
  const phases = whole(2, 5);
  const edge = whole(1, 4);
  const drawn = Array.from({ length: 997 }, () => whole(0, phases - 1));
  const [, ny, nx] = shape;
  const data = Uint8Array.from({ length: shape[0] * ny * nx }, (_, i) => {
    const at = [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx].map((k) => Math.floor(k / edge));
    return drawn[(at[0] * 8713 + at[1] * 131 + at[2] * 17) % drawn.length];
  });
  const conductivities = Array.from({ length: phases }, (_, i) =>
    i === 0 ? 1 : next() < 0.3 ? 0 : 10 ** (-2 * next()),
  );
  const volume = { grid: createGrid(shape, { spacing }), data, conductivities };
  return { volume, axis: whole(0, 2), sides: (next() < 0.5 ? 'insulated' : 'periodic') as Sides };
}

/** What is reversed conducts alike, and what is converged lies between the bounds of Wiener. */
async function check(seed: number): Promise<void> {
  const p = fuzz(seed);
  const there = await solveTransport(p, settings);
  const back = await solveTransport(
    { ...p, volume: { ...p.volume, data: p.volume.data.slice().reverse() } as LabelledVolume },
    settings,
  );
  expect(back.status, `seed ${seed}`).toBe(there.status);
  if (there.status !== 'converged') return;
  expect(there.bounds[0], `seed ${seed}`).toBeLessThanOrEqual(back.bounds[1]);
  expect(back.bounds[0], `seed ${seed}`).toBeLessThanOrEqual(there.bounds[1]);
  expect(there.bounds[1] / there.bounds[0], `seed ${seed}`).toBeLessThan(1.001);
  const { conductivities, ...own } = p.volume as LabelledVolume;
  const data = Array.from(own.data);
  const mean = data.reduce((sum, label) => sum + conductivities[label], 0) / data.length;
  const resistance = data.reduce((sum, label) => sum + 1 / conductivities[label], 0) / data.length;
  expect(there.effective).toBeLessThan(mean * (1 + 1e-5));
  expect(there.effective).toBeGreaterThan((1 - 1e-5) / resistance);
}

describe('shapes and spacings that are drawn', () => {
  it('conduct alike when reversed, within the bounds of Wiener', async () => {
    for (let seed = 0; seed < 25; seed++) await check(seed);
  });

  it('400 of them', { tags: ['long'] }, async () => {
    for (let seed = 100; seed < 500; seed++) await check(seed);
  });
});
