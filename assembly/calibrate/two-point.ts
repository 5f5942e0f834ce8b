import { row0, row1, row2, row3, transpose } from '../field/transpose';
import { Batch } from './batch';
import { transformColumns, transformRow } from './plane';

/**
 * Pair of phases number `pair`: own pairs first, then (0, 1), (0, 2), ..., (1, 2), .... The two are left in `first` and
 * `second`.
 */
let first: i32 = 0;
let second: i32 = 0;
function pairOf(pair: i32, phases: i32): void {
  if (pair < phases) {
    first = pair;
    second = pair;
    return;
  }
  let left = pair - phases;
  for (let i = 0; ; i++) {
    const row = phases - 1 - i;
    if (left < row) {
      first = i;
      second = i + 1 + left;
      return;
    }
    left -= row;
  }
}

/** Real part of conj(a) b, lane by lane. */
// @ts-expect-error: decorator
@inline
export function products(a: usize, b: usize): v128 {
  return f32x4.add(
    f32x4.mul(v128.load(a), v128.load(b)),
    f32x4.mul(v128.load(a, 16), v128.load(b, 16)),
  );
}

/**
 * Two-point maps C_ij(h) = mean over images and t of p_i(t) p_j(t + h), symmetric in h, from the spectra of the phases:
 * the real part of the transform of sum conj(F_i) F_j. Neither the imaginary parts, odd in h, nor what the two images
 * of a complex transform have with each other survive in the real part, which is even.
 */
export function twoPointMaps(batch: Batch, chunk: i32, scratch: usize): void {
  const n = batch.n;
  const share = f32x4.splat(batch.share);
  const pairs = batch.pairs;
  for (let group = 0; group << 2 < pairs; group++) {
    const plane = batch.mapGroup(chunk, group);
    for (let lane = 0; lane < min(4, pairs - (group << 2)); lane++) {
      pairOf((group << 2) + lane, batch.independent);
      const a = batch.spectrum(chunk, first);
      const b = batch.spectrum(chunk, second);
      const to = plane + (<usize>lane << 2);
      for (let y: usize = 0; y < <usize>n; y++) {
        const row = y * batch.row;
        let x: usize = 0;
        for (; x + 4 <= <usize>n; x += 4) {
          const at = row + (x << 5);
          transpose(
            products(a + at, b + at),
            products(a + at + 32, b + at + 32),
            products(a + at + 64, b + at + 64),
            products(a + at + 96, b + at + 96),
          );
          const sum = f32x4.mul(share, f32x4.add(f32x4.add(row0, row1), f32x4.add(row2, row3)));
          store<f32>(to + at, f32x4.extract_lane(sum, 0));
          store<f32>(to + at, f32x4.extract_lane(sum, 1), 32);
          store<f32>(to + at, f32x4.extract_lane(sum, 2), 64);
          store<f32>(to + at, f32x4.extract_lane(sum, 3), 96);
        }
        for (; x < <usize>n; x++) {
          const at = row + (x << 5);
          const v = f32x4.mul(share, products(a + at, b + at));
          const sum =
            f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
          store<f32>(to + at, sum);
        }
      }
    }
    transformGroup(batch, plane, scratch);
    for (let lane = 0; lane < min(4, pairs - (group << 2)); lane++) {
      const to = batch.map(chunk, (group << 2) + lane);
      for (let y = 0; y < n; y++) {
        let from = plane + <usize>y * batch.row + (<usize>lane << 2);
        for (let x = 0; x < n; x++, from += 32) store<f32>(to + (<usize>(y * n + x) << 2), load<f32>(from));
      }
    }
  }
}

/** Transforms a group of maps, whose second halves are 0 to begin with. */
function transformGroup(batch: Batch, plane: usize, scratch: usize): void {
  const count = <usize>batch.n << 5;
  const zero = f32x4.splat(0);
  for (let y = 0; y < batch.n; y++) {
    const row = plane + <usize>y * batch.row;
    for (let at = row; at < row + count; at += 32) v128.store(at, zero, 16);
    transformRow(row, batch.n, batch.plan, scratch);
  }
  transformColumns(plane, batch.row, batch.n, batch.plan, scratch);
}

/**
 * Gradients with respect to the phases from those with respect to the maps (even in h): their spectra are 2 T_ii F_i +
 * sum_{j != i} T_ij F_j with T the transforms of the maps' gradients. They replace the spectra F, halves exchanged,
 * which makes the next transform an inverse one.
 */
export function twoPointAdjoint(batch: Batch, chunk: i32, scratch: usize): void {
  const n = batch.n;
  const pairs = batch.pairs;
  for (let group = 0; group << 2 < pairs; group++) {
    const plane = batch.mapGroup(chunk, group);
    for (let lane = 0; lane < min(4, pairs - (group << 2)); lane++) {
      const from = batch.map(chunk, (group << 2) + lane);
      for (let y = 0; y < n; y++) {
        let to = plane + <usize>y * batch.row + (<usize>lane << 2);
        for (let x = 0; x < n; x++, to += 32) store<f32>(to, load<f32>(from + (<usize>(y * n + x) << 2)));
      }
    }
    transformGroup(batch, plane, scratch);
  }
  const phases = batch.independent;
  const count = <usize>n << 5;
  for (let y = 0; y < n; y++) {
    const row = <usize>y * batch.row;
    memory.fill(scratch, 0, <usize>phases * count);
    for (let p = 0; p < pairs; p++) {
      pairOf(p, phases);
      const transfer = batch.mapGroup(chunk, p >> 2) + row + (<usize>(p & 3) << 2);
      addProducts(scratch + <usize>first * count, batch.spectrum(chunk, second) + row, transfer, count, batch.share);
      addProducts(scratch + <usize>second * count, batch.spectrum(chunk, first) + row, transfer, count, batch.share);
    }
    for (let p = 0; p < phases; p++) {
      const to = batch.spectrum(chunk, p) + row;
      const from = scratch + <usize>p * count;
      for (let i: usize = 0; i < count; i += 16) v128.store(to + i, v128.load(from + (i ^ 16)));
    }
  }
}

/** Adds a row of spectra times a row of transfers, which are real. */
function addProducts(to: usize, from: usize, transfer: usize, count: usize, share: f32): void {
  const factor = f32x4.splat(share);
  for (let i: usize = 0; i < count; i += 32) {
    const t = f32x4.mul(factor, v128.load32_splat(transfer + i));
    v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.mul(t, v128.load(from + i))));
    v128.store(to + i, f32x4.add(v128.load(to + i, 16), f32x4.mul(t, v128.load(from + i, 16))), 16);
  }
}
