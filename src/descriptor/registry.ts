import { chordLength } from './chord-length.ts';
import type { LabelKernels } from './label-kernels.ts';
import { linealPath } from './lineal-path.ts';
import { phaseSizes } from './morphology/index.ts';
import { representativity } from './representativity.ts';
import type { Sample } from './sample.ts';
import { standardErrors } from './standard-errors.ts';
import { specificSurfaceArea } from './surface-area.ts';
import { connectivity, eulerNumber, geodesicTortuosity } from './topology/index.ts';
import { tripleLines } from './triple-lines.ts';
import type { TwoPointCurves } from './two-point.ts';
import { volumeFraction } from './volume-fraction.ts';

/** A descriptor measures every phase of a sample; the two-point curves, and kernels for large maps, are there for those that need them. */
export type Descriptor<Measured = unknown> = (
  sample: Sample,
  twoPoint: TwoPointCurves,
  kernels?: LabelKernels,
) => readonly Measured[];

/** A descriptor that takes long in volumes. */
export type SlowDescriptor<Measured = unknown> = (sample: Sample, threads: number) => Promise<readonly Measured[]>;

/** Every descriptor of a phase, under the name it has in a description. */
export const descriptors = {
  volumeFraction,
  specificSurfaceArea: (sample: Sample, _?: TwoPointCurves, kernels?: LabelKernels) =>
    specificSurfaceArea(sample, kernels),
  chordLength: (sample: Sample, _?: TwoPointCurves, kernels?: LabelKernels) => chordLength(sample, kernels),
  linealPath,
  connectivity,
  eulerNumber,
  tripleLines,
  representativity,
  standardErrors: (sample: Sample, _?: TwoPointCurves, kernels?: LabelKernels) => standardErrors(sample, kernels),
} satisfies Record<string, Descriptor>;

/** What a full description has beside them. Sizes are several descriptors in one, for they come from the same openings. */
export const slowDescriptors = { geodesicTortuosity, phaseSizes } satisfies Record<string, SlowDescriptor>;

/** Name of a registered descriptor. */
export type DescriptorName = keyof typeof descriptors | keyof typeof slowDescriptors;
