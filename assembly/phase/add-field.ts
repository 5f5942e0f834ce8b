import { transform32 } from '../fft/transform';
import { transformColumns } from '../field/columns';
import { halfOf, planeStep, rowStep } from '../field/layout';
import { row0, row1, row2, row3, transpose } from '../field/transpose';

/**
 * From a coloured spectrum to the latents, plane by plane: inverse transforms along y and x, then every term of the field is added to its
 * latent inside the window; the field itself stays in cache. Tasks are planes z of the window.
 *
 * @param mz, my, mx - margin of the window in the torus. @param wy, wx - window. @param terms - int32 count, then per term: address of the
 * latent [wz, wy, wx] float32, int32 power (1: g, 2: g^2 - 1), float32 weight.
 */
export function addField(
  scratch: usize,
  from: i32,
  to: i32,
  grid: usize,
  ny: i32,
  nx: i32,
  mz: i32,
  my: i32,
  mx: i32,
  wy: i32,
  wx: i32,
  planX: usize,
  planY: usize,
  terms: usize,
): void {
  const h = <usize>halfOf(nx);
  const row = rowStep(nx);
  const spare = scratch + (<usize>nx << 5);
  for (let z = from; z < to; z++) {
    const plane = grid + <usize>(z + mz) * planeStep(ny, nx);
    if (ny > 1) {
      for (let x: usize = 0; x < h; x += 16) {
        const vectors = <i32>min<usize>(4, (h - x) >> 2);
        transformColumns(plane + (x << 2), row, h, ny, vectors, true, planY, scratch);
      }
    }
    for (let y = 0; y < wy; y += 8) {
      const rows = min(8, wy - y);
      joinRows(plane + <usize>(my + y) * row, row, h, nx, rows, scratch);
      const field = transform32(planX, scratch, spare);
      const place = (<usize>z * <usize>wy + <usize>y) * <usize>wx;
      // Parts were exchanged for the inverse transform: rows 0 ... 3 are the second vector.
      addTerms(field + (<usize>mx << 5) + 16, place, wx, min(4, rows), terms);
      if (rows > 4) addTerms(field + (<usize>mx << 5), place + 4 * <usize>wx, wx, rows - 4, terms);
    }
  }
}

/** Makes Z = F1 + i F2 of the half spectra of two sets of up to four rows, parts exchanged. */
function joinRows(base: usize, row: usize, h: usize, nx: i32, rows: i32, to: usize): void {
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

/** Adds the terms of a field, given as vectors of up to four rows 32 bytes apart, to the latents from voxel `place` on. */
function addTerms(field: usize, place: usize, n: i32, rows: i32, terms: usize): void {
  const count = load<i32>(terms);
  for (let t = 0, term = terms + 4; t < count; t++, term += 12) {
    const latent = <usize>load<u32>(term) + (place << 2);
    const square = load<i32>(term, 4) == 2;
    const weight = v128.load32_splat(term + 8);
    const minusOne = f32x4.splat(square ? -1 : 0);
    let from = field;
    let x = 0;
    for (; x + 4 <= n; x += 4, from += 128) {
      transpose(
        valueOf(v128.load(from), square, minusOne, weight),
        valueOf(v128.load(from, 32), square, minusOne, weight),
        valueOf(v128.load(from, 64), square, minusOne, weight),
        valueOf(v128.load(from, 96), square, minusOne, weight),
      );
      const at = latent + (<usize>x << 2);
      addVector(at, row0);
      if (rows > 1) addVector(at + (<usize>n << 2), row1);
      if (rows > 2) addVector(at + (<usize>n << 3), row2);
      if (rows > 3) addVector(at + <usize>n * 12, row3);
    }
    for (; x < n; x++, from += 32) {
      const value = valueOf(v128.load(from), square, minusOne, weight);
      const at = latent + (<usize>x << 2);
      store<f32>(at, load<f32>(at) + f32x4.extract_lane(value, 0));
      if (rows > 1) addScalar(at + (<usize>n << 2), f32x4.extract_lane(value, 1));
      if (rows > 2) addScalar(at + (<usize>n << 3), f32x4.extract_lane(value, 2));
      if (rows > 3) addScalar(at + <usize>n * 12, f32x4.extract_lane(value, 3));
    }
  }
}

// @ts-expect-error: decorator
@inline
function valueOf(g: v128, square: bool, minusOne: v128, weight: v128): v128 {
  return f32x4.mul(weight, square ? f32x4.add(f32x4.mul(g, g), minusOne) : g);
}

// @ts-expect-error: decorator
@inline
function addVector(at: usize, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), value));
}

// @ts-expect-error: decorator
@inline
function addScalar(at: usize, value: f32): void {
  store<f32>(at, load<f32>(at) + value);
}
