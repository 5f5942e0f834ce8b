export { boundaryDirections } from './boundary-directions.ts';
export { compare } from './compare.ts';
export { SimilarityCollector } from './compare-similarity.ts';
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
export {
  chordSurvival,
  type Distances,
  type Distribution,
  type DistributionName,
  distancesBetween,
  distributions,
  halvesOf,
  isDistance,
  meanOf,
  type Survival,
} from './distances/index.ts';
export { linealPathValues } from './lineal-path.ts';
export { squaredDistances } from './morphology/index.ts';
export { type Descriptor, type DescriptorName, descriptors, type SlowDescriptor, slowDescriptors } from './registry.ts';
export { structuralSimilarity } from './structural-similarity.ts';
