import type { Constrictivity, PhaseDescription, SizeDistribution, Unmeasured } from '../description.ts';
import { errorOf } from '../parts.ts';
import { axesOf, axisNames, type Sample } from '../sample.ts';
import { type BallCounts, ballRadii, measurePores, pooledCounts } from './pores.ts';

/** What a sample's openings tell of one phase. */
export type PhaseSizes = Required<Pick<PhaseDescription, 'sizeDistribution' | 'intrusion' | 'constrictivity'>>;

/** From voxels by level to shares by radius. @param edge - smallest voxel edge. */
function distribution(
  counts: Float64Array,
  edge: number,
): Pick<SizeDistribution, 'radii' | 'values' | 'median' | 'mean'> {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const radii: number[] = [];
  const values: number[] = [];
  let covered = total - counts[0];
  let mean = 0;
  for (let level = 1; level < counts.length; level++) {
    const radius = (ballRadii[level - 1] - 0.5) * edge;
    radii.push(radius);
    values.push(covered / total);
    covered -= counts[level];
    mean += (counts[level] / total) * radius;
  }
  // The first radius at which less than half is covered; linear from the one before.
  const below = values.findIndex((share) => share < 0.5);
  let median: number | null = null;
  if (below < 0 && values.length > 0) median = radii[radii.length - 1];
  else if (below > 0) {
    const [upper, lower] = [values[below - 1], values[below]];
    median = radii[below - 1] + ((upper - 0.5) / (upper - lower)) * (radii[below] - radii[below - 1]);
  }
  return { radii, values, median, mean };
}

/** The distribution of the whole, with errors from its parts (those that hold the phase). */
function withErrors(counts: BallCounts, edge: number, unit: string): SizeDistribution {
  const parts = counts.filter((own) => own.some((n) => n > 0)).map((own) => distribution(own, edge));
  const errors = { median: errorOf(parts.map(({ median }) => median)), mean: errorOf(parts.map(({ mean }) => mean)) };
  return { ...distribution(pooledCounts(counts), edge), errors, unit };
}

function constriction(
  opened: BallCounts,
  intruded: BallCounts,
  edge: number,
  unit: string,
): Constrictivity | Unmeasured {
  const medians = (a: Float64Array, b: Float64Array) => [distribution(a, edge).median, distribution(b, edge).median];
  const [bulge, neck] = medians(pooledCounts(opened), pooledCounts(intruded));
  if (neck === null || bulge === null) {
    return { value: null, reason: 'less than half of the phase is reached from the face' };
  }
  const parts = opened.flatMap((own, part) => {
    if (own.every((n) => n === 0)) return [];
    const [wide, narrow] = medians(own, intruded[part]);
    return wide === null || narrow === null ? [null] : [(narrow / wide) ** 2];
  });
  return { value: (neck / bulge) ** 2, neck, bulge, error: errorOf(parts), unit };
}

/**
 * Continuous phase size distribution, simulated intrusion of mercury along every axis and constrictivity of every phase.
 *
 * Estimators: the phase is opened by balls of rising radius: a ball of radius R fits where its centre is at least R from the nearest voxel centre
 * of another phase and covers the voxels whose centres are less than R away. Its radius is given as R less half a voxel edge (the smallest),
 * where the boundary lies: a slab of an odd number w of voxels has radius w / 2, of an even one (w - 1) / 2. For the intrusion, centres
 * must be reached from the face of the axis' lowest coordinate by a path of face neighbours along which the ball fits. Constrictivity is
 * (r50 of the intrusion / r50 of the sizes)^2, both medians by volume of the whole phase, interpolated linearly; 1 for a straight tube.
 * Edges: neither the border nor a mask limits a ball, for what lies behind is not known, so structures that the border cuts count as larger
 * than what is seen; periodic axes wrap for distances, not for paths. In an image balls are discs. Several maps: voxels are pooled.
 * Standard errors compare parts of the window (16 of an image, 8 of a volume) in the result of the whole, taken for independent.
 * Unmeasured for a phase that is absent, or alone in its window (infinitely large).
 * @source muench2008; holzer2013
 */
export async function phaseSizes(sample: Sample, threads: number): Promise<PhaseSizes[]> {
  const edge = Math.min(...axesOf(sample.rank).map((a) => sample.spacing[a]));
  const axes = axesOf(sample.rank);
  const present = sample.voxels.filter((n) => n > 0).length;
  const pores = present > 1 ? await measurePores(sample, threads) : [];
  return sample.phases.map(({ name }, phase): PhaseSizes => {
    if (sample.voxels[phase] === 0 || present < 2) {
      const none = {
        value: null,
        reason: sample.voxels[phase] === 0 ? `phase ${name} is absent` : `phase ${name} is alone`,
      };
      const everywhere = Object.fromEntries(axes.map((axis) => [axisNames[axis], none]));
      return { sizeDistribution: none, intrusion: everywhere, constrictivity: everywhere };
    }
    const { opened, intruded } = pores[phase];
    const along = <T>(measure: (counts: BallCounts) => T) =>
      Object.fromEntries(axes.map((axis) => [axisNames[axis], measure(intruded[axis]!)]));
    return {
      sizeDistribution: withErrors(opened, edge, sample.unit),
      intrusion: along((counts) => withErrors(counts, edge, sample.unit)),
      constrictivity: along((counts) => constriction(opened, counts, edge, sample.unit)),
    };
  });
}
