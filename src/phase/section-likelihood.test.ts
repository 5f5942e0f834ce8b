import { describe, expect, it } from 'vitest';
import { phaseEnergy } from './section-likelihood.ts';

const nu = 160;

/** Energies of one voxel of a phase over values of the latents - [value] of [latent] -, and slopes. */
function energyAt(values: readonly (readonly number[])[], cells: readonly number[], phase: number) {
  const slopes = values[0].map(() => new Float64Array(1));
  return values.map((own) => {
    const latents = own.map((v) => Float64Array.of(v));
    const energy = phaseEnergy(latents, cells, [phase], nu, slopes);
    return { energy, slopes: slopes.map(([s]) => s) };
  });
}

describe('the likelihood of phases', () => {
  it('adds to 1 over all phases', () => {
    for (const cells of [
      [0, 1],
      [0, 1, 2],
      [0, 0, 1],
    ]) {
      const values = [Array.from({ length: cells.length - 1 }, (_, l) => 0.03 - 0.05 * l)];
      const sum = [...new Set(cells)].reduce((s, phase) => s + Math.exp(-energyAt(values, cells, phase)[0].energy), 0);
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  it('has slopes that are its derivatives, and no cut within a phase of two cells', () => {
    // Cells 0 and 2 are one phase.
    const cells = [0, 1, 0];
    for (const phase of [0, 1]) {
      for (const at of [
        [0.04, -0.02],
        [-0.03, 0.05],
        [-0.2, 0.1],
        [0.3, 0.01],
      ]) {
        const [here] = energyAt([at], cells, phase);
        at.forEach((_, l) => {
          const moved = [-1, 1].map((sign) => at.map((v, k) => (k === l ? v + sign * 1e-6 : v)));
          const [below, above] = energyAt(moved, cells, phase);
          expect(here.slopes[l]).toBeCloseTo((above.energy - below.energy) / 2e-6, 4);
        });
      }
    }
    const [between] = energyAt([[0, 1]], [0, 0, 1], 0);
    expect(between.energy).toBeLessThan(Math.log(2));
  });
});
