export {
  type AxisName,
  axesOf,
  axisNames,
  axisNamesOf,
  type ByAxis,
  byAxis,
  createGrid,
  type Grid,
  largestVoxelCount,
  type Triple,
  type UnitKind,
  unitOf,
  voxelCount,
} from './grid.ts';
export { gridIn, lengthIn, mapIn } from './length.ts';
export {
  countVoxels,
  createPhaseMap,
  crop,
  distinctPairs,
  masked,
  type Phase,
  type PhaseMap,
  phasePairs,
  type ScalarField,
  type SectionPlace,
  sectionsOf,
} from './phase-map.ts';
