export { copyOf, type DepthRequest, type Depths, type DepthWindow, grainDepths } from './depth.ts';
export { depthsAdjoint, type GrainScene } from './depth-adjoint.ts';
export {
  drawGrains,
  type GrainProcess,
  type GrainRegion,
  type Grains,
  largestRadius,
  longestStretch,
} from './process.ts';
