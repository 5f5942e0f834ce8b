import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { Description, PhaseDescription } from './description.ts';
import { LabelKernels } from './label-kernels.ts';
import { type Descriptor, descriptors, slowDescriptors } from './registry.ts';
import { axesOf, createSample } from './sample.ts';
import { largestLag, measureTwoPoint, nameCurves } from './two-point.ts';

/** What to measure. */
export interface DescribeOptions {
  /** Largest lag of the two-point curves in voxels (of the smallest voxel edge); default 50, at most half the shortest axis. */
  readonly maxLag?: number;
  /** 'basic' leaves out geodesic tortuosity and everything that balls tell: by far most of the time in a volume. Default 'full'. */
  readonly detail?: 'basic' | 'full';
  /** Threads to measure large maps with, 1 unless told; results do not depend on it. */
  readonly threads?: number;
}

/**
 * Lag in voxels to which the covariance of images is measured for the confidence intervals, if half the shortest axis allows. In images
 * that is cheap; in volumes memory grows with the lag, and the intervals make do with the lag of the curves.
 */
const intervalLag = 512;

/**
 * Measures an image or a volume. Estimators and the treatment of edges stand with each descriptor's type and in the result.
 *
 * @param map - phases by voxel, 255 where masked - shape [nz, ny, nx] - uint8. Masked voxels belong to no phase, no pair and no chord.
 * @throws ExcursaError (usage) for a maxLag beyond half the shortest axis; (input) when every voxel is masked.
 */
export async function describe(map: PhaseMap, options: DescribeOptions = {}): Promise<Description> {
  return describeAll([map], options);
}

/**
 * Measures several images, or several volumes, of one material as one: voxels, pairs and chords are pooled before means are taken, so that
 * each map weighs by its unmasked area. Confidence intervals take the maps for independent sections. The description carries the grid of
 * the first map.
 *
 * @throws ExcursaError (usage) for maps that differ in rank, spacing, unit or phases, or a maxLag beyond half the shortest axis of any map;
 * (input) when every voxel is masked.
 */
export async function describeAll(maps: readonly PhaseMap[], options: DescribeOptions = {}): Promise<Description> {
  const sample = createSample(maps);
  const largest = largestLag(sample);
  const maxLag = options.maxLag ?? Math.min(50, largest);
  if (!Number.isInteger(maxLag) || maxLag < 0 || maxLag > largest) {
    throw new ExcursaError(
      'usage',
      `describe: expected a largest lag of 0 to ${largest} voxels (half the shortest axis), got ${maxLag}; try ${Math.min(50, largest)}`,
    );
  }
  const reach = sample.rank === 2 ? Math.max(maxLag, Math.min(intervalLag, largest)) : maxLag;
  const curves = await measureTwoPoint(sample, reach, options.threads);
  const threads = options.threads ?? 1;
  const kernels = await LabelKernels.open(sample, threads);
  const measured: (readonly [string, readonly unknown[]])[] = [];
  try {
    for (const [name, measure] of Object.entries(descriptors as Record<string, Descriptor>))
      measured.push([name, measure(sample, curves, kernels)]);
  } finally {
    await kernels?.close();
  }
  const full = options.detail !== 'basic';
  const tortuosity = full ? await slowDescriptors.geodesicTortuosity(sample, threads) : undefined;
  const sizes = full ? await slowDescriptors.phaseSizes(sample, threads) : undefined;
  const { shape, spacing, unit } = maps[0].grid;
  const axes = axesOf(sample.rank);
  return {
    grid: { shape: axes.map((a) => shape[a]), spacing: axes.map((a) => spacing[a]), unit },
    phases: sample.phases.map(
      (phase, i) =>
        ({
          ...phase,
          ...Object.fromEntries(measured.map(([name, values]) => [name, values[i]])),
          ...(tortuosity && { geodesicTortuosity: tortuosity[i] }),
          ...sizes?.[i],
        }) as PhaseDescription,
    ),
    twoPoint: nameCurves(sample, curves, maxLag),
  };
}

/** A description as `excursa describe --json` prints it: without the histograms of chord lengths, all numbers as measured. */
export function descriptionJson(description: Description): unknown {
  const phases = description.phases.map((phase) => ({
    ...phase,
    chordLength: Object.fromEntries(
      Object.entries(phase.chordLength).map(([axis, chords]) => {
        if (!('mean' in chords)) return [axis, chords];
        const { histogram: _, ...printed } = chords;
        return [axis, printed];
      }),
    ),
  }));
  return { grid: description.grid, phases, twoPoint: description.twoPoint };
}
