import { fastExp } from '../../compute/index.ts';

/** Distance of the radii at which profiles are sampled, voxels. */
const step = 0.25;
/** Reach of the Gaussian in standard deviations: its tail beyond is 6e-16. */
const reach = 8;

/** A mollified, normalised profile at the lags, and its derivatives. */
export interface Mollified {
  /** Shape [lag] - dimensionless - float64. */
  readonly rho: Float64Array;
  /** -rho''(0), per squared voxel. */
  readonly curvature: number;
  /**
   * Changes of rho when the profile changes by tangents (shaped as the profile), to first order - [tangent] of shape [lag] - and its
   * derivative with respect to the mollifier's length - [lag].
   */
  readonly along: (tangents: readonly Float64Array[]) => { rows: Float64Array[]; byLength: Float64Array };
  /** Transpose of the rows of `along`: gradient with respect to rho to that with respect to the profile. */
  readonly transposed: (gradient: Float64Array) => Float64Array;
}

/** Smooths radial profiles in three dimensions. */
export interface Mollifier {
  /** Radii of a profile: 0, 0.25, 0.5, ... voxels - shape [node] - float64. */
  readonly radii: Float64Array;
  readonly mollify: (profile: Float64Array, length: number) => Mollified;
}

/**
 * Prepares the smoothing of radial profiles f(r) whose spectrum in R^3 is multiplied by exp(-s^2 kappa^2). In three dimensions that is
 * a convolution of the odd function u f(|u|) in one dimension with a normal density of variance 2 s^2, divided by r:
 * h rho(h) Z = integral over u > 0 of u f(u) [N(h - u) - N(h + u)], Z such that rho(0) = 1. The integral is a trapezoidal sum, exponentially
 * accurate but for the cusp of a rough profile at 0, which leaves an error of order step^(3 + p) for f = 1 - r^p.
 * @param lags - voxels - shape [lag]. @param longest - largest length s that will be asked for, voxels.
 */
export function createMollifier(lags: Float64Array, longest: number): Mollifier {
  const furthest = lags.reduce((most, lag) => Math.max(most, lag), 0) + reach * Math.SQRT2 * longest;
  const count = Math.ceil(furthest / step) + 1;
  const radii = Float64Array.from({ length: count }, (_, n) => n * step);

  const mollify = (profile: Float64Array, length: number): Mollified => {
    const sigma = Math.SQRT2 * length;
    const half = 0.5 / (sigma * sigma);
    const inverse = 1 / sigma;
    const unit = step * inverse;
    const kernel = new Float64Array(Math.min(count, Math.ceil((2 * reach * sigma) / step) + 2));
    const slope = new Float64Array(kernel.length);
    /** Fills kernel (and slope, its derivative with respect to sigma) for one lag; returns the first node and the number of nodes. */
    const row = (h: number, withSlope: boolean): readonly [number, number] => {
      const first = Math.max(1, Math.ceil((h - reach * sigma) / step));
      const end = Math.min(count, Math.floor((h + reach * sigma) / step) + 1);
      for (let n = first; n < end; n++) {
        const u = n * step;
        const minus = (h - u) * (h - u);
        const plus = (h + u) * (h + u);
        const a = unit * u * fastExp(-half * minus);
        const b = unit * u * fastExp(-half * plus);
        kernel[n - first] = a - b;
        if (withSlope) slope[n - first] = inverse * (a * (2 * half * minus - 1) - b * (2 * half * plus - 1));
      }
      return [first, Math.max(0, end - first)];
    };
    // Limits of kernel / h, of its slope and of its third derivative at h = 0.
    const end = Math.min(count, Math.floor((reach * sigma) / step) + 1);
    const atZero = new Float64Array(end);
    const slopeAtZero = new Float64Array(end);
    let z = 0;
    let third = 0;
    for (let n = 1; n < end; n++) {
      const u = n * step;
      const t = 2 * half * u * u;
      const value = 4 * half * unit * u * u * fastExp(-half * u * u);
      atZero[n] = value;
      slopeAtZero[n] = value * inverse * (t - 3);
      z += profile[n] * value;
      third += profile[n] * value * 2 * half * (t - 3);
    }
    const rho = lags.map((h) => {
      if (h === 0) return 1;
      const [first, nodes] = row(h, false);
      let sum = 0;
      for (let k = 0; k < nodes; k++) sum += profile[first + k] * kernel[k];
      return sum / (h * z);
    });
    const dotZero = (weights: Float64Array, tangent: Float64Array): number => {
      let sum = 0;
      for (let n = 1; n < end; n++) sum += weights[n] * tangent[n];
      return sum;
    };
    const along = (tangents: readonly Float64Array[]): { rows: Float64Array[]; byLength: Float64Array } => {
      const relative = tangents.map((t) => dotZero(atZero, t) / z);
      const shrinking = dotZero(slopeAtZero, profile) / z;
      const rows = tangents.map(() => new Float64Array(lags.length));
      const byLength = new Float64Array(lags.length);
      lags.forEach((h, i) => {
        if (h === 0) return;
        const [first, nodes] = row(h, true);
        const scale = 1 / (h * z);
        for (let p = 0; p < tangents.length; p++) {
          const tangent = tangents[p];
          let sum = 0;
          for (let k = 0; k < nodes; k++) sum += tangent[first + k] * kernel[k];
          rows[p][i] = sum * scale - rho[i] * relative[p];
        }
        let sum = 0;
        for (let k = 0; k < nodes; k++) sum += profile[first + k] * slope[k];
        byLength[i] = Math.SQRT2 * (sum * scale - rho[i] * shrinking);
      });
      return { rows, byLength };
    };
    const transposed = (gradient: Float64Array): Float64Array => {
      const out = new Float64Array(count);
      let whole = 0;
      lags.forEach((h, i) => {
        if (h === 0) return;
        const [first, nodes] = row(h, false);
        const scale = gradient[i] / (h * z);
        for (let k = 0; k < nodes; k++) out[first + k] += scale * kernel[k];
        whole += gradient[i] * rho[i];
      });
      for (let n = 1; n < end; n++) out[n] -= (whole / z) * atZero[n];
      return out;
    };
    return { rho, curvature: -third / (3 * z), along, transposed };
  };
  return { radii, mollify };
}
