export { compare } from './compare.ts';
export { type DescribeOptions, describe, describeAll, descriptionJson } from './describe.ts';
export type {
  ChordLength,
  Compared,
  Comparison,
  Description,
  PhaseComparison,
  PhaseDescription,
  SpecificSurfaceArea,
  TwoPoint,
  Unmeasured,
  VolumeFraction,
} from './description.ts';
export { type Descriptor, type DescriptorName, descriptors } from './registry.ts';
