import { chordLength } from './chord-length.ts';
import { linealPath } from './lineal-path.ts';
import type { Sample } from './sample.ts';
import { specificSurfaceArea } from './surface-area.ts';
import type { TwoPointCurves } from './two-point.ts';
import { volumeFraction } from './volume-fraction.ts';

/** A descriptor measures every phase of a sample; the two-point curves are there for those that need them. */
export type Descriptor<Measured = unknown> = (sample: Sample, twoPoint: TwoPointCurves) => readonly Measured[];

/** Every descriptor of a phase, under the name it has in a description. */
export const descriptors = { volumeFraction, specificSurfaceArea, chordLength, linealPath } satisfies Record<
  string,
  Descriptor
>;

/** Name of a registered descriptor. */
export type DescriptorName = keyof typeof descriptors;
