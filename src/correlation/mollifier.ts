import { fastExp } from '../numerics/index.ts';

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
   * Changes of rho when the profile changes by tangents (shaped as the profile), to first order - [tangent] of shape
   * [lag] - and its derivative with respect to the mollifier's length - [lag].
   */
  readonly along: (tangents: readonly Float64Array[]) => { rows: Float64Array[]; byLength: Float64Array };
  /**
   * Transpose of `along`: gradient with respect to rho to those with respect to the profile and to the mollifier's
   * length.
   */
  readonly transposed: (gradient: Float64Array) => { byProfile: Float64Array; byLength: number };
}

/** Smooths radial profiles in three dimensions. */
export interface Mollifier {
  /** Radii of a profile: 0, 0.25, 0.5, ... voxels - shape [node] - float64. */
  readonly radii: Float64Array;
  readonly mollify: (profile: Float64Array, length: number) => Mollified;
}

/**
 * Prepares the smoothing of radial profiles f(r) whose spectrum in R^3 is multiplied by exp(-s^2 kappa^2). In three
 * dimensions that is a convolution of the odd function u f(|u|) in one dimension with a normal density of variance 2
 * s^2, divided by r: h rho(h) Z = integral over u > 0 of u f(u) [N(h - u) - N(h + u)], Z such that rho(0) = 1. The
 * integral is a trapezoidal sum, exponentially accurate but for the cusp of a rough profile at 0, which leaves an error
 * of order step^(3 + p) for f = 1 - r^p.
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
    // Windows that do not touch 0 see a smooth profile: nodes 3/4 sigma apart do for the Gaussian, 1.25 voxels for a
    // profile whose wavenumbers stay below 1, to an error of 1e-13.
    const wide = Math.max(1, Math.floor(Math.min(0.75 * sigma, 1.25) / step));
    // exp(-half (k stride step)^2) for every distance of nodes k. With h = d beyond a node the Gaussian k nodes further
    // is exp(-half d^2) p^k times that, p = exp(2 half d stride step): no exponential a node, and k roundings at k
    // nodes from the peak.
    const tables = [1, wide].map((stride) =>
      Float64Array.from({ length: kernel.length / stride + 2 }, (_, k) => Math.exp(-half * (k * stride * step) ** 2)),
    );
    /**
     * Fills kernel (and slope, its derivative with respect to sigma) for one lag; returns the first node, the number of
     * nodes and their stride.
     */
    const row = (h: number, withSlope: boolean): readonly [first: number, nodes: number, stride: number] => {
      const first = Math.max(1, Math.ceil((h - reach * sigma) / step));
      const end = Math.min(count, Math.floor((h + reach * sigma) / step) + 1);
      const stride = first > 1 ? wide : 1;
      const gaussian = tables[stride === 1 ? 0 : 1];
      const nodes = Math.max(0, Math.ceil((end - first) / stride));
      const width = stride * step;
      const nearest = Math.round((h - first * step) / width);
      const d = h - first * step - nearest * width;
      const peak = unit * stride * Math.exp(-half * d * d);
      const ratio = Math.exp(2 * half * d * width);
      const start = Math.max(0, nearest);
      for (let k = start, power = peak * ratio ** (start - nearest); k < nodes; k++, power *= ratio) {
        kernel[k] = (first + k * stride) * step * power * gaussian[k - nearest];
      }
      const fall = 1 / ratio;
      for (let k = nearest - 1, power = peak * fall; k >= 0; k--, power *= fall) {
        kernel[k] = (first + k * stride) * step * power * gaussian[nearest - k];
      }
      if (withSlope) {
        for (let k = 0, u = first * step; k < nodes; k++, u += width) {
          slope[k] = inverse * kernel[k] * (2 * half * (h - u) * (h - u) - 1);
        }
      }
      if (first > 1) return [first, nodes, stride];
      // The mirror image reaches over 0.
      const mirrored = Math.min(nodes, Math.ceil((reach * sigma - h) / step));
      for (let k = 0; k < mirrored; k++) {
        const u = (first + k) * step;
        const plus = (h + u) * (h + u);
        const b = unit * u * fastExp(-half * plus);
        kernel[k] -= b;
        if (withSlope) slope[k] -= inverse * b * (2 * half * plus - 1);
      }
      return [first, nodes, stride];
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
      const [first, nodes, stride] = row(h, false);
      let sum = 0;
      for (let k = 0, n = first; k < nodes; k++, n += stride) sum += profile[n] * kernel[k];
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
        const [first, nodes, stride] = row(h, true);
        const scale = 1 / (h * z);
        for (let p = 0; p < tangents.length; p++) {
          const tangent = tangents[p];
          let sum = 0;
          for (let k = 0, n = first; k < nodes; k++, n += stride) sum += tangent[n] * kernel[k];
          rows[p][i] = sum * scale - rho[i] * relative[p];
        }
        let sum = 0;
        for (let k = 0, n = first; k < nodes; k++, n += stride) sum += profile[n] * slope[k];
        byLength[i] = Math.SQRT2 * (sum * scale - rho[i] * shrinking);
      });
      return { rows, byLength };
    };
    const transposed = (gradient: Float64Array): { byProfile: Float64Array; byLength: number } => {
      const byProfile = new Float64Array(count);
      let whole = 0;
      let byLength = 0;
      lags.forEach((h, i) => {
        if (h === 0) return;
        const [first, nodes, stride] = row(h, true);
        const scale = gradient[i] / (h * z);
        let sum = 0;
        for (let k = 0, n = first; k < nodes; k++, n += stride) {
          byProfile[n] += scale * kernel[k];
          sum += profile[n] * slope[k];
        }
        byLength += scale * sum;
        whole += gradient[i] * rho[i];
      });
      for (let n = 1; n < end; n++) byProfile[n] -= (whole / z) * atZero[n];
      return { byProfile, byLength: Math.SQRT2 * (byLength - (whole * dotZero(slopeAtZero, profile)) / z) };
    };
    return { rho, curvature: -third / (3 * z), along, transposed };
  };
  return { radii, mollify };
}
