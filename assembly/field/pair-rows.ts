/**
 * Eight rows travel through one transform: four as real parts, F1, four as imaginary parts, F2, one row a lane. Half
 * spectra hold real parts kx = 0 ... h - 1 and, h floats behind, imaginary ones.
 */
import { row0, row1, row2, row3, transpose } from './transpose';

/** Writes the half spectra of up to eight rows from the transform of their pairs, four kx at a time. */
export function separateRows(spectrum: usize, base: usize, row: usize, h: usize, nx: i32, rows: i32): void {
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

/** Makes Z = F1 + i F2 of the half spectra of two sets of up to four rows, parts exchanged. */
export function joinRows(base: usize, row: usize, h: usize, nx: i32, rows: i32, to: usize): void {
  for (let k = 0; k < <i32>h; k += 4) {
    const at = base + (<usize>k << 2);
    loadRows(at, row, rows);
    const r0 = row0, r1 = row1, r2 = row2, r3 = row3;
    loadRows(at + (h << 2), row, rows);
    const i0 = row0, i1 = row1, i2 = row2, i3 = row3;
    loadRows(at + 4 * row, row, rows - 4);
    const s0 = row0, s1 = row1, s2 = row2, s3 = row3;
    loadRows(at + 4 * row + (h << 2), row, rows - 4);
    storeMode(to, k, nx, r0, i0, s0, row0);
    storeMode(to, k + 1, nx, r1, i1, s1, row1);
    storeMode(to, k + 2, nx, r2, i2, s2, row2);
    storeMode(to, k + 3, nx, r3, i3, s3, row3);
  }
}

/** Leaves four kx of up to four rows in `row0` ... `row3`, one kx each; rows that are missing are 0. */
// @ts-expect-error: decorator
@inline
function loadRows(at: usize, row: usize, rows: i32): void {
  const zero = f32x4.splat(0);
  const a = rows > 0 ? v128.load(at) : zero;
  const b = rows > 1 ? v128.load(at + row) : zero;
  const c = rows > 2 ? v128.load(at + 2 * row) : zero;
  const d = rows > 3 ? v128.load(at + 3 * row) : zero;
  transpose(a, b, c, d);
}

/** Writes Z(k) = (r - v, i + s) and Z(-k) = (r + v, s - i) of F1 = r + i i, F2 = s + i v, imaginary part first. */
// @ts-expect-error: decorator
@inline
function storeMode(to: usize, k: i32, nx: i32, r: v128, i: v128, s: v128, v: v128): void {
  if (2 * k > nx) return;
  const at = to + (<usize>k << 5);
  if (k > 0) {
    const opposite = to + (<usize>(nx - k) << 5);
    v128.store(opposite, f32x4.sub(s, i));
    v128.store(opposite, f32x4.add(r, v), 16);
  }
  v128.store(at, f32x4.add(i, s));
  v128.store(at, f32x4.sub(r, v), 16);
}
