import { describe, expect, it } from 'vitest';
import type { CorrelationFamily } from '../correlation/index.ts';
import { normalQuantile } from '../numerics/index.ts';
import { createModel, type ExcursionModel, presets, realise } from '../phase/index.ts';
import { coarserVolume } from './coarser.ts';
import { drawFiner } from './drawn-finer.ts';
import type { ConductingVolume } from './problem.ts';
import { solveTransport } from './solve.ts';

/** White noise after a Gaussian filter of `sigma` voxels has the correlation exp(-r^2 / 4 sigma^2). */
const smoothed = (sigma: number): CorrelationFamily => ({
  name: 'gaussian',
  summary: 'a Gaussian filter of white noise',
  source: 'exp(-r^2 / 4 sigma^2)',
  parameters: [],
  isCurve: false,
  prepare: ({ lags }) => {
    const rho = lags.map((r) => Math.exp(-((r / (2 * sigma)) ** 2)));
    return () => ({
      ...{ rho, curvature: 1 / (2 * sigma ** 2) },
      ...{ pullback: () => new Float64Array(0), jacobian: () => [] },
    });
  },
});

const share = 0.45;
const levelSetOf = (sigma: number): ExcursionModel => ({
  ...createModel(presets['level-set']),
  family: smoothed(sigma),
  values: Float64Array.of(normalQuantile(1 - share)),
  taper: 6 * sigma,
});

const settings = { threads: 2, tolerance: 1e-4, mostIterations: 200, keepPotential: false };

describe('level sets of smoothed noise, 45 % conducting', () => {
  it('errors of the voxel size are of first order, and are estimated from fields that are drawn finer', {
    tags: ['long'],
  }, async () => {
    const sums = [0, 0, 0, 0];
    for (let realisation = 0; realisation < 5; realisation++) {
      const { map } = await realise(levelSetOf(10), { shape: [112, 112, 112], seed: 1, realisation, threads: 2 });
      let volume: ConductingVolume = { grid: map.grid, data: map.data, conductivities: [1, 0] };
      for (let k = 0; k < sums.length; k++) {
        const { effective } = await solveTransport({ volume, axis: 0, sides: 'insulated' }, settings);
        sums[k] += effective;
        volume = coarserVolume(volume, 0);
      }
    }
    const exact = 2 * sums[0] - sums[1];
    // Filters of 10, 5, 2.5 and 1.25 voxels. Another program found -3.8, -7.6, -13 and -30 % on one volume, whose share
    // is not known; shares of .4 to .5 give -4.2 to -4.9 % for the first.
    const errors = sums.map((sum) => sum / exact - 1);
    for (const [k, known] of [-0.038, -0.076, -0.13, -0.3].entries()) {
      expect(errors[k] / known, `${k}`).toBeGreaterThan(0.8);
      expect(errors[k] / known, `${k}`).toBeLessThan(1.4);
      // Below two voxels the order is less: halves of what is lost are not of one size.
      if (k > 0) expect(errors[k] / errors[k - 1], `${k}`).toBeGreaterThan(1.5);
    }
    const options = { conductivities: { [levelSetOf(2.5).phases[0].name]: 1 }, axis: 'z', threads: 2 } as const;
    const request = { shape: [56, 56, 56], seed: 7, periodic: false };
    const { z } = await drawFiner(levelSetOf(2.5), request, options, () => undefined);
    // Of the value, not of the exact one. What is left is of second order.
    const actual = 1 - exact / sums[2];
    expect(Math.abs(z!.relative - actual)).toBeLessThan(3 * z!.standardError + 0.15 * Math.abs(actual));
  });
});
