import { fft, type RealArray } from '../../compute/index.ts';
import type { Triple } from '../../grid/index.ts';

/** Below this share of the mean, an eigenvalue counts as 0: the slope of its square root is not followed. */
const negligible = 1e-10;

/** Amplitude spectrum of one field on a torus. */
export interface Amplitude {
  /** sqrt(S(k)), unit mean square - shape [nz, ny, nx] - float64 or float32. */
  readonly values: RealArray;
  /** Share of the spectrum that was negative and clipped. */
  readonly clippedShare: number;
  /** Mean of the clipped spectrum before normalisation; 1 when nothing was clipped. */
  readonly scale: number;
}

/** Clips eigenvalues below 0, renormalises to unit variance and takes square roots, in place. */
function toAmplitude(spectrum: RealArray): Amplitude {
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < spectrum.length; i++) {
    if (spectrum[i] > 0) positive += spectrum[i];
    else negative -= spectrum[i];
  }
  const scale = positive / spectrum.length;
  for (let i = 0; i < spectrum.length; i++) spectrum[i] = Math.sqrt(Math.max(0, spectrum[i] / scale));
  return { values: spectrum, clippedShare: negative / positive, scale };
}

/**
 * Amplitudes of two fields from their correlations on the torus. Both are real and even, so one complex transform serves two fields.
 * @param re - rho of the first field, replaced by its amplitude. @param im - rho of the second, likewise.
 * @source dietrich1997: Dietrich and Newsam, SIAM J. Sci. Comput. 18 (1997) 1088, doi:10.1137/S1064827592240555 (circulant embedding)
 */
export function amplitudePair(shape: Triple, re: RealArray, im: RealArray): [Amplitude, Amplitude] {
  fft(shape, re, im, 'forward');
  return [toAmplitude(re), toAmplitude(im)];
}

/**
 * Gradient with respect to rho on the torus from the gradient with respect to the amplitudes: through square root, normalisation and
 * clipping, then the (symmetric) transform.
 * @param gradient - dL / d amplitude - shape [nz, ny, nx] - float64. @returns dL / d rho, same shape.
 */
export function amplitudeAdjoint(shape: Triple, amplitude: Amplitude, gradient: Float64Array): Float64Array {
  const { values, scale } = amplitude;
  const out = new Float64Array(values.length);
  let mean = 0;
  for (let i = 0; i < out.length; i++) {
    // S / scale = values^2, so dL/dS' = gradient / (2 values); its mean against S' is what normalisation takes away.
    out[i] = values[i] ** 2 > negligible ? gradient[i] / (2 * values[i]) : 0;
    mean += out[i] * values[i] ** 2;
  }
  mean /= out.length;
  for (let i = 0; i < out.length; i++) out[i] = values[i] ** 2 > negligible ? (out[i] - mean) / scale : 0;
  fft(shape, out, new Float64Array(out.length), 'forward');
  return out;
}
