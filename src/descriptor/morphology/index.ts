export { squaredDistances } from './distance.ts';
export { phaseSizes } from './size-distribution.ts';
