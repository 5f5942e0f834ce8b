import { fastLength, fft } from '../../compute/index.ts';

/**
 * The radial Fourier transform of R^3 in one dimension: a correlation is a mixture rho(r) = sum_m q_m sinc(kappa_m r), so that r rho(r) is
 * a sine series with coefficients q_m / kappa_m. Wavenumbers are kappa_m = pi m / radius.
 */
export interface RadialTransform {
  /** Radii n * step, n = 0 .. N - 1 - shape [node] - voxels - float64. */
  readonly radii: Float64Array;
  /** Wavenumbers pi m / radius, m = 0 .. N - 1; entry 0 is unused - shape [mode] - radians per voxel - float64. */
  readonly wavenumbers: Float64Array;
  /** Weights q_m (not normalised) of a function given at the radii. */
  readonly analyse: (values: Float64Array) => Float64Array;
  /** Transpose of `analyse`. */
  readonly analyseTransposed: (gradient: Float64Array) => Float64Array;
  /** sum_m q_m sinc(kappa_m h) at the lags; q must sum to 1. */
  readonly synthesise: (q: Float64Array) => Float64Array;
  /** Transpose of `synthesise`. */
  readonly synthesiseTransposed: (gradient: Float64Array) => Float64Array;
}

/** Distance of the radii, voxels. Its highest wavenumber 4 pi lies far above what a mollifier of 0.3 voxels lets through. */
const step = 0.25;
/** Finer nodes per step for interpolation: with six points its error is below 2e-8 for wavenumbers below 2 per voxel. */
const refinement = 4;
/** Radius of the transform in supports of the taper; what has not decayed there is cut. */
const reach = 8;

/** Sine sums U_m = sum_n u_n sin(pi m n / N), m = 0 .. N - 1 (type I; its own transpose). */
function sineTransform(u: Float64Array): Float64Array {
  const n = u.length;
  const re = new Float64Array(2 * n);
  const im = new Float64Array(2 * n);
  for (let i = 1; i < n; i++) {
    re[i] = u[i];
    re[2 * n - i] = -u[i];
  }
  fft([2 * n], re, im, 'forward');
  const out = new Float64Array(n);
  for (let m = 1; m < n; m++) out[m] = -0.5 * im[m];
  return out;
}

interface Stencil {
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

/** Six-point Lagrange weights, on the fine nodes, of u(h) = h rho(h); u is odd, so nodes below 0 mirror with a minus sign. */
function lagrangeStencil(lags: Float64Array, fineStep: number): Stencil {
  const first = new Int32Array(lags.length);
  const weights = new Float64Array(6 * lags.length);
  lags.forEach((lag, i) => {
    const place = lag / fineStep;
    first[i] = Math.floor(place) - 2;
    for (let a = 0; a < 6; a++) {
      let w = 1;
      for (let b = 0; b < 6; b++) if (b !== a) w *= (place - first[i] - b) / (a - b);
      weights[6 * i + a] = w;
    }
  });
  return { first, weights };
}

/**
 * Builds the transform for correlations that vanish beyond `taper`, evaluated at `lags` (voxels).
 * @source docs/design.md#correlation-functions
 */
export function createRadialTransform(lags: Float64Array, taper: number): RadialTransform {
  const count = fastLength(Math.ceil((reach * taper) / step));
  const radius = count * step;
  const fineCount = count * refinement;
  const radii = Float64Array.from({ length: count }, (_, n) => n * step);
  const wavenumbers = Float64Array.from({ length: count }, (_, m) => (Math.PI * m) / radius);
  const { first, weights } = lagrangeStencil(lags, step / refinement);

  const analyse = (values: Float64Array): Float64Array => {
    const sums = sineTransform(values.map((v, n) => v * radii[n]));
    return sums.map((sum, m) => (2 / count) * wavenumbers[m] * sum);
  };
  const analyseTransposed = (gradient: Float64Array): Float64Array => {
    const sums = sineTransform(gradient.map((g, m) => (2 / count) * wavenumbers[m] * g));
    return sums.map((sum, n) => sum * radii[n]);
  };
  const synthesise = (q: Float64Array): Float64Array => {
    const padded = new Float64Array(fineCount);
    for (let m = 1; m < count; m++) padded[m] = q[m] / wavenumbers[m];
    const u = sineTransform(padded);
    return lags.map((lag, i) => {
      if (lag === 0) return 1;
      let sum = 0;
      for (let a = 0; a < 6; a++) {
        const node = first[i] + a;
        if (node < fineCount) sum += weights[6 * i + a] * (node < 0 ? -u[-node] : u[node]);
      }
      return sum / lag;
    });
  };
  const synthesiseTransposed = (gradient: Float64Array): Float64Array => {
    const u = new Float64Array(fineCount);
    lags.forEach((lag, i) => {
      if (lag === 0) return;
      for (let a = 0; a < 6; a++) {
        const node = first[i] + a;
        const share = (weights[6 * i + a] * gradient[i]) / lag;
        if (node >= fineCount) continue;
        if (node < 0) u[-node] -= share;
        else u[node] += share;
      }
    });
    u[0] = 0;
    const sums = sineTransform(u).subarray(0, count);
    return Float64Array.from(sums, (sum, m) => (m === 0 ? 0 : sum / wavenumbers[m]));
  };
  return { radii, wavenumbers, analyse, analyseTransposed, synthesise, synthesiseTransposed };
}
