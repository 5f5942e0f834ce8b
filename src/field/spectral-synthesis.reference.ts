import { fft } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { fillNormals } from '../random/index.ts';
import { createLagTable } from './lag-table.ts';
import type { FieldNoise } from './spectral-synthesis.ts';
import { amplitudePair } from './spectrum.ts';

/**
 * What `SpectralSynthesis` draws, by its definition and in float64: G = IFFT(sqrt(S) FFT(W)).
 * @param torus - [nz, ny, nx]. @param rho - at the lags of `createLagTable(torus, taper, zScale)`.
 * @returns the field - shape [nz, ny, nx] - float64, and the clipped share of its spectrum.
 */
export function synthesiseField(
  torus: Triple,
  rho: Float64Array,
  taper: number,
  zScale: number,
  noise: FieldNoise,
): { values: Float64Array; clippedShare: number } {
  const size = torus[0] * torus[1] * torus[2];
  const correlation = new Float64Array(size);
  createLagTable(torus, taper, zScale).spread(rho, correlation);
  const [amplitude] = amplitudePair(torus, correlation, new Float64Array(size).fill(1));
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  fillNormals(re, noise.key, noise, noise.origin, torus);
  fft(torus, re, im, 'forward');
  for (let i = 0; i < size; i++) {
    re[i] *= amplitude.values[i];
    im[i] *= amplitude.values[i];
  }
  fft(torus, re, im, 'inverse');
  return { values: re, clippedShare: amplitude.clippedShare };
}
