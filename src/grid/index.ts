export { type AxisName, axesOf, axisNames, axisNamesOf, type ByAxis, byAxis, type UnitKind, unitOf } from './axes.ts';
export { createGrid, type Grid, largestVoxelCount, type Triple, voxelCount } from './grid.ts';
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
} from './phase-map.ts';
