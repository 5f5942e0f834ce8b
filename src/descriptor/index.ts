export { boundaryDirections } from './boundary-directions.ts';
export { type DescribeOptions, describe, describeAll, descriptionJson } from './describe.ts';
export type {
  ChordLength,
  Compared,
  ComparedCurve,
  Comparison,
  Connectivity,
  Constrictivity,
  Description,
  DistanceValues,
  DistributionComparison,
  EulerNumber,
  FurtherComparison,
  GeodesicTortuosity,
  LinealPath,
  PhaseComparison,
  PhaseDescription,
  Representativity,
  SimilarityComparison,
  SizeDistribution,
  SpecificSurfaceArea,
  StandardErrors,
  TripleLines,
  TwoPoint,
  Unmeasured,
  VolumeFraction,
} from './description.ts';
export { linealPathValues, negligibleShare, trapezoid } from './lineal-path.ts';
export { squaredDistances } from './morphology/index.ts';
export { type Descriptor, type DescriptorName, descriptors, type SlowDescriptor, slowDescriptors } from './registry.ts';
