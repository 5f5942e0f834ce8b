import type { Representativity, Unmeasured } from './description.ts';
import type { Sample } from './sample.ts';
import type { TwoPointCurves } from './two-point.ts';
import { varianceOf } from './volume-fraction.ts';

/** Standard error, relative, that a representative window has. */
const wanted = 0.01;

/**
 * How large a window would make the standard error of each phase's volume fraction 1 % of it: the variance of the mean falls with the window's
 * volume, Var = p (1 - p) A / V with A the integral range, here A = V Var / (p (1 - p)) from the measured variance (`volumeFraction`).
 * Unmeasured where that is unknown.
 * @source lantuejoul1991
 */
export function representativity(sample: Sample, twoPoint: TwoPointCurves): (Representativity | Unmeasured)[] {
  const { rank, spacing, unit, voxels, phases } = sample;
  const total = voxels.reduce((sum, n) => sum + n, 0);
  const voxel = (rank === 3 ? spacing[0] : 1) * spacing[1] * spacing[2];
  return voxels.map((n, phase) => {
    if (n === 0) return { value: null, reason: `phase ${phases[phase].name} is absent` };
    if (n === total) return { value: null, reason: `phase ${phases[phase].name} is alone` };
    const variance = varianceOf(phase, twoPoint, total);
    if (variance === null) return { value: null, reason: 'the window is too small against the structure' };
    const p = n / total;
    const range = (total * voxel * variance) / (p * (1 - p));
    const volume = (range * (1 - p)) / (p * wanted * wanted);
    return { edge: volume ** (1 / rank), integralRange: range, unit };
  });
}
