import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { type Complex, homogeneousImpedance, over, plus } from './complex.ts';
import { denseImpedance } from './dense.reference.ts';
import { electrodeTransport } from './electrode.ts';
import { generator } from './random-volumes.reference.ts';

const phases = ['am', 'pore'].map((name, label) => ({ name, label }));
const options = { pore: 'pore', axis: 'z', tolerance: 1e-6, threads: 1 } as const;

const image = (length: number, end: number): PhaseMap => {
  const data = Uint8Array.from({ length: length * 100 }, (_, i) => {
    const x = i % 100;
    return Number(Math.floor(i / 100) < end && x >= 45 && x < 55);
  });
  return createPhaseMap(createGrid([length, 100]), data, phases);
};

/** A straight pore of one voxel in a wall of two. */
const channel = (n: number, spacing = [1, 1, 1]): PhaseMap =>
  createPhaseMap(
    createGrid([n, 3, 3], { spacing }),
    Uint8Array.from({ length: 9 * n }, (_, i) => Number(i % 9 === 4)),
    phases,
  );

/** Ladder of n resistances and capacities in front of which `first` of a resistance lies: as another program has it. */
function ladder(n: number, w: number, first: number): Complex {
  // In units of the electrode's resistance: resistances 1 / n, admittances i w / n.
  let z: Complex = { re: 1e50, im: 0 };
  for (let i = n - 1; i >= 0; i--) {
    const parallel = plus({ re: 0, im: w / n }, over({ re: 1, im: 0 }, z));
    z = plus({ re: (i === 0 ? first : 1) / n, im: 0 }, over({ re: 1, im: 0 }, parallel));
  }
  return z;
}

describe('electrodes', () => {
  it.each([
    [8, [1, 1, 1]],
    [50, [0.3, 1, 2]],
  ])('a straight pore of %i voxels: 1 + 1 / 2n^2, whatever the spacing', async (n, spacing) => {
    const { status, tortuosityFactor } = await electrodeTransport(channel(n, spacing), options);
    expect(status).toBe('converged');
    expect(tortuosityFactor.all).toBeCloseTo(1 + 1 / (2 * n ** 2), 4);
  });

  it('impedance of a straight pore is that of a ladder, and tends to coth(s) / s', async () => {
    const n = 80;
    const frequencies = [0.01, 0.25, 1, 4, 30, 700];
    const { impedance, uptake } = await electrodeTransport(channel(n), { ...options, frequencies });
    expect(impedance.map(({ frequency }) => frequency)).toEqual(frequencies);
    for (const { frequency, impedance: own, homogeneous } of impedance) {
      const exact = ladder(n, frequency, 0.5);
      expect(own.re / exact.re, `${frequency}`).toBeCloseTo(1, 4);
      expect(own.im / exact.im, `${frequency}`).toBeCloseTo(1, 4);
      // Of second order in the voxel over the depth that is reached.
      const error = (2 + frequency) / n ** 2;
      expect(Math.abs(own.re / homogeneous.re - 1), `${frequency}`).toBeLessThan(error);
      expect(Math.abs(own.im / homogeneous.im - 1), `${frequency}`).toBeLessThan(error);
    }
    // tanh(1) of a slab at a Thiele modulus of 1.
    expect(uptake).toBeCloseTo(1, 3);
  });

  it('coth(s) / s at low and high frequencies: 1 / 3 - i / w, and 1 / sqrt(i w)', () => {
    expect(homogeneousImpedance(1e-3).re).toBeCloseTo(1 / 3, 8);
    expect(homogeneousImpedance(1e-3).im).toBeCloseTo(-1000, 3);
    expect(homogeneousImpedance(2e6).re).toBeCloseTo(1 / 2000, 10);
  });

  it('impedance of random pores is that of a dense solve, at any frequency', async () => {
    let blocked = 0;
    for (let seed = 0; seed < 40; seed++) {
      const draw = generator(seed);
      const shape = [2 + Math.floor(5 * draw()), 1 + Math.floor(5 * draw()), 1 + Math.floor(5 * draw())];
      const spacing = [0, 0, 0].map(() => 2 ** (2 * draw() - 1));
      const data = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () =>
        draw() < 0.6 ? 1 : 2 * Math.floor(2 * draw()),
      );
      const three = [...phases, { name: 'binder', label: 2 }];
      const found = await electrodeTransport(createPhaseMap(createGrid(shape, { spacing }), data, three), {
        ...{ ...options, reactive: ['am'], frequencies: [0.01, 1, 300] },
      });
      if (found.status === 'blocked') {
        blocked++;
        continue;
      }
      const length = shape[0] * spacing[0];
      for (const { frequency, impedance } of found.impedance) {
        const w = (frequency * found.porosity.all) / found.surfaceArea.all / length ** 2;
        const exact = denseImpedance(
          shape,
          spacing,
          (i) => data[i] === 1,
          (i) => data[i] === 0,
          w,
        );
        const scale = found.porosity.all / length;
        const size = Math.hypot(...exact) * scale;
        expect(Math.abs(impedance.re - exact[0] * scale), `${seed} at ${frequency}`).toBeLessThan(1e-5 * size);
        expect(Math.abs(impedance.im - exact[1] * scale), `${seed} at ${frequency}`).toBeLessThan(1e-5 * size);
        // The resistance has digits of its own, where the capacity is a hundred times more.
        expect(impedance.re / (exact[0] * scale), `${seed} at ${frequency}`).toBeCloseTo(1, 3);
      }
    }
    expect(blocked).toBeLessThan(15);
  });

  // TauFactor's tests, which stop when a hundred sweeps change the factor by less than 2e-3. Its homogeneous ladder has
  // a whole voxel in front where the solution has half of one.
  it.each([
    [100, 0.986],
    [75, 0.594],
  ])('a pore that ends after %i of 100 voxels: as TauFactor gives it', async (end, expected) => {
    const { impedance } = await electrodeTransport(image(100, end), { ...options, axis: 'y', frequencies: [0.25] });
    expect(Math.abs(impedance[0].impedance.re / ladder(100, 0.25, 1).re - expected)).toBeLessThan(2e-3);
  });

  const next = generator(7);
  const noise = Uint8Array.from({ length: 20 * 16 * 18 }, () => Number(next() < 0.6));
  const map = createPhaseMap(createGrid([20, 16, 18], { spacing: [1, 1.3, 0.8] }), noise, phases);

  it.each(['insulated', 'periodic'] as const)(
    'low frequencies give the resistance, the same for any threads, %s',
    async (sides) => {
      const settings = { ...options, sides, frequencies: [0.02] };
      const one = await electrodeTransport(map, settings);
      expect(one.status).toBe('converged');
      // The real part is 1 / 3 of the factor, less a share of w^2 below 1e-5 for factors of a few.
      expect((3 * one.impedance[0].impedance.re) / one.tortuosityFactor.all!).toBeCloseTo(1, 4);
      expect(one.porosity.connected).toBeLessThan(one.porosity.all);
      expect(await electrodeTransport(map, { ...settings, threads: 3 })).toEqual(one);
    },
  );

  it('the separator is at either face', async () => {
    const back = createPhaseMap(map.grid, noise.slice().reverse(), phases);
    const one = await electrodeTransport(map, { ...options, separator: 'upper' });
    expect(await electrodeTransport(back, options)).toEqual(one);
  });

  it('a pore that does not begin at the separator is blocked; what is wrong is refused', async () => {
    const closed = createPhaseMap(
      createGrid([4, 4, 4]),
      Uint8Array.from({ length: 64 }, (_, i) => Number(i === 21)),
      phases,
    );
    expect(await electrodeTransport(closed, options)).toMatchObject({
      status: 'blocked',
      tortuosityFactor: { all: null },
    });
    await expect(electrodeTransport(map, { ...options, pore: 'binder' })).rejects.toThrow(/among am, pore, got binder/);
    await expect(electrodeTransport(map, { ...options, frequencies: [0] })).rejects.toThrow(/1e-4 to 1e6, got 0/);
  });

  it('says so when iterations are used up', async () => {
    const found = await electrodeTransport(map, { ...options, mostIterations: 1, frequencies: [1] });
    expect(found).toMatchObject({ status: 'unfinished', uptake: null, impedance: [], unfinished: [1] });
    expect(found.tortuosityFactor).toEqual({ all: null, connected: null });
  });
});
