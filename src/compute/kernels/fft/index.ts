export { averageMirrored, evenTransform } from '../../fft/even.ts';
export { fastLength, fft, type RealArray } from '../../fft/fft.ts';
export { radices } from '../../fft/plan.ts';
