import type { PhaseMap } from '../grid/index.ts';
import { type DescribedQuantity, describedQuantities } from './description.ts';
import type { Descriptor, Measuring } from './descriptor.ts';
import { LabelKernels } from './label-kernels.ts';
import { createSpecimen } from './specimen.ts';
import { largestLag, measureTwoPoint } from './two-point.ts';

/** Lag to which two-point functions are measured for descriptors that use them, voxels. */
const lagOfCurves = 50;

/** Voxels from which on kernels count chords and crossings: below, starting them takes longer. */
const muchToCount = 2 ** 21;

/**
 * The quantities of some descriptors of one map, without standard errors and two-point functions: what studies measure
 * of thousands of realisations, whose scatter gives the errors.
 */
export async function measureAlone(
  map: PhaseMap,
  list: readonly Descriptor[],
  {
    threads = 1,
    isBlock,
    pause,
  }: {
    readonly threads?: number;
    /** Whether the map is one of many, of which chance makes more than a rough solver does. */
    readonly isBlock?: boolean;
    readonly pause?: (() => Promise<void>) | undefined;
  } = {},
): Promise<DescribedQuantity[]> {
  const specimen = createSpecimen([map]);
  const kernels = await LabelKernels.open(specimen, threads, muchToCount);
  const made = new Map<unknown, unknown>();
  const measuring: Measuring = {
    threads,
    isBlock,
    pause,
    kernels,
    twoPoint: () =>
      measuring.share((own) => measureTwoPoint(own, Math.min(lagOfCurves, largestLag(specimen)), threads)),
    share: <T>(measurement: (own: typeof specimen, how: Measuring) => T): T => {
      if (!made.has(measurement)) made.set(measurement, measurement(specimen, measuring));
      return made.get(measurement) as T;
    },
  };
  const measured: (readonly [string, readonly unknown[]])[] = [];
  try {
    for (const descriptor of list) {
      await pause?.();
      measured.push([descriptor.name, await descriptor.measure(specimen, measuring)]);
    }
  } finally {
    await kernels?.close();
  }
  const { spacing, unit, shape } = map.grid;
  const from = 3 - specimen.rank;
  const phases = specimen.phases.map((phase, i) => ({
    ...phase,
    ...Object.fromEntries(measured.map(([name, values]) => [name, values[i]])),
    standardErrors: { degreesOfFreedom: null },
  }));
  const grid = { shape: shape.slice(from), spacing: spacing.slice(from), unit };
  return describedQuantities({ grid, phases, twoPoint: { unit, lags: [], pairs: {} } } as never, list);
}
