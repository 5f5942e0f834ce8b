export { boundaryDirections } from './boundary-directions.ts';
export { compare } from './compare.ts';
export { type DescribeOptions, describe, describeAll, descriptionJson } from './describe.ts';
export type {
  ByAxis,
  ChordLength,
  Compared,
  ComparedCurve,
  Comparison,
  Connectivity,
  Constrictivity,
  Description,
  EulerNumber,
  FurtherComparison,
  GeodesicTortuosity,
  LinealPath,
  PhaseComparison,
  PhaseDescription,
  Representativity,
  SizeDistribution,
  SpecificSurfaceArea,
  StandardErrors,
  TwoPoint,
  Unmeasured,
  VolumeFraction,
} from './description.ts';
export { linealPathValues } from './lineal-path.ts';
export { squaredDistances } from './morphology/index.ts';
export { type Descriptor, type DescriptorName, descriptors, type SlowDescriptor, slowDescriptors } from './registry.ts';
