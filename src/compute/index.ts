export { fastLength, fft, type RealArray } from './kernels/fft/index.ts';
