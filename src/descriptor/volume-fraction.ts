import { countVoxels } from '../grid/index.ts';
import type { Descriptor } from './descriptor.ts';
import type { Specimen } from './specimen.ts';
import type { TwoPointCurves } from './two-point.ts';

/** Share of the unmasked voxels. */
export interface VolumeFraction {
  readonly value: number;
}

/** The phase's curve C_ii, and its fraction among the ends of the pairs of each ring, sum_j C_ij. */
function curvesOf(phase: number, { pairs, curves }: TwoPointCurves): { own: readonly number[]; fraction: number[] } {
  const mine = curves.filter((_, p) => pairs[p].includes(phase));
  return { own: curves[phase], fraction: curves[phase].map((_, r) => mine.reduce((sum, curve) => sum + curve[r], 0)) };
}

/**
 * Variance of a measured volume fraction of one map, for its integral range: (1/N) sum_h (C(h) - p^2); null where the
 * specimen cannot tell.
 *
 * The sum over all offsets of one window is worthless: p is the window's own mean, so far offsets add up to minus the
 * near ones. It is cut before the first ring where the covariance is not positive. Up to there the true one is summed
 * nearly whole; a negative lobe behind (the hole effect of ordered structures) would only make the variance smaller, so
 * the interval errs to the wide side. p is that of the ring, the phase's fraction among the ends of its pairs: with one
 * p for all rings, what the window's middle differs from its border looks like a covariance that never ends. As p is
 * measured, C - p^2 is too small by Var(p) on average at each of the M offsets summed, hence Var = sum / (N - M). Null
 * when the covariance stays positive up to the last ring, or M exceeds N / 2: the field of view is too small against
 * the structure.
 *
 * @source picka2000: Picka, Adv. Appl. Prob. 32 (2000) 682 (balanced covariance)
 * @source lantuejoul1991: Lantuejoul, Ergodicity and integral range, J. Microsc. 161 (1991) 387,
 * doi:10.1111/j.1365-2818.1991.tb03099.x
 */
export function varianceOf(phase: number, twoPoint: TwoPointCurves, voxels: number): number | null {
  const { own, fraction } = curvesOf(phase, twoPoint);
  let sum = 0;
  let count = 0;
  for (let r = 0; r < own.length; r++) {
    const covariance = own[r] - fraction[r] ** 2;
    if (covariance <= 0) return sum / (voxels - count);
    sum += twoPoint.offsets[r] * covariance;
    count += twoPoint.offsets[r];
    if (2 * count > voxels) return null;
  }
  return null;
}

/**
 * Volume fraction of every phase: its voxels over all unmasked voxels. Its standard error comes from blocks, as that of
 * other quantities does.
 *
 * Edges: none; unbiased for a stationary material.
 */
export function measureVolumeFraction({ voxels }: Pick<Specimen, 'voxels'>): VolumeFraction[] {
  const total = voxels.reduce((sum, n) => sum + n, 0);
  return voxels.map((n) => ({ value: n / total }));
}

/** Volume fraction of every phase. */
export const volumeFraction: Descriptor<VolumeFraction, 'volumeFraction', 'fast'> = {
  name: 'volumeFraction',
  summary: 'share of the voxels',
  estimator: 'unmasked voxels of the phase over all unmasked voxels',
  cost: 'fast',
  measure: (specimen) => measureVolumeFraction(specimen),
  byBlock: {
    count: (_, blocks) => blocks.windows().map((map) => Float64Array.from(countVoxels(map))),
    value: (_, counts) => measureVolumeFraction({ voxels: [...counts] }),
  },
  quantities: [
    {
      name: 'volumeFraction',
      title: 'volume fraction',
      label: 'V',
      unit: 'number',
      definition: 'Share of the unmasked voxels.',
      pick: ({ value }) => value,
      errorFromWindows: true,
      compared: true,
      followsFromTwoPoint: true,
      decisive: true,
      share: true,
      shows: 'volume fractions',
    },
  ],
};
