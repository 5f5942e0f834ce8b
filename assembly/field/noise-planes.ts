import { transform32 } from '../fft/transform';
import { fillRows } from '../random/rows';
import { transformColumns } from './columns';
import { halfOf, planeStep, rowStep } from './layout';
import { row0, row1, row2, row3, transpose } from './transpose';

/**
 * White noise and its transform along x and y, plane by plane: the noise itself never reaches memory. Tasks are planes z.
 *
 * Eight rows travel together: four as real, four as imaginary parts of one transform, F = F1 + i F2, from which
 * 2 F1(k) = F(k) + conj F(-k) and 2 i F2(k) = F(k) - conj F(-k); the factor 2 is left to the amplitudes.
 *
 * @param grid - address of the torus (see layout). @param oz, oy, ox - global coordinate of the torus' first voxel.
 * @param address, k0, k1 - of the noise, see src/random/noise.ts. @param planX, planY - plans. @param scratch - of the thread.
 */
export function noisePlanes(
  scratch: usize,
  from: i32,
  to: i32,
  grid: usize,
  ny: i32,
  nx: i32,
  oz: i32,
  oy: i32,
  ox: i32,
  address: i32,
  k0: i32,
  k1: i32,
  planX: usize,
  planY: usize,
): void {
  const h = <usize>halfOf(nx);
  const row = rowStep(nx);
  const spare = scratch + (<usize>nx << 5);
  for (let z = from; z < to; z++) {
    const plane = grid + <usize>z * planeStep(ny, nx);
    for (let y = 0; y < ny; y += 8) {
      fillRows(scratch, 32, nx, ox, oy + y, oz + z, address, k0, k1);
      // Rows past the last are noise too: numbers of the same size, which cancel.
      fillRows(scratch + 16, 32, nx, ox, oy + y + 4, oz + z, address, k0, k1);
      const spectrum = transform32(planX, scratch, spare);
      separateRows(spectrum, plane + <usize>y * row, row, h, nx, ny - y);
    }
    if (ny == 1) continue;
    for (let x: usize = 0; x < h; x += 16) {
      const vectors = <i32>min<usize>(4, (h - x) >> 2);
      transformColumns(plane + (x << 2), row, h, ny, vectors, false, planY, scratch);
    }
  }
}

/** Writes the half spectra of up to eight rows from the transform of their pairs, four kx at a time. */
function separateRows(spectrum: usize, base: usize, row: usize, h: usize, nx: i32, rows: i32): void {
  for (let k: i32 = 0; k < <i32>h; k += 4) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
    let c0 = a0, c1 = a0, c2 = a0, c3 = a0;
    let d0 = a0, d1 = a0, d2 = a0, d3 = a0;
    for (let j = 0; j < 4; j++) {
      if (2 * (k + j) > nx) break;
      const at = spectrum + (<usize>(k + j) << 5);
      const opposite = spectrum + (<usize>(k + j == 0 ? 0 : nx - k - j) << 5);
      const fr = v128.load(at);
      const fi = v128.load(at, 16);
      const gr = v128.load(opposite);
      const gi = v128.load(opposite, 16);
      const re1 = f32x4.add(fr, gr);
      const im1 = f32x4.sub(fi, gi);
      const re2 = f32x4.add(fi, gi);
      const im2 = f32x4.sub(gr, fr);
      if (j == 0) { a0 = re1; b0 = im1; c0 = re2; d0 = im2; }
      else if (j == 1) { a1 = re1; b1 = im1; c1 = re2; d1 = im2; }
      else if (j == 2) { a2 = re1; b2 = im1; c2 = re2; d2 = im2; }
      else { a3 = re1; b3 = im1; c3 = re2; d3 = im2; }
    }
    const to = base + (<usize>k << 2);
    storeRows(to, row, rows, a0, a1, a2, a3);
    storeRows(to + (h << 2), row, rows, b0, b1, b2, b3);
    storeRows(to + 4 * row, row, rows - 4, c0, c1, c2, c3);
    storeRows(to + 4 * row + (h << 2), row, rows - 4, d0, d1, d2, d3);
  }
}

/** Writes four vectors of rows as up to four rows of a vector. */
// @ts-expect-error: decorator
@inline
function storeRows(to: usize, row: usize, rows: i32, a: v128, b: v128, c: v128, d: v128): void {
  if (rows <= 0) return;
  transpose(a, b, c, d);
  v128.store(to, row0);
  if (rows > 1) v128.store(to + row, row1);
  if (rows > 2) v128.store(to + 2 * row, row2);
  if (rows > 3) v128.store(to + 3 * row, row3);
}
