export {
  copyOf,
  type DepthRequest,
  type Depths,
  type DepthWindow,
  depthsAdjoint,
  type GrainScene,
  grainDepths,
} from './depth.ts';
export { drawGrains, type GrainRegion, type Grains, type WordStore } from './grains.ts';
export { depthScratch, KernelDepths } from './kernel-depths.ts';
export { type GrainProcess, largestRadius, longestStretch } from './process.ts';
