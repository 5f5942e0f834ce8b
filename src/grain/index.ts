export {
  copyOf,
  type DepthRequest,
  type Depths,
  type DepthWindow,
  depthsAdjoint,
  type GrainScene,
  grainDepths,
} from './depth.ts';
export { depthScratch, KernelDepths } from './kernel-depths.ts';
export {
  drawGrains,
  type GrainProcess,
  type GrainRegion,
  type Grains,
  largestRadius,
  longestStretch,
} from './process.ts';
