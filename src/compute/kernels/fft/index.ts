export { fastLength, fft, type RealArray } from './fft.ts';
export { radices } from './plan.ts';
