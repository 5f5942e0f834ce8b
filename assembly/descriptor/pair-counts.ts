/**
 * Pairs of voxels by offset: N_ij(h) = sum over t of 1_i(t) 1_j(t + h), made symmetric in h, as inverse transforms of
 * Re(conj(F_i) F_j). Grids are those of ../field/layout with as many planes as a step needs.
 */
import { transformColumns } from '../field/columns';
import { halfOf, planeStep, rowStep } from '../field/layout';
import { joinRows, separateRows } from '../field/pair-rows';
import { transform32 } from '../fft/transform';

/**
 * Indicator of a phase inside a torus, and its transform along x and y, doubled. Tasks are planes of the labels.
 * @param labels - shape [wz, wy, wx] - uint8. @param grid - wz planes. @param scratch - 5 max(ny, nx) vectors.
 */
export function indicatorPlanes(
  scratch: usize,
  from: i32,
  to: i32,
  grid: usize,
  ny: i32,
  nx: i32,
  labels: usize,
  wy: i32,
  wx: i32,
  phase: i32,
  planX: usize,
  planY: usize,
): void {
  const h = <usize>halfOf(nx);
  const row = rowStep(nx);
  const spare = scratch + (<usize>nx << 5);
  for (let z = from; z < to; z++) {
    const plane = grid + <usize>z * planeStep(ny, nx);
    for (let y = 0; y < ny; y += 8) {
      const rows = min(8, ny - y);
      if (y >= wy) {
        memory.fill(plane + <usize>y * row, 0, <usize>rows * row);
        continue;
      }
      memory.fill(scratch, 0, <usize>nx << 5);
      for (let r = 0; r < min(8, wy - y); r++) {
        // Rows 0 ... 3 are real parts, 4 ... 7 imaginary ones: 32 bytes a voxel.
        let at = scratch + (<usize>r << 2);
        let label = labels + (<usize>z * <usize>wy + <usize>(y + r)) * <usize>wx;
        for (let x = 0; x < wx; x++, at += 32, label++) if (load<u8>(label) == phase) store<f32>(at, 1);
      }
      separateRows(transform32(planX, scratch, spare), plane + <usize>y * row, row, h, nx, rows);
    }
    if (ny == 1) continue;
    for (let x: usize = 0; x < h; x += 16) {
      const vectors = <i32>min<usize>(4, (h - x) >> 2);
      transformColumns(plane + (x << 2), row, h, ny, vectors, false, planY, scratch);
    }
  }
}

/**
 * Transforms the columns of all phases along z, multiplies them pair by pair and transforms the products back; planes 0
 * ... reach are kept. Products are real, so two pairs travel as real and imaginary part of one transform. Tasks are
 * rows y.
 * @param grids - of the phases, `gridBytes` apart. @param wz - planes that they have; the rest of the torus is 0.
 * @param table - int32 phases i, j of each pair. @param out - grids of the pairs, `outBytes` apart.
 * @param scratch - (4 phases + 3) nz vectors.
 */
export function pairColumns(
  scratch: usize,
  from: i32,
  to: i32,
  grids: usize,
  gridBytes: u32,
  phases: i32,
  nz: i32,
  ny: i32,
  nx: i32,
  wz: i32,
  table: usize,
  pairs: i32,
  out: usize,
  outBytes: u32,
  reach: i32,
  planZ: usize,
): void {
  const h = <usize>halfOf(nx);
  const step = planeStep(ny, nx);
  const group = <usize>nz << 5;
  const spare = scratch + (<usize>phases << 2) * group;
  const product = spare + group;
  // Rows left the transform along x doubled, and no transform is scaled.
  const scale = f32x4.splat(<f32>(0.25 / (<f64>nz * <f64>ny * <f64>nx)));
  for (let y = from; y < to; y++) {
    const row = <usize>y * rowStep(nx);
    for (let x: usize = 0; x < h; x += 16) {
      const vectors = <i32>min<usize>(4, (h - x) >> 2);
      for (let p = 0; p < phases; p++) {
        const columns = scratch + (<usize>p << 2) * group;
        const base = grids + <usize>p * <usize>gridBytes + row + (x << 2);
        loadPadded(base, step, h, wz, nz, vectors, columns);
        for (let v = 0; v < vectors; v++) {
          const data = columns + <usize>v * group;
          const result = transform32(planZ, data, spare);
          if (result != data) memory.copy(data, result, group);
        }
      }
      for (let v = 0; v < vectors; v++) {
        const columns = scratch + <usize>v * group;
        for (let pair = 0; pair < pairs; pair += 2) {
          const both = pair + 1 < pairs;
          multiply(columns, group << 2, table, pair, both, nz, scale, product);
          const result = transform32(planZ, product, product + group);
          const to = out + <usize>pair * <usize>outBytes + row + (x << 2) + (<usize>v << 4);
          storeBoth(result, nz, reach, to, step, h, both ? outBytes : 0);
        }
      }
    }
  }
}

/** Loads columns of `wz` planes and fills them up with zeros. */
// @ts-expect-error: decorator
@inline
function loadPadded(base: usize, step: usize, h: usize, wz: i32, nz: i32, vectors: i32, columns: usize): void {
  const group = <usize>nz << 5;
  for (let v = 0; v < vectors; v++) {
    const data = columns + <usize>v * group;
    memory.fill(data + (<usize>wz << 5), 0, <usize>(nz - wz) << 5);
  }
  const shift = h << 2;
  for (let z = 0, from = base, to = columns; z < wz; z++, from += step, to += 32) {
    for (let v: usize = 0; v < <usize>vectors; v++) {
      v128.store(to + v * group, v128.load(from + (v << 4)));
      v128.store(to + v * group, v128.load(from + (v << 4) + shift), 16);
    }
  }
}

/**
 * Products of pairs `pair` and, if both, `pair` + 1 as one complex column, parts exchanged for the inverse transform.
 */
function multiply(
  columns: usize,
  phaseStep: usize,
  table: usize,
  pair: i32,
  both: bool,
  nz: i32,
  scale: v128,
  to: usize,
): void {
  const entry = table + (<usize>pair << 3);
  let a = columns + <usize>load<i32>(entry) * phaseStep;
  let b = columns + <usize>load<i32>(entry, 4) * phaseStep;
  let c = columns + (both ? <usize>load<i32>(entry, 8) * phaseStep : 0);
  let d = columns + (both ? <usize>load<i32>(entry, 12) * phaseStep : 0);
  for (let z = 0; z < nz; z++, to += 32, a += 32, b += 32, c += 32, d += 32) {
    v128.store(to, both ? realProduct(c, d, scale) : f32x4.splat(0));
    v128.store(to, realProduct(a, b, scale), 16);
  }
}

// @ts-expect-error: decorator
@inline
function realProduct(a: usize, b: usize, scale: v128): v128 {
  const re = f32x4.mul(v128.load(a), v128.load(b));
  return f32x4.mul(scale, f32x4.add(re, f32x4.mul(v128.load(a, 16), v128.load(b, 16))));
}

/**
 * Separates G = g_a + i g_b, with g(-z) = conj g(z) for both, and stores planes 0 ... reach. @param other - bytes to
 * the grid of b, 0 for none.
 */
function storeBoth(g: usize, nz: i32, reach: i32, to: usize, step: usize, h: usize, other: u32): void {
  const half = f32x4.splat(0.5);
  const shift = h << 2;
  for (let z = 0; z <= reach; z++, to += step) {
    const at = g + (<usize>z << 5);
    const opposite = g + (<usize>(z == 0 ? 0 : nz - z) << 5);
    const re = v128.load(at, 16);
    const im = v128.load(at);
    const reBack = v128.load(opposite, 16);
    const imBack = v128.load(opposite);
    v128.store(to, f32x4.mul(half, f32x4.add(re, reBack)));
    v128.store(to + shift, f32x4.mul(half, f32x4.sub(im, imBack)));
    if (other == 0) continue;
    v128.store(to + <usize>other, f32x4.mul(half, f32x4.add(im, imBack)));
    v128.store(to + <usize>other + shift, f32x4.mul(half, f32x4.sub(reBack, re)));
  }
}

/**
 * Transforms planes of a pair back along y and x and keeps the offsets within reach. Tasks are planes.
 * @param counts - shape [planes, 2 ry + 1, 2 rx + 1], offsets from -r to r - float32. @param scratch - 5 max(ny, nx)
 * vectors.
 */
export function pairPlanes(
  scratch: usize,
  from: i32,
  to: i32,
  grid: usize,
  ny: i32,
  nx: i32,
  ry: i32,
  rx: i32,
  counts: usize,
  planX: usize,
  planY: usize,
): void {
  const h = <usize>halfOf(nx);
  const row = rowStep(nx);
  const width = 2 * rx + 1;
  for (let z = from; z < to; z++) {
    const plane = grid + <usize>z * planeStep(ny, nx);
    const target = counts + ((<usize>z * <usize>((2 * ry + 1) * width)) << 2);
    if (ny > 1) {
      for (let x: usize = 0; x < h; x += 16) {
        const vectors = <i32>min<usize>(4, (h - x) >> 2);
        transformColumns(plane + (x << 2), row, h, ny, vectors, true, planY, scratch);
      }
    }
    // Offsets 0 ... ry, then -ry ... -1.
    for (let y = 0; y <= ry; y += 8) {
      const rows = min(8, ry + 1 - y);
      rowsOf(plane + <usize>y * row, rows, target + ((<usize>(ry + y) * <usize>width) << 2), nx, rx, planX, scratch);
    }
    for (let y = 0; y < ry; y += 8) {
      const rows = min(8, ry - y);
      const base = plane + <usize>(ny - ry + y) * row;
      rowsOf(base, rows, target + ((<usize>y * <usize>width) << 2), nx, rx, planX, scratch);
    }
  }
}

/** Transforms up to eight rows back and stores their offsets -rx ... rx. */
function rowsOf(base: usize, rows: i32, to: usize, nx: i32, rx: i32, planX: usize, scratch: usize): void {
  joinRows(base, rowStep(nx), <usize>halfOf(nx), nx, rows, scratch);
  const result = transform32(planX, scratch, scratch + (<usize>nx << 5));
  for (let r = 0; r < rows; r++) {
    // Parts were exchanged for the inverse transform: rows 0 ... 3 are the second vector.
    const lane = result + (r < 4 ? 16 + (<usize>r << 2) : (<usize>(r - 4) << 2));
    for (let x = -rx; x <= rx; x++, to += 4) store<f32>(to, load<f32>(lane + (<usize>(x < 0 ? x + nx : x) << 5)));
  }
}
