export { averageMirrored, evenTransform } from './even.ts';
export { fastLength, fft, type RealArray } from './fft.ts';
export { radices } from './plan.ts';
