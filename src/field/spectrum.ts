import { averageMirrored, evenTransform, type RealArray } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';

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
 * Amplitudes of two fields from their correlations on the torus. Both are real and even along every axis, so one
 * complex transform of half the lines serves two fields.
 * @param re - rho of the first field, replaced by its amplitude. @param im - rho of the second, likewise.
 * @source dietrich1997: Dietrich and Newsam, SIAM J. Sci. Comput. 18 (1997) 1088, doi:10.1137/S1064827592240555
 * (circulant embedding)
 */
export function amplitudePair(shape: Triple, re: RealArray, im: RealArray): [Amplitude, Amplitude] {
  evenTransform(shape, re, im);
  return [toAmplitude(re), toAmplitude(im)];
}

/** The way back through square root, normalisation and clipping. */
function spectrumGradient({ values, scale }: Amplitude, gradient: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  let mean = 0;
  for (let i = 0; i < out.length; i++) {
    const value = values[i];
    if (value * value <= negligible) continue;
    // S / scale = values^2, so dL/dS' = gradient / (2 values); its mean against S' is what normalisation takes away.
    out[i] = gradient[i] / (2 * value);
    mean += out[i] * value * value;
  }
  mean /= out.length;
  for (let i = 0; i < out.length; i++) if (values[i] * values[i] > negligible) out[i] = (out[i] - mean) / scale;
  return out;
}

/**
 * Gradients with respect to rho on the torus of two fields from those with respect to their amplitudes: through square
 * root, normalisation and clipping, then the (symmetric) transform, one for both.
 * @param gradients - dL / d amplitude - shape [nz, ny, nx] - float64.
 * @returns dL / d rho, same shapes, but for parts odd along an axis, which an even rho does not feel.
 */
export function amplitudeAdjoint(
  shape: Triple,
  amplitudes: readonly [Amplitude, Amplitude],
  gradients: readonly [Float64Array, Float64Array],
): [Float64Array, Float64Array] {
  const re = spectrumGradient(amplitudes[0], gradients[0]);
  const im = spectrumGradient(amplitudes[1], gradients[1]);
  for (const values of [re, im]) averageMirrored(shape, values);
  evenTransform(shape, re, im);
  return [re, im];
}
