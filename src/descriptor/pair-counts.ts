import { fastLength, fft } from '../compute/index.ts';
import { type PhaseMap, phasePairs, type Triple, voxelCount } from '../grid/index.ts';

/**
 * How many pairs of voxels (t, t + h) have one end in phase i and the other in phase j, for every offset h of a box.
 * Counts are symmetric in h and in i, j: N_ij(h) = (sum_t 1_i(t) 1_j(t + h) + sum_t 1_j(t) 1_i(t + h)) / 2.
 */
export interface PairCounts {
  /** Largest offset along [z, y, x], voxels; the box runs from -reach to reach. */
  readonly reach: Triple;
  /** Pairs of phases [i, j], i <= j, each phase with itself first. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Counts - [pair] of shape [2 rz + 1, 2 ry + 1, 2 rx + 1] (offsets z, y, x) - voxel pairs - float64. */
  readonly counts: readonly Float64Array[];
}

/** No pairs yet, for a box of offsets. */
export function emptyPairCounts(phases: number, reach: Triple): PairCounts {
  const size = reach.reduce((product, r) => product * (2 * r + 1), 1);
  const pairs = phasePairs(phases);
  return { reach, pairs, counts: pairs.map(() => new Float64Array(size)) };
}

/** A complex array. */
interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Transforms the indicators of all phases, two to a complex array, in front of enough zeros that offsets within reach
 * do not wrap around. The window needs no transform of its own: its indicator is the sum over phases, and so are its
 * pair counts.
 */
function transformIndicators(map: PhaseMap, shape: Triple, buffers: readonly ComplexArray[]): void {
  const [nz, ny, nx] = map.grid.shape;
  map.phases.forEach((_, phase) => {
    const { re, im } = buffers[phase >> 1];
    const target = phase % 2 === 0 ? re : im;
    for (let z = 0, t = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        const row = (z * shape[1] + y) * shape[2];
        for (let x = 0; x < nx; x++, t++) if (map.data[t] === phase) target[row + x] = 1;
      }
    }
  });
  for (let b = 0; 2 * b < map.phases.length; b++) fft(shape, buffers[b].re, buffers[b].im, 'forward');
}

/**
 * Replaces the spectra F_i by the products Re(conj(F_i) F_j), two pairs to a complex array, in place. They are even in
 * the wave vector k, so k and -k are done together: their values unpack each other's two phases.
 */
function multiplySpectra(
  shape: Triple,
  phases: number,
  pairs: PairCounts['pairs'],
  buffers: readonly ComplexArray[],
): void {
  const [nz, ny, nx] = shape;
  const re = new Float64Array(phases + 1);
  const im = new Float64Array(phases + 1);
  const slots = pairs.map(([i, j], p) => ({ i, j, out: p % 2 === 0 ? buffers[p >> 1].re : buffers[p >> 1].im }));
  for (let z = 0, k = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = (((nz - z) % nz) * ny + ((ny - y) % ny)) * nx;
      for (let x = 0; x < nx; x++, k++) {
        const o = row + (x === 0 ? 0 : nx - x);
        if (o < k) continue;
        for (let i = 0; i < phases; i += 2) {
          const b = buffers[i >> 1];
          re[i] = 0.5 * (b.re[k] + b.re[o]);
          im[i] = 0.5 * (b.im[k] - b.im[o]);
          re[i + 1] = 0.5 * (b.im[k] + b.im[o]);
          im[i + 1] = 0.5 * (b.re[o] - b.re[k]);
        }
        for (let s = 0; s < slots.length; s++) {
          const { i, j, out } = slots[s];
          const product = re[i] * re[j] + im[i] * im[j];
          out[k] = product;
          out[o] = product;
        }
      }
    }
  }
}

/**
 * Counts the pairs of voxels of one map by Fourier transforms and adds them to `total`. Periodic axes wrap; along the
 * others only pairs inside the map count. Pairs with a masked voxel do not count.
 *
 * Memory: 16 bytes a padded voxel and two pairs of phases. Exact; `addPairCountsByKernels` is for volumes.
 *
 * @param total - counts that this map's are added to; its reach must not exceed the map, nor half of a periodic axis.
 */
export function addPairCounts(map: PhaseMap, total: PairCounts): void {
  const { grid } = map;
  const { reach, pairs, counts } = total;
  const shape = grid.shape.map((n, a) =>
    grid.periodic[a] || n === 1 ? n : fastLength(n + reach[a]),
  ) as unknown as Triple;
  const size = voxelCount({ ...grid, shape });
  const make = (): Float64Array => new Float64Array(size);
  const buffers = Array.from({ length: Math.ceil(pairs.length / 2) }, (): ComplexArray => ({ re: make(), im: make() }));
  transformIndicators(map, shape, buffers);
  multiplySpectra(shape, map.phases.length, pairs, buffers);
  for (const { re, im } of buffers) fft(shape, re, im, 'inverse');

  const wrapped = (a: number): number[] =>
    Array.from({ length: 2 * reach[a] + 1 }, (_, k) => (k - reach[a] + shape[a]) % shape[a]);
  const [atZ, atY, atX] = [wrapped(0), wrapped(1), wrapped(2)];
  pairs.forEach((_, p) => {
    const from = p % 2 === 0 ? buffers[p >> 1].re : buffers[p >> 1].im;
    const to = counts[p];
    let h = 0;
    for (const z of atZ) {
      for (const y of atY) {
        const row = (z * shape[1] + y) * shape[2];
        // A symmetric count is a multiple of one half: rounding to it takes away what the transform's arithmetic left.
        for (const x of atX) to[h++] += Math.round(2 * from[row + x]) / 2;
      }
    }
  });
}
