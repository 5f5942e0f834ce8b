import {
  aFunction,
  aPositiveNumber,
  aSignal,
  checkArguments,
  oneOf,
  oneOrMore,
  optionsOf,
  threadCount,
  wholeNumber,
} from '../arguments.ts';
import { giveTurn } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import { aSoundPhaseMap, axesOf, type PhaseMap } from '../grid/index.ts';
import { transportBytes } from '../transport/index.ts';
import { createBlocks } from './blocks.ts';
import type { Connectivity } from './connectivity.ts';
import type { DescribedPhase, Description } from './description.ts';
import { type Cost, type Descriptor, isUnmeasured, type Measuring, type Unmeasured } from './descriptor.ts';
import type { EulerNumber } from './euler-number.ts';
import { LabelKernels } from './label-kernels.ts';
import { checkDescriptors, descriptorList, descriptors } from './registry.ts';
import { createSpecimen, type Specimen } from './specimen.ts';
import { standardErrors } from './standard-errors.ts';
import { largestLag, measureTwoPoint, nameCurves, type TwoPointCurves, twoPointBytes } from './two-point.ts';

/** How much a description holds. */
export type Detail = 'basic' | 'standard' | 'full';

/** Costs of the descriptors that a description holds besides the fast ones. */
const costsOf: Readonly<Record<Detail, readonly Cost[]>> = {
  basic: [],
  standard: ['moderate'],
  full: ['moderate', 'slow'],
};

/** What to measure. */
export interface DescribeOptions<List extends readonly Descriptor[] = typeof descriptors> {
  /**
   * Largest lag of the two-point curves in voxels (of the smallest voxel edge); default 50, at most half the shortest
   * axis.
   */
  readonly maxLag?: number;
  /**
   * 'standard' skips the slow descriptors, which take by far most of the time in a volume; 'basic' skips those of
   * moderate cost too. Default 'full'.
   */
  readonly detail?: Detail;
  /**
   * Distance of one section to the next, in the unit of the grids, where the maps are sections of one volume in order;
   * unless told, what the maps state themselves (`section`). Where neither is known they count as independent, and
   * errors of neighbouring sections come out too small.
   */
  readonly sectionDistance?: number | undefined;
  /** Threads to measure large maps with, 1 unless told; results do not depend on it. */
  readonly threads?: number;
  /** Descriptors to measure, by default those of the program. One's own are added so: `[...descriptors, mine]`. */
  readonly descriptors?: List;
  /** Stops the work between two of its steps. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each measurement, and waited for. */
  readonly onProgress?: (progress: DescribeProgress) => void | Promise<void>;
}

/** How far a description is. */
export interface DescribeProgress {
  /** What is measured next: the name of a descriptor, for instance. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/**
 * Lag in voxels to which the covariance of images is measured for the confidence intervals, if half the shortest axis
 * allows. In images that is cheap; in volumes memory grows with the lag, and the intervals make do with the lag of the
 * curves.
 */
const intervalLag = 512;

/** Lag in voxels to which two-point curves are measured, unless told. */
const defaultLag = 50;

/**
 * Bytes that a description needs at its peak: openings by balls, shortest paths on every thread, or two-point functions
 * of the largest map; the maps themselves besides.
 */
export function descriptionBytes(
  maps: readonly PhaseMap[],
  { threads = 1, detail = 'full' }: Pick<DescribeOptions, 'threads' | 'detail'> = {},
): number {
  const voxels = maps.map(({ data }) => data.length);
  const largest = Math.max(...voxels);
  const jobs = Math.max(...maps.map(({ grid, phases }) => grid.rank * phases.length));
  const pairs = Math.max(...maps.map(twoPointBytes));
  const rank = Math.max(...maps.map(({ grid }) => grid.rank));
  const slow = detail === 'full' ? Math.max(1 + 12 * Math.min(threads, jobs), 15) * largest : 0;
  const transport = detail === 'basic' || rank === 2 ? 0 : transportBytes(largest, 'value');
  return voxels.reduce((sum, n) => sum + n, 0) + Math.max(pairs, slow, transport);
}

/** What descriptors may use to measure a specimen: what they share is measured once. */
function measuringOf(
  specimen: Specimen,
  {
    threads,
    kernels,
    pause,
    isBlock,
    twoPoint,
  }: Pick<Measuring, 'threads' | 'kernels' | 'pause' | 'isBlock'> & { readonly twoPoint?: TwoPointCurves },
): Measuring {
  const made = new Map<unknown, unknown>();
  const curves = (own: Specimen): Promise<TwoPointCurves> =>
    twoPoint ? Promise.resolve(twoPoint) : measureTwoPoint(own, Math.min(defaultLag, largestLag(own)), threads);
  const measuring: Measuring = {
    threads,
    kernels,
    pause,
    isBlock,
    twoPoint: () => measuring.share(curves),
    share: <T>(measurement: (own: Specimen, measuring: Measuring) => T): T => {
      if (!made.has(measurement)) made.set(measurement, measurement(specimen, measuring));
      return made.get(measurement) as T;
    },
  };
  return measuring;
}

async function measureAll(
  list: readonly Descriptor[],
  specimen: Specimen,
  measuring: Measuring,
  begin: (what: string) => Promise<void>,
): Promise<(readonly [string, readonly unknown[]])[]> {
  const measured: (readonly [string, readonly unknown[]])[] = [];
  for (const descriptor of list) {
    await begin(descriptor.name);
    measured.push([descriptor.name, await descriptor.measure(specimen, measuring)]);
  }
  return measured;
}

const describeArguments = {
  maps: oneOrMore('a phase map, or a list of them', '[map]', aSoundPhaseMap),
  options: optionsOf("{ detail: 'basic' }", {
    ...{ maxLag: wholeNumber(0), detail: oneOf(Object.keys(costsOf)), sectionDistance: aPositiveNumber },
    ...{ threads: threadCount, descriptors: descriptorList, signal: aSignal, onProgress: aFunction },
  }),
};

/**
 * How many objects a window holds of each phase: components of the phase, those of all others, or holes and tunnels by
 * its Euler number, whichever are most - [phase]; undefined where they were not measured.
 */
function objectsOf(
  measured: readonly (readonly [string, readonly unknown[]])[],
  { voxels, spacing, rank, phases }: Specimen,
): number[] | undefined {
  const valuesOf = <Value>(name: string) =>
    measured.find(([own]) => own === name)?.[1] as readonly (Value | Unmeasured)[] | undefined;
  const [components, euler] = [valuesOf<Connectivity>('connectivity'), valuesOf<EulerNumber>('eulerNumber')];
  if (!components || !euler) return undefined;
  const size =
    voxels.reduce((sum, n) => sum + n, 0) * axesOf(rank).reduce((product, axis) => product * spacing[axis], 1);
  const counts = components.map((own) => (isUnmeasured(own) ? 0 : own.components));
  const all = counts.reduce((sum, n) => sum + n, 0);
  return phases.map((_, i) => {
    const own = euler[i];
    const turns = isUnmeasured(own) ? 0 : Math.abs(own.value * size);
    return Math.max(counts[i], all - counts[i], turns);
  });
}

/**
 * Measures an image or a volume, or several of one material as one: voxels, pairs and chords are pooled before means
 * are taken, so that each map weighs by its unmasked area. Confidence intervals take the maps for independent sections.
 * The description carries the grid of the first map. Estimators and the treatment of edges stand with each descriptor.
 *
 * @param maps - phases by voxel, 255 where masked - shape [nz, ny, nx] - uint8. Masked voxels belong to no phase, no
 * pair and no chord.
 * @throws ExcursaError (usage) for maps that differ in rank, spacing, unit or phases, a maxLag beyond half the shortest
 * axis of any map, or descriptors of one name; (input) when every voxel is masked; (interrupted) by the signal.
 * @example
 * import { createGrid, createPhaseMap, describe } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * // Plates, four voxels thick.
 * const data = Uint8Array.from({ length: 32 ** 3 }, (_, i) => (i >> 2) % 2);
 * const map = createPhaseMap(createGrid([32, 32, 32], { spacing: 0.1, unit: 'um' }), data, phases);
 * const [pore] = (await describe(map)).phases;
 * console.log(pore.name, pore.volumeFraction.value); // pore 0.5
 */
export async function describe<const List extends readonly Descriptor[] = typeof descriptors>(
  maps: PhaseMap | readonly PhaseMap[],
  options: DescribeOptions<List> = {},
): Promise<Description<List>> {
  checkArguments('describe', { maps, options }, describeArguments);
  const all: readonly PhaseMap[] = Array.isArray(maps) ? maps : [maps as PhaseMap];
  const chosen: readonly Descriptor[] = options.descriptors ?? descriptors;
  checkDescriptors(chosen);
  const specimen = createSpecimen(all, options.sectionDistance);
  const largest = largestLag(specimen);
  const maxLag = options.maxLag ?? Math.min(defaultLag, largest);
  if (!Number.isInteger(maxLag) || maxLag < 0 || maxLag > largest) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'describe',
      expected: `a largest lag of 0 to ${largest} voxels (half the shortest axis)`,
      got: `${maxLag}`,
      remedy: `${Math.min(defaultLag, largest)}`,
    });
  }
  const threads = options.threads ?? 1;
  const reach = specimen.rank === 2 ? Math.max(maxLag, Math.min(intervalLag, largest)) : maxLag;
  const fast = chosen.filter(({ cost }) => cost === 'fast');
  const costs = costsOf[options.detail ?? 'full'];
  const slow = chosen.filter(({ cost }) => costs.includes(cost));
  let done = 0;
  const pause = (): Promise<void> => giveTurn('describe', options.signal);
  const begin = async (what: string): Promise<void> => {
    await options.onProgress?.({ what, done: done++, total: fast.length + slow.length + 2 });
    await pause();
  };
  await begin('two-point functions');
  const twoPoint = await measureTwoPoint(specimen, reach, threads);
  const blocks = createBlocks(specimen);
  const kernels = await LabelKernels.open(specimen, threads);
  let measured: (readonly [string, readonly unknown[]])[];
  let errors: Awaited<ReturnType<typeof standardErrors>>;
  try {
    measured = await measureAll(fast, specimen, measuringOf(specimen, { threads, kernels, pause, twoPoint }), begin);
    await begin('standard errors');
    errors = await standardErrors(
      specimen,
      [...fast, ...slow],
      { blocks, twoPoint, objects: objectsOf(measured, specimen) },
      (window) => measuringOf(window, { threads, kernels, pause, isBlock: true }),
    );
  } finally {
    await kernels?.close();
  }
  measured.push(...(await measureAll(slow, specimen, measuringOf(specimen, { threads, pause, twoPoint }), begin)));
  const { shape, spacing, unit } = all[0].grid;
  const axes = axesOf(specimen.rank);
  return {
    grid: {
      ...{ shape: axes.map((a) => shape[a]), spacing: axes.map((a) => spacing[a]), unit },
      ...(all.length > 1 && { maps: all.length }),
      ...(specimen.sectionDistance !== undefined && { sectionDistance: specimen.sectionDistance }),
    },
    phases: specimen.phases.map(
      (phase, i) =>
        ({
          ...phase,
          ...Object.fromEntries(measured.map(([name, values]) => [name, values[i]])),
          standardErrors: errors[i],
        }) as unknown as DescribedPhase<List>,
    ),
    twoPoint: nameCurves(specimen, twoPoint, maxLag),
  };
}
