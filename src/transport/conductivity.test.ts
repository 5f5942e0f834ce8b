import { describe, expect, it } from 'vitest';
import { ExcursaError } from '../errors.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { conductivity } from './conductivity.ts';
import { generator } from './random-volumes.reference.ts';

const phases = ['matrix', 'spheres'].map((name, label) => ({ name, label }));

/** An octant of a cubic cell with spheres of a volume fraction, in n^3 voxels. */
function octant(n: number, fraction: number, lattice: 'simple cubic' | 'face-centred'): PhaseMap {
  const corners =
    lattice === 'simple cubic'
      ? [[0, 0, 0]]
      : [
          [0, 0, 0],
          [1, 1, 0],
          [1, 0, 1],
          [0, 1, 1],
        ];
  // The cell's edge is 2 and holds one or four spheres.
  const squared = ((3 * fraction * 8) / (4 * Math.PI * (corners.length === 1 ? 1 : 4))) ** (2 / 3);
  const data = Uint8Array.from({ length: n ** 3 }, (_, i) => {
    const at = [Math.floor(i / n ** 2), Math.floor(i / n) % n, i % n].map((k) => (k + 0.5) / n);
    return Number(corners.some((c) => c.reduce((sum, v, a) => sum + (at[a] - v) ** 2, 0) <= squared));
  });
  return createPhaseMap(createGrid([n, n, n]), data, phases);
}

/** Relative error of the conductivity along z. */
async function errorOf(map: PhaseMap, sigma: number, exact: number): Promise<number> {
  const options = { conductivities: { matrix: 1, spheres: sigma }, axis: 'z', discretisation: false } as const;
  return (await conductivity(map, options)).axes.z!.effective / exact - 1;
}

describe('spheres on lattices (Rayleigh, multipoles up to l = 13)', () => {
  it.each([
    ['simple cubic', 0, [0.857112, 0.726703, 0.605661, 0.49011, 0.37376]],
    ['simple cubic', 10, [1.243339, 1.531724, 1.887741, 2.36443, 3.144]],
    ['face-centred', 0, [0.857141, 0.727226, 0.60839, 0.498813, 0.396538, 0.29917]],
    ['face-centred', 10, [1.24325, 1.529591, 1.872463, 2.293309, 2.82995, 3.5593]],
  ] as const)('%s, spheres of %f', async (lattice, sigma, truths) => {
    for (const [i, exact] of truths.entries()) {
      const fraction = (i + 1) / 10;
      const coarse = await errorOf(octant(24, fraction, lattice), sigma, exact);
      const fine = await errorOf(octant(48, fraction, lattice), sigma, exact);
      // The error is of first order, and negative where spheres insulate; close spheres leave narrow necks.
      expect(Math.abs(fine), `${fraction}`).toBeLessThan(0.012 + 0.12 * fraction ** 2);
      expect(Math.abs(2 * fine - coarse), `${fraction}`).toBeLessThan(0.004 + 0.06 * fraction ** 2);
      if (sigma === 0) expect(fine, `${fraction}`).toBeLessThan(0);
    }
  });

  it('simple cubic, .3, insulating: the errors that another solver has on the same voxels', async () => {
    for (const [n, error] of [
      [16, -0.022],
      [32, -0.012],
      [64, -0.0063],
      [96, -0.0043],
    ]) {
      expect(await errorOf(octant(n, 0.3, 'simple cubic'), 0, 0.605661)).toBeCloseTo(error, n >= 64 ? 4 : 3);
    }
  });

  it.each([
    [32, 3.307],
    [64, 2.348],
    [100, 2.184],
    [128, 2.107],
  ])(
    'between overlapping spheres, face-centred, %i voxels: tortuosity factor as TauFactor prints it',
    async (n, expected) => {
      // Diameters are 1 / (1 - .025) of the distance of neighbours: four spheres in a cell, an octant of it here.
      const radius = Math.SQRT2 / 4 / (1 - 0.025);
      const map = octant(n / 2, 4 * (4 / 3) * Math.PI * radius ** 3, 'face-centred');
      const options = { conductivities: { matrix: 1 }, axis: 'z', discretisation: false } as const;
      const { tortuosityFactor } = (await conductivity(map, options)).axes.z!;
      // Its layers' fluxes differ by up to 1e-3 when it stops.
      expect(Math.abs(tortuosityFactor.all! / expected - 1)).toBeLessThan(2e-3);
    },
  );

  it('the error of the voxel size is estimated within a factor of three', async () => {
    const { axes } = await conductivity(octant(64, 0.3, 'simple cubic'), {
      conductivities: { matrix: 1, spheres: 0 },
      axis: 'x',
    });
    const { effective, discretisation } = axes.x!;
    if (!('relative' in discretisation)) throw new Error('no estimate');
    const actual = effective / 0.605661 - 1;
    expect(actual).toBeLessThan(0);
    expect(discretisation.relative / actual).toBeGreaterThan(1 / 3);
    expect(discretisation.relative / actual).toBeLessThan(3);
  });
});

describe('conductivity', () => {
  const next = generator(3);
  const map = createPhaseMap(
    createGrid([16, 20, 24], { spacing: [1, 0.8, 1.1] }),
    Uint8Array.from({ length: 16 * 20 * 24 }, () => Number(next() < 0.6)),
    phases,
  );
  const options = { conductivities: { spheres: 2 }, tolerance: 1e-6, discretisation: false };

  it('names what people expect, with both porosities', async () => {
    const { reference, axes } = await conductivity(map, options);
    expect(reference).toBe(2);
    expect(Object.keys(axes)).toEqual(['z', 'y', 'x']);
    for (const one of Object.values(axes)) {
      expect(one.status).toBe('converged');
      expect(one.relative).toBeCloseTo(one.effective / 2, 12);
      expect(one.macMullin! * one.relative).toBeCloseTo(1, 12);
      expect(one.porosity.connected).toBeLessThanOrEqual(one.porosity.all);
      expect(one.tortuosityFactor.all!).toBeCloseTo(one.porosity.all * one.macMullin!, 10);
      expect(one.tortuosityFactor.connected!).toBeCloseTo(one.porosity.connected * one.macMullin!, 10);
    }
  });

  it.each(['insulated', 'periodic'] as const)(
    'the mean flux is the conductivity over the length, %s',
    async (sides) => {
      const { axes } = await conductivity(map, { ...options, sides, fields: true });
      const lengths = { z: 16, y: 16, x: 24 * 1.1 };
      for (const [name, one] of Object.entries(axes)) {
        const along = one.flux![['z', 'y', 'x'].indexOf(name)];
        const mean = along.reduce((sum, v) => sum + v, 0) / along.length;
        expect(mean / (one.effective / lengths[name as 'x'])).toBeCloseTo(1, 4);
        const known = one.potential!.filter((v) => !Number.isNaN(v));
        expect(known.length / along.length).toBeCloseTo(one.porosity.connected, 10);
        expect(Math.min(...known)).toBeGreaterThan(-1e-5);
        expect(Math.max(...known)).toBeLessThan(1 + 1e-5);
      }
    },
  );

  it('a blocked way is a value', async () => {
    const wall = createPhaseMap(
      map.grid,
      map.data.map((_, i) => Number(i >= 480 * 3 && i < 480 * 4)),
      phases,
    );
    const { axes } = await conductivity(wall, { conductivities: { matrix: 1 } });
    expect(axes.z).toMatchObject({ status: 'blocked', effective: 0, relative: 0, macMullin: null });
    expect(axes.z!.tortuosityFactor).toEqual({ all: null, connected: null });
    expect(axes.y!.status).toBe('converged');
  });

  it('a tensor has principal values with ratios, and errors of solver and voxel size', async () => {
    const { reference, axes, tensor } = await conductivity(map, { ...options, axis: 'tensor', discretisation: true });
    expect([reference, axes]).toEqual([2, {}]);
    const { effective, principal, porosity, discretisation, errors, status, ways } = tensor!;
    expect([status, ways, tensor!.axes]).toEqual(['converged', 3, ['z', 'y', 'x']]);
    expect(errors.flat().every((error) => error < 1e-4)).toBe(true);
    if (!('coarse' in discretisation)) throw new Error('no estimate');
    const trace = (matrix: readonly (readonly number[])[]): number => matrix.reduce((sum, row, i) => sum + row[i], 0);
    expect(trace(discretisation.coarse) / trace(effective) - 1).toBeCloseTo(discretisation.relative, 10);
    expect(discretisation.extrapolated[0][1]).toBeCloseTo(2 * effective[0][1] - discretisation.coarse[0][1], 12);
    for (const own of principal) {
      expect(own.relative).toBeCloseTo(own.effective / 2, 12);
      expect(own.macMullin! * own.relative).toBeCloseTo(1, 12);
      expect(own.tortuosityFactor.connected!).toBeCloseTo(porosity.connected * own.macMullin!, 10);
      const turned = effective.map((row) => row.reduce((sum, v, j) => sum + v * own.direction[j], 0));
      for (const [i, v] of turned.entries()) expect(v).toBeCloseTo(own.effective * own.direction[i], 10);
    }
  });

  it('masked voxels do not conduct, an image has two axes', async () => {
    const image = createPhaseMap(createGrid([8, 8]), new Uint8Array(64).fill(0).fill(255, 0, 32), phases);
    const { axes } = await conductivity(image, { conductivities: { matrix: 1 } });
    expect(axes.z).toBeUndefined();
    expect(axes.y!.status).toBe('blocked');
    expect(axes.x!.effective).toBeCloseTo(0.5, 6);
  });

  it.each([
    [{ conductivities: { pore: 1 } }, /phases among matrix, spheres, got pore/],
    [{}, /got none/],
    [{ conductivities: { matrix: -1 } }, /not negative, got -1/],
    [{ conductivities: { matrix: Number.NaN } }, /finite/],
    [{ conductivities: { matrix: 1, spheres: 1e-14 } }, /1e-12/],
    [{ conductivities: { matrix: 1 }, tolerance: 1e-9 }, /1e-6 to 0.1/],
    [
      { conductivities: { matrix: 1 }, mostIterations: 0 },
      /mostIterations: expected a whole number of 1 or more, got 0/,
    ],
    [{ conductivities: { matrix: 1 }, axis: 'w' as 'x' }, /axis: expected one of all, tensor, z, y, x, got "w"/],
    [{ conductivities: { matrix: 1 }, axis: 'tensor', sides: 'insulated' } as const, /periodic sides for a tensor/],
    [{ conductivities: { matrix: 1 }, axis: 'tensor', fields: true } as const, /fields of one axis/],
  ])('refuses %j', async (wrong, sentence) => {
    await expect(conductivity(map, wrong)).rejects.toThrow(sentence);
    await expect(conductivity(map, wrong)).rejects.toThrow(ExcursaError);
  });
});
