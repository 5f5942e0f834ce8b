import type { Triple } from '../grid/index.ts';

/**
 * Law of a field on parallel planes z = const. of a torus. In the plane it is stationary, so its Fourier modes are
 * independent: a mode k has a covariance between planes of its own, c_k(z_i - z_j).
 */
export interface PlaneLaw {
  readonly torus: Triple;
  /** Layers of the torus that are the planes. */
  readonly planes: readonly number[];
  /** c_k at distances of 0 ... nz / 2 layers - shape [distance, my, mx], an octant of modes - float64. */
  readonly covariances: Float64Array;
  /** Lower triangular roots of c_k(z_i - z_j) - shape [my, mx, plane, plane] - float64. */
  readonly roots: Float64Array;
}

const half = (n: number): number => Math.floor(n / 2) + 1;

/**
 * A plane's mode counts as determined by the planes before it where less than this share of its variance is left: the
 * spectra are float32.
 */
const determined = 1e-4;

/**
 * Law of a field on planes of its torus, from its spectrum.
 * @param spectrum - eigenvalues S, of mean 1 over the torus - shape [nz / 2 + 1, ny / 2 + 1, row], rows of at
 * least nx / 2 + 1.
 */
export function planeLaw(torus: Triple, spectrum: ArrayLike<number>, row: number, planes: readonly number[]): PlaneLaw {
  const [nz, ny, nx] = torus;
  const [mz, my, mx] = [half(nz), half(ny), half(nx)];
  const modes = my * mx;
  const covariances = new Float64Array(mz * modes);
  const cosines = Float64Array.from({ length: nz }, (_, i) => Math.cos((2 * Math.PI * i) / nz));
  for (let d = 0; d < mz; d++) {
    for (let kz = 0; kz < mz; kz++) {
      // Waves +kz and -kz are one entry of the octant, but for 0 and the highest.
      const weight = ((kz === 0 || 2 * kz === nz ? 1 : 2) * cosines[(kz * d) % nz]) / nz;
      for (let y = 0; y < my; y++) {
        const from = (kz * my + y) * row;
        const to = d * modes + y * mx;
        for (let x = 0; x < mx; x++) covariances[to + x] += weight * spectrum[from + x];
      }
    }
  }
  const m = planes.length;
  const roots = new Float64Array(modes * m * m);
  for (let k = 0; k < modes; k++) {
    const at = k * m * m;
    const own = covariances[k];
    if (!(own > 0)) continue;
    for (let j = 0; j < m; j++) {
      for (let i = j; i < m; i++) {
        let left = covariances[distance(torus, planes[i], planes[j]) * modes + k];
        for (let l = 0; l < j; l++) left -= roots[at + i * m + l] * roots[at + j * m + l];
        if (i === j) roots[at + j * m + j] = left > determined * own ? Math.sqrt(left) : 0;
        else roots[at + i * m + j] = roots[at + j * m + j] > 0 ? left / roots[at + j * m + j] : 0;
      }
    }
  }
  return { torus, planes, covariances, roots };
}

/** Layers between two layers of a torus, the short way round. */
function distance([nz]: Triple, a: number, b: number): number {
  const d = Math.abs(a - b) % nz;
  return Math.min(d, nz - d);
}

/** The mode of the octant that stands for a mode of the plane - shape [ny, nx] - int32. */
export function octantModes([, ny, nx]: Triple): Int32Array {
  const mx = half(nx);
  const out = new Int32Array(ny * nx);
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) out[y * nx + x] = Math.min(y, ny - y) * mx + Math.min(x, nx - x);
  }
  return out;
}

/** Spectra of a field on planes: unscaled transforms over (ny, nx) divided by ny nx - [plane] of shape [ny, nx]. */
export interface PlaneSpectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Makes a field pass through given values on its planes: adds, to every layer, what a kriging of the deviations on the
 * planes gives. A field of the law becomes one of its law given the values on the planes.
 * @param half - the field's half spectrum after transforms over the plane, layer by layer: real and imaginary part of
 * row y of layer z begin at `place(z, y)` and `place(z, y) + row`.
 * @source chiles2012, section 7.3 (conditioning by kriging); docs/design/conditional.md
 */
export function passThrough(
  { torus, planes, covariances, roots }: PlaneLaw,
  values: readonly PlaneSpectrum[],
  layers: { readonly data: Float32Array; readonly row: number; readonly place: (z: number, y: number) => number },
): void {
  const [nz, ny, nx] = torus;
  const [my, mx] = [half(ny), half(nx)];
  const m = planes.length;
  const { data, row, place } = layers;
  const distances = Int32Array.from({ length: nz * m }, (_, i) => distance(torus, Math.floor(i / m), planes[i % m]));
  const weights = [new Float64Array(mx * m), new Float64Array(mx * m)];
  for (let y = 0; y < ny; y++) {
    const modeRow = Math.min(y, ny - y) * mx;
    for (let x = 0; x < mx; x++) {
      const root = (modeRow + x) * m * m;
      weights.forEach((weight, part) => {
        for (let j = 0; j < m; j++) {
          const own = part === 0 ? values[j].re : values[j].im;
          weight[x * m + j] = own[y * nx + x] - data[place(planes[j], y) + part * row + x];
        }
        solveRoots(roots, root, m, weight, x * m);
      });
    }
    for (let z = 0; z < nz; z++) {
      for (let j = 0; j < m; j++) {
        const from = distances[z * m + j] * my * mx + modeRow;
        for (let part = 0; part < 2; part++) {
          const to = place(z, y) + part * row;
          const weight = weights[part];
          for (let x = 0; x < mx; x++) data[to + x] += covariances[from + x] * weight[x * m + j];
        }
      }
    }
  }
}

/** Replaces v by (L L^T)^-1 v; where L has a 0 on its diagonal, that entry is left out. */
function solveRoots(roots: Float64Array, at: number, m: number, v: Float64Array, first: number): void {
  for (let i = 0; i < m; i++) {
    const pivot = roots[at + i * m + i];
    let sum = v[first + i];
    for (let l = 0; l < i; l++) sum -= roots[at + i * m + l] * v[first + l];
    v[first + i] = pivot > 0 ? sum / pivot : 0;
  }
  for (let i = m - 1; i >= 0; i--) {
    const pivot = roots[at + i * m + i];
    let sum = v[first + i];
    for (let l = i + 1; l < m; l++) sum -= roots[at + l * m + i] * v[first + l];
    v[first + i] = pivot > 0 ? sum / pivot : 0;
  }
}
