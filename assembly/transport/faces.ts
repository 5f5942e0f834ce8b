import { Level, rowBytes, rowOf } from './level';

/**
 * Conductances of the faces of one row of cells, in the scratch of a thread: below (low) and above (high) each cell
 * along x, y, z - shape [stride] - float32. Faces across y are kept from a row for the next.
 */
export let lowX: usize = 0;
/** Above along x. */
export let highX: usize = 0;
/** Below along y. */
export let lowY: usize = 0;
/** Above along y. */
export let highY: usize = 0;
/** Below along z. */
export let lowZ: usize = 0;
/** Above along z. */
export let highZ: usize = 0;

/** What each cell loses to its own surface. */
export let extra: usize = 0;

/** Rows of scratch that faces take; kernels have those behind. */
export const faceRows = 10;

let first: usize = 0;
let second: usize = 0;
let shifted: usize = 0;
let wrapped: usize = 0;
let screened: usize = 0;

/** Prepares the scratch of a thread for the rows of a plane; `openRow` must follow from row `y` upwards. */
export function openPlane(level: Level, scratch: usize, z: i32, y: i32 = 0): void {
  const bytes = rowBytes(level);
  lowX = scratch;
  shifted = scratch + bytes;
  lowY = scratch + 2 * bytes;
  highY = scratch + 3 * bytes;
  lowZ = scratch + 4 * bytes;
  highZ = scratch + 5 * bytes;
  wrapped = scratch + 6 * bytes;
  first = scratch + 7 * bytes;
  second = scratch + 8 * bytes;
  screened = scratch + 9 * bytes;
  facesY(level, z, y, highY);
}

/** Makes the faces of a row. */
export function openRow(level: Level, z: i32, y: i32): void {
  const kept = lowY;
  lowY = highY;
  highY = kept;
  facesY(level, z, y + 1, highY);
  facesZ(level, z, y, z, lowZ);
  facesZ(level, z, y, z + 1, highZ);
  facesX(level, z, y);
  extra = level.surface == 0 ? level.zeros : screenRow(level, rowOf(level, z, y));
}

function screenRow(level: Level, row: usize): usize {
  const screen = f32x4.splat(level.screen);
  let from = level.surface + (row << 2);
  const end = screened + (<usize>level.stride << 2);
  for (let out = screened; out < end; out += 16, from += 16) {
    v128.store(out, f32x4.mul(screen, v128.load(from)));
  }
  return screened;
}

function clear(level: Level, out: usize): void {
  memory.fill(out, 0, <usize>level.stride << 2);
}

function facesY(level: Level, z: i32, face: i32, out: usize): void {
  const last = level.ny - 1;
  const outer = face == 0 || face > last;
  if (outer && (level.wrapY == 0 || last == 0)) clear(level, out);
  else if (level.kind == 4) expand(level, level.facesY + (rowOf(level, z, outer ? 0 : face) << 1), out);
  else between(level, 1, rowOf(level, z, outer ? last : face - 1), rowOf(level, z, outer ? 0 : face), out);
}

function facesZ(level: Level, z: i32, y: i32, face: i32, out: usize): void {
  const last = level.nz - 1;
  const outer = face == 0 || face > last;
  // A ring of one cell has no face: a cell is not its own neighbour.
  if (level.wrapZ == 1 && last == 0) clear(level, out);
  else if (level.kind == 4) expand(level, level.facesZ + (rowOf(level, face, y) << 1), out);
  else if (!outer) between(level, 0, rowOf(level, face - 1, y), rowOf(level, face, y), out);
  else if (level.wrapZ == 0 || (level.wrapZ == 2 && face == 0)) electrode(level, rowOf(level, z, y), out);
  else if (level.wrapZ == 2) clear(level, out);
  else between(level, 0, rowOf(level, last, y), rowOf(level, 0, y), out);
}

function facesX(level: Level, z: i32, y: i32): void {
  const row = rowOf(level, z, y);
  const end = <usize>level.stride << 2;
  if (level.kind == 4) expand(level, level.facesX + (row << 1), lowX);
  else between(level, 2, row - 1, row, lowX);
  v128.store(lowX + end, f32x4.splat(0));
  highX = lowX + 4;
  if (level.wrapX == 0) return;
  // The face across the border stands below the first and above the last cell.
  memory.copy(shifted, lowX + 4, end);
  highX = shifted;
  const last = level.nx - 1;
  let value: f32 = 0;
  if (last > 0) value = level.kind == 4 ? load<f32>(lowX) : single(level, row + <usize>last, row);
  store<f32>(lowX, value);
  store<f32>(shifted + (<usize>last << 2), value);
}

/** Upper halves of float32 as float32. */
function expand(level: Level, from: usize, out: usize): void {
  for (let end = out + (<usize>level.stride << 2); out < end; out += 16, from += 8) {
    v128.store(out, i32x4.shl(v128.load16x4_u(from), 16));
  }
}

/** A row of conductivities where cells are codes or themselves. */
function conductivities(level: Level, row: usize, room: usize): usize {
  if (level.kind == 3) return level.cells + (row << 2);
  const n = level.stride;
  const table = level.table;
  if (level.kind == 1) {
    for (let x = 0; x < n; x++) {
      store<f32>(room + (<usize>x << 2), load<f32>(table + (<usize>load<u8>(level.cells + row + x) << 2)));
    }
  } else {
    for (let x = 0; x < n; x++) {
      const code = load<u16>(level.cells + ((row + x) << 1));
      store<f32>(room + (<usize>x << 2), load<f32>(table + (<usize>code << 2)));
    }
  }
  return room;
}

// @ts-expect-error: decorator
@inline
function scaleOf(level: Level, axis: i32): f32 {
  return axis == 0 ? level.scaleZ : axis == 1 ? level.scaleY : level.scaleX;
}

/**
 * Faces between the cells of two rows: harmonic means of their conductivities. Rows are indices of their first cells.
 */
function between(level: Level, axis: i32, a: usize, b: usize, out: usize): void {
  if (level.kind == 0) {
    pairs(level, level.table + (<usize>axis << 6), level.cells + a, level.cells + b, out);
    return;
  }
  let one = conductivities(level, a, first);
  let two = conductivities(level, b, second);
  const two4 = f32x4.splat(2 * scaleOf(level, axis));
  // Where both are 0, so is the mean.
  const least = f32x4.splat(1e-37);
  for (let end = out + (<usize>level.stride << 2); out < end; out += 16, one += 16, two += 16) {
    const s = v128.load(one);
    const t = v128.load(two);
    v128.store(out, f32x4.mul(f32x4.mul(two4, s), f32x4.div(t, f32x4.max(f32x4.add(s, t), least))));
  }
}

/** Faces of cells at an electrode, half a cell away. */
function electrode(level: Level, row: usize, out: usize): void {
  if (level.kind == 0) {
    pairs(level, level.table + (3 << 6), level.cells + row, level.cells + row, out);
    return;
  }
  let one = conductivities(level, row, first);
  const two4 = f32x4.splat(2 * level.scaleZ);
  for (let end = out + (<usize>level.stride << 2); out < end; out += 16, one += 16) {
    v128.store(out, f32x4.mul(two4, v128.load(one)));
  }
}

/** Conductivity of one cell. */
function conductivity(level: Level, cell: usize): f32 {
  if (level.kind == 3) return load<f32>(level.cells + (cell << 2));
  const code = level.kind == 1 ? <usize>load<u8>(level.cells + cell) : <usize>load<u16>(level.cells + (cell << 1));
  return load<f32>(level.table + (code << 2));
}

/** The face across x between two cells. */
function single(level: Level, a: usize, b: usize): f32 {
  if (level.kind == 0) {
    const pair = (<usize>load<u8>(level.cells + a) << 2) | <usize>load<u8>(level.cells + b);
    return load<f32>(level.table + 256 + 128 + (pair << 2));
  }
  const s = conductivity(level, a);
  const t = conductivity(level, b);
  return 2 * level.scaleX * s * (t / max<f32>(s + t, 1e-37));
}

/** Looks up pairs of codes, sixteen at once: a byte of the numbers at a time. */
function pairs(level: Level, table: usize, a: usize, b: usize, out: usize): void {
  const byte0 = v128.load(table);
  const byte1 = v128.load(table, 16);
  const byte2 = v128.load(table, 32);
  const byte3 = v128.load(table, 48);
  for (let end = out + (<usize>level.stride << 2); out < end; out += 64, a += 16, b += 16) {
    // Codes are below 4, so that no bit leaves its byte.
    const pair = v128.or(i16x8.shl(v128.load(a), 2), v128.load(b));
    const p0 = i8x16.swizzle(byte0, pair);
    const p1 = i8x16.swizzle(byte1, pair);
    const p2 = i8x16.swizzle(byte2, pair);
    const p3 = i8x16.swizzle(byte3, pair);
    const low01 = v128.shuffle<i8>(p0, p1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const low23 = v128.shuffle<i8>(p2, p3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const high01 = v128.shuffle<i8>(p0, p1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const high23 = v128.shuffle<i8>(p2, p3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    v128.store(out, v128.shuffle<i16>(low01, low23, 0, 8, 1, 9, 2, 10, 3, 11));
    v128.store(out, v128.shuffle<i16>(low01, low23, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    v128.store(out, v128.shuffle<i16>(high01, high23, 0, 8, 1, 9, 2, 10, 3, 11), 32);
    v128.store(out, v128.shuffle<i16>(high01, high23, 4, 12, 5, 13, 6, 14, 7, 15), 48);
  }
}

/** The row of an array that `openRow` was called for, such that neighbours along x are beside each other. */
// @ts-expect-error: decorator
@inline
export function centreRow(level: Level, row: usize): usize {
  return level.wrapX == 0 ? row : wrapRow(level, row);
}

function wrapRow(level: Level, row: usize): usize {
  const to = wrapped + 16;
  const nx = <usize>level.nx;
  memory.copy(to, row, <usize>level.stride << 2);
  store<f32>(to - 4, load<f32>(row + ((nx - 1) << 2)));
  store<f32>(to + (nx << 2), load<f32>(row));
  return to;
}

/** Address of the neighbouring row of an array along y; where there is none the faces are 0, and any row will do. */
// @ts-expect-error: decorator
@inline
export function rowAlongY(level: Level, values: usize, z: i32, y: i32, step: i32): usize {
  const to = y + step;
  const n = level.ny;
  return values + (rowOf(level, z, to < 0 ? n - 1 : to >= n ? 0 : to) << 2);
}

/** Address of the neighbouring row of an array along z: beyond an electrode a row of zeros. */
// @ts-expect-error: decorator
@inline
export function rowAlongZ(level: Level, values: usize, z: i32, y: i32, step: i32): usize {
  const to = z + step;
  const n = level.nz;
  if (to >= 0 && to < n) return values + (rowOf(level, to, y) << 2);
  return level.wrapZ != 1 ? level.zeros : values + (rowOf(level, to < 0 ? n - 1 : 0, y) << 2);
}
