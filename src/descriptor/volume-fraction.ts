import type { VolumeFraction } from './description.ts';
import type { Sample } from './sample.ts';
import type { TwoPointCurves } from './two-point.ts';

/** The 97.5 % point of the standard normal distribution. */
const normal975 = 1.959963984540054;

/**
 * Variance of a measured volume fraction, (1/N) sum_h (C(h) - p^2); null where the sample cannot tell.
 *
 * The sum over all offsets of one window is worthless: p is the window's own mean, so far offsets add up to minus the near ones. It is
 * cut before the first ring where C(r) <= p^2. Up to there the true covariance is summed nearly whole; a negative lobe behind (the hole
 * effect of ordered structures) would only make the variance smaller, so the interval errs to the wide side. Because p^2 is measured,
 * C(h) - p^2 is too small by Var(p) on average at each of the M offsets summed, hence Var = sum / (N - M).
 * Null when C stays above p^2 up to the last ring, or when M exceeds N / 2: the field of view is then too small against the structure.
 */
function varianceOf(p: number, curve: readonly number[], offsets: readonly number[], voxels: number): number | null {
  let sum = 0;
  let count = 0;
  for (let r = 0; r < curve.length; r++) {
    const covariance = curve[r] - p * p;
    if (covariance <= 0) return sum / (voxels - count);
    sum += offsets[r] * covariance;
    count += offsets[r];
    if (2 * count > voxels) return null;
  }
  return null;
}

/**
 * Volume fraction of every phase: its voxels over all unmasked voxels, with a 95 % confidence interval p -+ 1.96 sqrt(Var) for the mean of the
 * material, Var = (1/N) sum_h (C(h) - p^2) cut where C first falls to p^2, limited to [0, 1].
 *
 * Edges: none; unbiased for a stationary material. Several maps count as independent sections. The interval is null for a phase that is
 * absent or alone, and where the field of view is too small against the structure to tell.
 *
 * @source lantuejoul1991: Lantuejoul, Ergodicity and integral range, J. Microsc. 161 (1991) 387, doi:10.1111/j.1365-2818.1991.tb03099.x
 */
export function volumeFraction(sample: Sample, twoPoint: TwoPointCurves): VolumeFraction[] {
  const voxels = sample.voxels.reduce((sum, n) => sum + n, 0);
  return sample.voxels.map((n, phase) => {
    const value = n / voxels;
    const variance =
      n === 0 || n === voxels ? null : varianceOf(value, twoPoint.curves[phase], twoPoint.offsets, voxels);
    if (variance === null) return { value, ci95: null };
    const half = normal975 * Math.sqrt(variance);
    return { value, ci95: [Math.max(0, value - half), Math.min(1, value + half)] };
  });
}
