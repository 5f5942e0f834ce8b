export { boundaryDirections } from './boundary-directions.ts';
export { compare } from './compare.ts';
export { type DescribeOptions, describe, describeAll, descriptionJson } from './describe.ts';
export type {
  ChordLength,
  Compared,
  ComparedCurve,
  Comparison,
  Description,
  LinealPath,
  PhaseComparison,
  PhaseDescription,
  SpecificSurfaceArea,
  TwoPoint,
  Unmeasured,
  VolumeFraction,
} from './description.ts';
export { type Descriptor, type DescriptorName, descriptors } from './registry.ts';
