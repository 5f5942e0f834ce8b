import { axesOf } from '../grid/index.ts';
import { type Descriptor, isUnmeasured, type Measuring, type Unmeasured } from './descriptor.ts';
import {
  type BallCounts,
  ballRadii,
  type LargestBalls,
  levelRadii,
  pooledCounts,
  sharedOpenings,
  withoutSizes,
} from './openings.ts';
import type { Specimen } from './specimen.ts';
import { errorOf } from './standard-errors.ts';

/**
 * How much of a phase is covered by balls of a radius: of balls that fit into it (continuous phase size distribution),
 * or that also can be pushed in from the face of the axis' lowest coordinate (simulated intrusion of mercury).
 */
export interface SizeDistribution {
  /**
   * Radii of balls, rising: half a voxel edge less than the distance of their centre to the nearest voxel centre of
   * another phase - `unit`.
   */
  readonly radii: readonly number[];
  /** Share of the phase's voxels covered by balls of that radius or larger - [radius]. */
  readonly values: readonly number[];
  /** Mean radius of the largest balls between one of the radii and the next - [radius] - `unit`. */
  readonly meanRadii: readonly number[];
  /** Radius at which the share is one half (r50); null if it is less everywhere. */
  readonly median: number | null;
  /** Mean over the phase's volume of the largest radius that covers it; what no ball covers counts 0. */
  readonly mean: number;
  /** Standard errors, from the distributions in parts of the window; null where one has no such value. */
  readonly errors: { readonly median: number | null; readonly mean: number | null };
  readonly unit: string;
}

/** The smallest edge of a voxel. */
export const smallestEdge = ({ rank, spacing }: Specimen): number => Math.min(...axesOf(rank).map((a) => spacing[a]));

/**
 * From voxels by level to shares by radius.
 * @param edge - smallest voxel edge. @param typical - radius that stands for the balls of a level, in edges - [level].
 */
export function distributionOf(
  counts: Float64Array,
  edge: number,
  typical: readonly number[] = [0, ...ballRadii],
): Pick<SizeDistribution, 'radii' | 'values' | 'meanRadii' | 'median' | 'mean'> {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const radii: number[] = [];
  const values: number[] = [];
  const meanRadii: number[] = [];
  let covered = total - counts[0];
  let mean = 0;
  for (let level = 1; level < counts.length; level++) {
    const radius = (ballRadii[level - 1] - 0.5) * edge;
    radii.push(radius);
    values.push(covered / total);
    covered -= counts[level];
    meanRadii.push((typical[level] - 0.5) * edge);
    mean += (counts[level] / total) * meanRadii[level - 1];
  }
  // The first radius at which less than half is covered; linear from the one before.
  const below = values.findIndex((share) => share < 0.5);
  let median: number | null = null;
  if (below < 0 && values.length > 0) median = radii[radii.length - 1];
  else if (below > 0) {
    const [upper, lower] = [values[below - 1], values[below]];
    median = radii[below - 1] + ((upper - 0.5) / (upper - lower)) * (radii[below] - radii[below - 1]);
  }
  return { radii, values, meanRadii, median, mean };
}

/** The distribution of the whole, with errors from its parts (those that hold the phase). */
export function distributionWithErrors(
  counts: BallCounts,
  { edge, largest, unit }: { readonly edge: number; readonly largest: LargestBalls; readonly unit: string },
): SizeDistribution {
  const typical = levelRadii(largest);
  const parts = counts.filter((own) => own.some((n) => n > 0)).map((own) => distributionOf(own, edge, typical));
  const errors = { median: errorOf(parts.map(({ median }) => median)), mean: errorOf(parts.map(({ mean }) => mean)) };
  return { ...distributionOf(pooledCounts(counts), edge, typical), errors, unit };
}

/**
 * Continuous phase size distribution of every phase.
 *
 * Estimators: the phase is opened by balls of rising radius: a ball of radius R fits where its centre is at least R
 * from the nearest voxel centre of another phase and covers the voxels whose centres are less than R away. Its radius
 * is given as R less half a voxel edge (the smallest), where the boundary lies: a slab of an odd number w of voxels has
 * radius w / 2, of an even one (w - 1) / 2. Medians are by volume of the whole phase, interpolated linearly.
 * Edges: neither the border nor a mask limits a ball, for what lies behind is not known, so structures that the border
 * cuts count as larger than what is seen; periodic axes wrap for distances. In an image balls are discs. Several maps:
 * voxels are pooled. Standard errors compare parts of the window (16 of an image, 8 of a volume) in the result of the
 * whole, taken for independent. Unmeasured for a phase that is absent, or alone in its window (infinitely large).
 * @source muench2008; holzer2013
 */
async function measureSizeDistribution(
  specimen: Specimen,
  measuring: Pick<Measuring, 'share'>,
): Promise<(SizeDistribution | Unmeasured)[]> {
  const openings = await sharedOpenings(specimen, measuring);
  return specimen.phases.map(
    (_, phase) =>
      withoutSizes(specimen, phase) ??
      distributionWithErrors(openings[phase].opened, {
        ...{ edge: smallestEdge(specimen), largest: openings[phase].largest, unit: specimen.unit },
      }),
  );
}

/** Continuous phase size distribution of every phase. */
export const sizeDistribution: Descriptor<SizeDistribution | Unmeasured, 'sizeDistribution', 'slow'> = {
  name: 'sizeDistribution',
  summary: 'continuous phase size distribution: share covered by balls of a radius that fit; r50, mean',
  estimator: 'exact Euclidean distances; neither border nor mask limits a ball',
  cost: 'slow',
  measure: measureSizeDistribution,
  quantities: [
    {
      name: 'medianRadius',
      title: 'median radius of sizes (r50)',
      unit: 'length',
      definition:
        'Radius of the balls (discs) that fit into the phase and cover half of it. Structures cut by the border count as larger.',
      pick: ({ median }) => median ?? { value: null, reason: 'no radius covers half of the phase' },
      standardError: ({ errors }) => errors.median,
      compared: true,
      shows: 'grain shape',
      reads: { above: 'larger balls fit into that of the model', below: 'larger balls fit into that of the data' },
    },
    {
      name: 'meanRadius',
      title: 'mean radius of sizes',
      unit: 'length',
      definition: "Mean over the phase's volume of the radius of the largest ball (disc) that fits and covers a voxel.",
      pick: ({ mean }) => mean,
      standardError: ({ errors }) => errors.mean,
      compared: true,
      shows: 'grain shape',
      reads: { above: 'larger balls fit into that of the model', below: 'larger balls fit into that of the data' },
      detail: true,
    },
  ],
  distributions: [
    {
      title: 'radius of sizes',
      definition: 'Largest disc or ball that fits and covers a point, by volume.',
      of: (sizes) => ({
        all: isUnmeasured(sizes) ? sizes : { ends: sizes.meanRadii, shares: sizes.values, complete: true },
      }),
    },
  ],
};
