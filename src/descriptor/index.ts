export { type ChordLength, chordSurvival, chordWeightings } from './chord-length.ts';
export type { Connectivity } from './connectivity.ts';
export type { Constrictivity } from './constrictivity.ts';
export { type DescribeOptions, type DescribeProgress, describe, descriptionBytes } from './describe.ts';
export {
  type AnyDescription,
  aDescription,
  type DescribedPhase,
  type DescribedQuantity,
  type Description,
  describedQuantities,
  descriptionJson,
  type PhaseDescription,
  type QuantityLabel,
  valueIn,
} from './description.ts';
export {
  type ByDirection,
  type Cost,
  type Descriptor,
  type Distribution,
  isUnmeasured,
  type Measured,
  type Measuring,
  numberOf,
  type PooledCurves,
  type Quantity,
  type Survival,
  type Unmeasured,
} from './descriptor.ts';
export { squaredDistances } from './distance-transform.ts';
export type { EulerNumber } from './euler-number.ts';
export type { GeodesicTortuosity } from './geodesic-tortuosity.ts';
export { type BlockIntersections, countIntersections, type Stretch, stretchOf } from './intersections.ts';
export { type LayerWarning, layerWarning } from './layers.ts';
export { type LinealPath, linealPathValues } from './lineal-path.ts';
export { measureAlone } from './measure-alone.ts';
export { beyondBasic, descriptorList, descriptors, slowDescriptors } from './registry.ts';
export { conductivityAlong, type RelativeConductivity } from './relative-conductivity.ts';
export type { Representativity } from './representativity.ts';
export type { SizeDistribution } from './size-distribution.ts';
export { boundaryDirections, type SpecificSurfaceArea } from './specific-surface-area.ts';
export { distanceOfSections, independenceNote, type Specimen } from './specimen.ts';
export type { StandardErrors } from './standard-errors.ts';
export type { TripleLines } from './triple-lines.ts';
export type { TwoPoint, TwoPointCurves } from './two-point.ts';
export { twoPointErrors } from './two-point-error.ts';
export type { VolumeFraction } from './volume-fraction.ts';
