export { crop } from './crop.ts';
export { createGrid, type Grid, largestVoxelCount, type Triple, voxelCount } from './grid.ts';
export { countVoxels, createPhaseMap, masked, type Phase, type PhaseMap, type ScalarField } from './phase-map.ts';
