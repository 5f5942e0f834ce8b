import { transform32 } from '../fft/transform';
import { transformColumns } from '../field/columns';
import { halfOf, planeStep, rowStep } from '../field/layout';
import { joinRows } from '../field/pair-rows';
import { hermite } from './hermite';
import { row0, row1, row2, row3, transpose } from '../field/transpose';

/**
 * From a coloured spectrum to the latents, plane by plane: inverse transforms along y and x, then every term of the
 * field is added to its latent inside the window; the field itself stays in cache. Tasks are planes z of the window.
 *
 * @param mz, my, mx - margin of the window in the torus. @param wy, wx - window. @param terms - int32 count, then per
 * term: address of the latent [wz, wy, wx] float32, int32 degree of the Hermite polynomial, float32 weight, address of
 * a factor of the latent's shape or 0.
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

/**
 * Adds the terms of a field, given as vectors of up to four rows 32 bytes apart, to the latents from voxel `place` on.
 */
function addTerms(field: usize, place: usize, n: i32, rows: i32, terms: usize): void {
  const count = load<i32>(terms);
  for (let t = 0, term = terms + 4; t < count; t++, term += 16) {
    const latent = <usize>load<u32>(term) + (place << 2);
    const power = load<i32>(term, 4);
    const weight = v128.load32_splat(term + 8);
    const factors = <usize>load<u32>(term, 12);
    if (factors != 0) {
      addProduct(field, latent, factors + (place << 2), n, rows, power, load<f32>(term, 8));
      continue;
    }
    let from = field;
    let x = 0;
    for (; x + 4 <= n; x += 4, from += 128) {
      transpose(
        valueOf(v128.load(from), power, weight),
        valueOf(v128.load(from, 32), power, weight),
        valueOf(v128.load(from, 64), power, weight),
        valueOf(v128.load(from, 96), power, weight),
      );
      const at = latent + (<usize>x << 2);
      addVector(at, row0);
      if (rows > 1) addVector(at + (<usize>n << 2), row1);
      if (rows > 2) addVector(at + (<usize>n << 3), row2);
      if (rows > 3) addVector(at + <usize>n * 12, row3);
    }
    for (; x < n; x++, from += 32) {
      const value = valueOf(v128.load(from), power, weight);
      const at = latent + (<usize>x << 2);
      store<f32>(at, load<f32>(at) + f32x4.extract_lane(value, 0));
      if (rows > 1) addScalar(at + (<usize>n << 2), f32x4.extract_lane(value, 1));
      if (rows > 2) addScalar(at + (<usize>n << 3), f32x4.extract_lane(value, 2));
      if (rows > 3) addScalar(at + <usize>n * 12, f32x4.extract_lane(value, 3));
    }
  }
}

/** Adds a term times an array that lies like the latent, row by row: products are few. */
function addProduct(field: usize, latent: usize, factors: usize, n: i32, rows: i32, power: i32, weight: f32): void {
  for (let x: usize = 0; x < <usize>n; x++, field += 32) {
    const value = valueOf(v128.load(field), power, f32x4.splat(weight));
    const column = x << 2;
    addScalar(latent + column, f32x4.extract_lane(value, 0) * load<f32>(factors + column));
    let place = column + (<usize>n << 2);
    if (rows > 1) addScalar(latent + place, f32x4.extract_lane(value, 1) * load<f32>(factors + place));
    place += <usize>n << 2;
    if (rows > 2) addScalar(latent + place, f32x4.extract_lane(value, 2) * load<f32>(factors + place));
    place += <usize>n << 2;
    if (rows > 3) addScalar(latent + place, f32x4.extract_lane(value, 3) * load<f32>(factors + place));
  }
}

// @ts-expect-error: decorator
@inline
function valueOf(g: v128, power: i32, weight: v128): v128 {
  return f32x4.mul(weight, hermite(g, power));
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
