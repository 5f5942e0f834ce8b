import { fft } from '../../compute/index.ts';
import type { Triple } from '../../grid/index.ts';
import { fillNormals, type Key } from '../../random/index.ts';
import { createOctant, fillOctant, type Octant, toAmplitudes, transformOctants } from './even-spectrum.ts';

/** Where the white noise of a pair of fields comes from. */
export interface PairNoise {
  readonly key: Key;
  readonly realisation: number;
  /** Noise streams of the first and the second field. */
  readonly fields: readonly [number, number];
  /** Global coordinate [z, y, x] of the torus' first voxel. */
  readonly origin: Triple;
}

/** What a pair of fields is made in, used again for the next pair: two float32 grids and two octants of amplitudes. */
export interface PairMemory {
  readonly grids: readonly [Float32Array, Float32Array];
  readonly octants: readonly [Octant, Octant];
}

/** Allocates the memory of one pair at a time for a torus. */
export function createPairMemory(shape: Triple): PairMemory {
  const grid = (): Float32Array => new Float32Array(shape[0] * shape[1] * shape[2]);
  return { grids: [grid(), grid()], octants: [createOctant(shape), createOctant(shape)] };
}

/** Two independent Gaussian random fields on a torus; the values are those of the memory and hold until it is used again. */
export interface FieldPair {
  /** First and second field - shape [nz, ny, nx] - unit variance - float32. */
  readonly values: readonly [Float32Array, Float32Array];
  /** Share of each spectrum that was negative and clipped; above 1e-3 the torus is too small for the correlation. */
  readonly clippedShares: readonly [number, number];
}

/** Bytes that `synthesisePair` holds at its peak for a torus: two float32 grids and two octants in float64. */
export function pairBytes(shape: Triple): number {
  const size = (shape_: readonly number[]): number => shape_.reduce((product, n) => product * n, 1);
  return 8 * size(shape) + 16 * size(shape.map((n) => Math.floor(n / 2) + 1));
}

/**
 * Draws two Gaussian fields by circulant embedding: G = IFFT(sqrt(S) FFT(W)), W white noise. The noise of both fields travels as real and
 * imaginary part of one transform; at each pair of opposite wave vectors k, -k the transforms F of the two are told apart by symmetry,
 * a1 N1(k) + a2 i N2(k) = (a1 + a2) / 2 F(k) + (a1 - a2) / 2 conj F(-k).
 *
 * @param shape - torus [nz, ny, nx]. @param correlations - rho of both fields at the lags of `createLagTable(shape, taper, zScale)`.
 * @param memory - where to work; its grids become the fields.
 */
export function synthesisePair(
  shape: Triple,
  taper: number,
  zScale: number,
  correlations: readonly [Float64Array, Float64Array],
  noise: PairNoise,
  memory: PairMemory,
): FieldPair {
  const [nz, ny, nx] = shape;
  const [re, im] = memory.grids;
  const [first, second] = memory.octants;
  fillOctant(first, correlations[0], taper, zScale, shape);
  fillOctant(second, correlations[1], taper, zScale, shape);
  transformOctants(shape, first, second);
  const clippedShares = [toAmplitudes(shape, first), toAmplitudes(shape, second)] as const;
  const [, my, mx] = first.shape;
  fillNormals(re, noise.key, { realisation: noise.realisation, field: noise.fields[0] }, noise.origin, shape);
  fillNormals(im, noise.key, { realisation: noise.realisation, field: noise.fields[1] }, noise.origin, shape);
  fft(shape, re, im, 'forward');
  for (let z = 0; z < nz; z++) {
    const oppositeZ = z === 0 ? 0 : nz - z;
    for (let y = 0; y < ny; y++) {
      const oppositeY = y === 0 ? 0 : ny - y;
      const row = (z * ny + y) * nx;
      const oppositeRow = (oppositeZ * ny + oppositeY) * nx;
      if (oppositeRow < row) continue;
      const octantRow = (Math.min(z, nz - z) * my + Math.min(y, ny - y)) * mx;
      for (let x = 0; x < nx; x++) {
        const i = row + x;
        const j = oppositeRow + (x === 0 ? 0 : nx - x);
        if (j < i) continue;
        // Amplitudes are even: those of k serve -k too.
        const a = first.values[octantRow + (2 * x <= nx ? x : nx - x)];
        const b = second.values[octantRow + (2 * x <= nx ? x : nx - x)];
        const sum = 0.5 * (a + b);
        const difference = 0.5 * (a - b);
        const [ri, ii, rj, ij] = [re[i], im[i], re[j], im[j]];
        re[i] = sum * ri + difference * rj;
        im[i] = sum * ii - difference * ij;
        if (i === j) continue;
        re[j] = sum * rj + difference * ri;
        im[j] = sum * ij - difference * ii;
      }
    }
  }
  fft(shape, re, im, 'inverse');
  return { values: [re, im], clippedShares };
}
