import type { Descriptor, Unmeasured } from './descriptor.ts';
import type { Specimen } from './specimen.ts';
import type { TwoPointCurves } from './two-point.ts';
import { varianceOf } from './volume-fraction.ts';

/** The window whose volume fraction would have a standard error of 1 % of it. */
export interface Representativity {
  /** Edge of a square, or cube - `unit`. */
  readonly edge: number;
  /** Integral range A of the phase, Var = p (1 - p) A / V - unit^rank. */
  readonly integralRange: number;
  readonly unit: string;
}

/** Standard error, relative, that a representative window has. */
const wanted = 0.01;

/**
 * How large a window would make the standard error of each phase's volume fraction 1 % of it: the variance of the mean
 * falls with the window's volume, Var = p (1 - p) A / V with A the integral range, here A = V Var / (p (1 - p)) from
 * the measured variance (`volumeFraction`). Unmeasured where that is unknown.
 * @source lantuejoul1991
 */
export function measureRepresentativity(
  { rank, spacing, unit, voxels, phases }: Specimen,
  twoPoint: TwoPointCurves,
): (Representativity | Unmeasured)[] {
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

/** Size of a representative window for every phase. */
export const representativity: Descriptor<Representativity | Unmeasured, 'representativity', 'fast'> = {
  name: 'representativity',
  summary: 'edge of the window whose volume fraction would have a standard error of 1 % of it; integral range',
  estimator: 'from the two-point function',
  cost: 'fast',
  measure: async (specimen, { twoPoint }) => measureRepresentativity(specimen, await twoPoint()),
  quantities: [
    {
      name: 'representativeEdge',
      title: 'window for 1 %',
      unit: 'length',
      definition: 'Edge of a square (cube) in which the standard error of the volume fraction would be 1 % of it.',
      explained: true,
      pick: ({ edge }) => edge,
    },
    {
      name: 'integralRange',
      title: 'integral range',
      unit: 'volume',
      definition: 'Integral range A of the phase: Var = p (1 - p) A / V in a window of volume (area) V.',
      pick: ({ integralRange }) => integralRange,
      detail: true,
    },
  ],
};
