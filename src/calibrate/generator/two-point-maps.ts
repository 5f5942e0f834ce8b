import { fft } from '../../compute/index.ts';
import { phasePairs } from '../../grid/index.ts';

/**
 * Two-point maps of the independent phases of a few periodic images, C_ij(h) = mean over images and t of p_i(t) p_j(t +
 * h), made symmetric in h, for all i <= j among all phases but the last (which is what the others leave).
 */
export interface TwoPointMaps {
  /** Pairs [i, j], i <= j, in the order of the maps. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Maps - [pair] of shape [n, n] (lag y, lag x, wrapped) - float64. */
  readonly maps: readonly Float64Array[];
  /**
   * Gradient with respect to the maps (symmetric in h) to gradient with respect to each indicator, which is added to
   * `out`.
   */
  readonly pullback: (gradients: readonly Float64Array[], out: readonly (readonly Float64Array[])[]) => void;
}

interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Splits the transform of a + i b into those of the real images a and b. */
function split(n: number, packed: Spectrum): [Spectrum, Spectrum] {
  const size = n * n;
  const a = { re: new Float64Array(size), im: new Float64Array(size) };
  const b = { re: new Float64Array(size), im: new Float64Array(size) };
  const { re, im } = packed;
  for (let y = 0, k = 0; y < n; y++) {
    const opposite = ((n - y) % n) * n;
    for (let x = 0; x < n; x++, k++) {
      const o = opposite + ((n - x) % n);
      a.re[k] = 0.5 * (re[k] + re[o]);
      a.im[k] = 0.5 * (im[k] - im[o]);
      b.re[k] = 0.5 * (im[k] + im[o]);
      b.im[k] = 0.5 * (re[o] - re[k]);
    }
  }
  return [a, b];
}

/**
 * Computes the maps of a group of images and keeps what the way back needs.
 * @param n - edge of the square images, pixels. @param images - indicators of all phases but the last - [image][phase]
 * of shape [n, n] - float64.
 */
export function twoPointMaps(n: number, images: readonly (readonly Float64Array[])[]): TwoPointMaps {
  const size = n * n;
  const phases = images[0].length;
  const pairs = phasePairs(phases);
  const spectra = images.map((image) => {
    const out: Spectrum[] = [];
    for (let i = 0; i < phases; i += 2) {
      const packed = { re: image[i].slice(), im: i + 1 < phases ? image[i + 1].slice() : new Float64Array(size) };
      fft([n, n], packed.re, packed.im, 'forward');
      out.push(...(i + 1 < phases ? split(n, packed) : [packed]));
    }
    return out;
  });
  const scale = 1 / (images.length * size);
  const powers = pairs.map(([i, j]) => {
    const sum = new Float64Array(size);
    for (const spectrum of spectra) {
      const [a, b] = [spectrum[i], spectrum[j]];
      for (let k = 0; k < size; k++) sum[k] += scale * (a.re[k] * b.re[k] + a.im[k] * b.im[k]);
    }
    return sum;
  });
  // The power spectra are even, so two of them share one transform as real and imaginary part.
  for (let p = 0; p < powers.length; p += 2) fft([n, n], powers[p], powers[p + 1] ?? new Float64Array(size), 'inverse');

  const pullback = (gradients: readonly Float64Array[], out: readonly (readonly Float64Array[])[]): void => {
    const transfer = gradients.map((g) => g.slice());
    for (let p = 0; p < transfer.length; p += 2) {
      fft([n, n], transfer[p], transfer[p + 1] ?? new Float64Array(size), 'forward');
    }
    spectra.forEach((spectrum, image) => {
      for (let first = 0; first < phases; first += 2) {
        const re = new Float64Array(size);
        const im = new Float64Array(size);
        pairs.forEach(([i, j], p) => {
          const g = transfer[p];
          for (const [to, from] of [
            [i, j],
            [j, i],
          ]) {
            // The gradients of phases `first` and `first + 1` travel as real and imaginary part.
            const { re: fr, im: fi } = spectrum[from];
            if (to === first) {
              for (let k = 0; k < size; k++) {
                re[k] += scale * g[k] * fr[k];
                im[k] += scale * g[k] * fi[k];
              }
            } else if (to === first + 1) {
              for (let k = 0; k < size; k++) {
                re[k] -= scale * g[k] * fi[k];
                im[k] += scale * g[k] * fr[k];
              }
            }
          }
        });
        fft([n, n], re, im, 'inverse');
        const a = out[image][first];
        for (let k = 0; k < size; k++) a[k] += re[k];
        if (first + 1 < phases) {
          const b = out[image][first + 1];
          for (let k = 0; k < size; k++) b[k] += im[k];
        }
      }
    });
  };
  return { pairs, maps: powers, pullback };
}
