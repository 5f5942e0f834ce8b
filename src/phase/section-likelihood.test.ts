import { describe, expect, it } from 'vitest';
import { phaseEnergy } from './section-likelihood.ts';
import { hardness, neutral } from './section-work.ts';

const nu = 10;

/** Energies of one voxel of a phase over values of the latents - [value] of [latent] -, and slopes. */
function energyAt(values: readonly (readonly number[])[], cells: readonly number[], phase: number) {
  const slopes = values[0].map(() => new Float64Array(1));
  return values.map((own) => {
    const latents = own.map((v) => Float64Array.of(v));
    const energy = phaseEnergy(latents, cells, [phase], hardness * nu, neutral / nu, slopes) / hardness;
    return { energy, slopes: slopes.map(([s]) => s / hardness) };
  });
}

describe('the likelihood of phases', () => {
  it('takes as much on the right side of a cut as it gives on the wrong one, so that no slope is preferred', () => {
    const step = 1e-3;
    const values = Array.from({ length: 8000 }, (_, i) => [(i + 0.5) * step - 4]);
    for (const phase of [0, 1]) {
      const sum = energyAt(values, [0, 1], phase).reduce((total, { energy }, i) => {
        const right = values[i][0] >= 0 === (phase === 0);
        return total + (Math.exp(-energy) - (right ? 1 : 0)) * step;
      }, 0);
      // In units of the softness, 1 / nu; the constant has six digits.
      expect(Math.abs(sum * nu)).toBeLessThan(1e-5);
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
    expect(between.energy).toBeLessThan(Math.log(2) / hardness);
  });
});
