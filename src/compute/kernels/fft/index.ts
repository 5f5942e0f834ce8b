export { fastLength, fft, type RealArray } from './fft.ts';
