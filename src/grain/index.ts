export { type Depths, type DepthWindow, grainDepths } from './depth.ts';
export { drawGrains, type GrainProcess, type GrainRegion, type Grains, largestRadius } from './process.ts';
