export { fastExp } from './kernels/exponential.ts';
export { fastLength, fft, type RealArray } from './kernels/fft/index.ts';
