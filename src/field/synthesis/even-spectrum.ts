import { fft } from '../../compute/index.ts';
import type { Triple } from '../../grid/index.ts';
import type { LagTable } from './lag-table.ts';

/**
 * One octant of a function on a torus that is even along every axis, as correlations and their spectra are: entries 0 ... floor(n / 2) of each
 * axis stand for all - shape [mz, my, mx] - float64.
 */
export interface Octant {
  readonly shape: Triple;
  readonly values: Float64Array;
}

const half = (n: number): number => Math.floor(n / 2) + 1;

/** An empty octant for a torus [nz, ny, nx]. */
export function createOctant([nz, ny, nx]: Triple): Octant {
  const shape: Triple = [half(nz), half(ny), half(nx)];
  return { shape, values: new Float64Array(shape[0] * shape[1] * shape[2]) };
}

/** Fills an octant of a torus [nz, ny, nx] with rho at the lags of its table. Rows may be longer than the octant, for alignment; the rest is 0. */
export function fillOctant({ shape, values }: Octant, rho: Float64Array, table: LagTable, torus: Triple): void {
  table.spread(rho, values, shape);
  const row = shape[2];
  for (let end = row; end <= values.length; end += row) values.fill(0, end - row + half(torus[2]), end);
}

/**
 * Fourier transforms of two even functions on one torus, in place: along every axis lines of both are completed to even ones and travel as real
 * and imaginary part of one transform. An eighth of the work and memory of transforming the whole torus.
 * @param torus - [nz, ny, nx].
 */
export function transformOctants(torus: Triple, first: Octant, second: Octant): void {
  const { shape } = first;
  const strides = [shape[1] * shape[2], shape[2], 1];
  torus.forEach((n, axis) => {
    if (n === 1) return;
    const m = shape[axis];
    const stride = strides[axis];
    const re = new Float64Array(n);
    const im = new Float64Array(n);
    const [others, otherStrides] = [0, 1, 2]
      .filter((a) => a !== axis)
      .reduce<[number[], number[]]>(
        ([sizes, steps], a) => [
          [...sizes, shape[a]],
          [...steps, strides[a]],
        ],
        [[], []],
      );
    for (let p = 0; p < others[0]; p++) {
      for (let q = 0; q < others[1]; q++) {
        const start = p * otherStrides[0] + q * otherStrides[1];
        for (let k = 0, i = start; k < m; k++, i += stride) {
          re[k] = first.values[i];
          im[k] = second.values[i];
          if (k > 0) {
            re[n - k] = re[k];
            im[n - k] = im[k];
          }
        }
        fft([n], re, im, 'forward');
        for (let k = 0, i = start; k < m; k++, i += stride) {
          first.values[i] = re[k];
          second.values[i] = im[k];
        }
      }
    }
  });
}

/**
 * Turns the spectrum in an octant into amplitudes: clips eigenvalues below 0, renormalises to unit variance and takes square roots, in place.
 * @returns share of the spectrum that was clipped.
 */
export function toAmplitudes(torus: Triple, { shape, values }: Octant): number {
  const [mz, my, mx] = shape;
  // How many wave vectors of the torus an entry stands for, axis by axis.
  const copies = (k: number, n: number): number => (k === 0 || 2 * k === n ? 1 : 2);
  const copiesX = Float64Array.from({ length: mx }, (_, x) => copies(x, torus[2]));
  let positive = 0;
  let all = 0;
  for (let z = 0, i = 0; z < mz; z++) {
    for (let y = 0; y < my; y++) {
      const weight = copies(z, torus[0]) * copies(y, torus[1]);
      let [rowPositive, row] = [0, 0];
      for (let x = 0; x < mx; x++, i++) {
        const value = copiesX[x] * values[i];
        rowPositive += Math.max(0, value);
        row += value;
      }
      positive += weight * rowPositive;
      all += weight * row;
    }
  }
  const negative = Math.max(0, positive - all);
  const scale = (torus[0] * torus[1] * torus[2]) / positive;
  for (let i = 0; i < values.length; i++) values[i] = values[i] > 0 ? Math.sqrt(values[i] * scale) : 0;
  return negative / positive;
}
