/**
 * Pairs of neighbouring voxels that the boundary of each phase separates, sixteen pairs at once. Counts are added up a
 * thread, behind `room` bytes of its scratch: whole numbers, whose sum over threads no order changes - shape
 * [direction, phase; last: all pairs] - uint32.
 */

/** Value of a voxel that belongs to no phase. */
const masked: u32 = 255;

/** Place of a neighbour along an axis, -1 outside the map. */
// @ts-expect-error: decorator
@inline
function neighbour(i: i32, step: i32, n: i32, periodic: i32): i32 {
  const to = i + step;
  if (to >= 0 && to < n) return to;
  return periodic == 1 ? (to + n) % n : -1;
}

/** Sum of sixteen bytes. */
// @ts-expect-error: decorator
@inline
function sumOf(bytes: v128): u32 {
  const four = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  const two = i32x4.add(four, v128.shuffle<i32>(four, four, 2, 3, 0, 1));
  return <u32>i32x4.extract_lane(two, 0) + <u32>i32x4.extract_lane(two, 1);
}

/** The first `count` of sixteen lanes. */
// @ts-expect-error: decorator
@inline
function firstLanes(count: i32): v128 {
  return i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>count));
}

/** Lanes where one of two voxels is masked. */
// @ts-expect-error: decorator
@inline
function hidden(v: v128, w: v128): v128 {
  const none = i8x16.splat(-1);
  return v128.or(i8x16.eq(v, none), i8x16.eq(w, none));
}

/** Lanes where one of two voxels is of a phase and the other of another. */
// @ts-expect-error: decorator
@inline
function crossing(v: v128, w: v128, phase: v128, masks: bool): v128 {
  const cross = v128.xor(i8x16.eq(v, phase), i8x16.eq(w, phase));
  return masks ? v128.andnot(cross, hidden(v, w)) : cross;
}

/** Crossings of a phase among n pairs of voxels at a and b. */
// @ts-expect-error: decorator
@inline
function crossingsOf(a: usize, b: usize, n: i32, phase: v128, masks: bool): u32 {
  const whole = n & ~15;
  let sum: u32 = 0;
  let x = 0;
  while (x < whole) {
    // A byte counts to 255.
    const end = min(whole, x + 255 * 16);
    let count = i8x16.splat(0);
    for (; x < end; x += 16) {
      count = i8x16.sub(count, crossing(v128.load(a + <usize>x), v128.load(b + <usize>x), phase, masks));
    }
    sum += sumOf(count);
  }
  const last = crossing(v128.load(a + <usize>x), v128.load(b + <usize>x), phase, masks);
  return sum + <u32>popcnt(i8x16.bitmask(v128.and(last, firstLanes(n - whole))));
}

/** Pairs without a masked voxel. */
function pairsOf(a: usize, b: usize, n: i32): u32 {
  let sum: u32 = 0;
  for (let x = 0; x < n; x += 16) {
    const seen = v128.not(hidden(v128.load(a + <usize>x), v128.load(b + <usize>x)));
    sum += <u32>popcnt(i8x16.bitmask(v128.and(seen, firstLanes(min(16, n - x)))));
  }
  return sum;
}

// @ts-expect-error: decorator
@inline
function addTo(counts: usize, i: u32, n: u32): void {
  const at = counts + (<usize>i << 2);
  store<u32>(at, load<u32>(at) + n);
}

/**
 * Counts along several directions. Tasks are rows.
 * @param labels - shape [nz, ny, nx], 16 bytes to spare on both sides - uint8. @param offsets - int32 steps z, y, x of
 * each direction, -1 to 1.
 * @param masks - 1 if some voxel is masked.
 */
export function crossingRows(
  scratch: usize,
  from: i32,
  to: i32,
  room: usize,
  labels: usize,
  nz: i32,
  ny: i32,
  nx: i32,
  periodicZ: i32,
  periodicY: i32,
  periodicX: i32,
  offsets: usize,
  directions: i32,
  phases: i32,
  masks: i32,
): void {
  for (let task = from; task < to; task++) {
    const z = task / ny;
    const y = task % ny;
    const row = labels + <usize>task * <usize>nx;
    let counts = scratch + room;
    let offset = offsets;
    for (let d = 0; d < directions; d++, offset += 12, counts += <usize>(phases + 1) << 2) {
      const toZ = neighbour(z, load<i32>(offset), nz, periodicZ);
      const toY = neighbour(y, load<i32>(offset, 4), ny, periodicY);
      if (toZ < 0 || toY < 0) continue;
      const dx = load<i32>(offset, 8);
      const other = labels + <usize>(toZ * ny + toY) * <usize>nx;
      const first = max(0, -dx);
      const n = nx - abs(dx);
      if (n > 0) {
        const a = row + <usize>first;
        const b = other + <usize>(first + dx);
        for (let p = 0; p < phases; p++) {
          const phase = i8x16.splat(<i8>p);
          const own = masks == 1 ? crossingsOf(a, b, n, phase, true) : crossingsOf(a, b, n, phase, false);
          addTo(counts, p, own);
        }
        addTo(counts, phases, masks == 1 ? pairsOf(a, b, n) : n);
      }
      if (dx == 0 || periodicX == 0) continue;
      const v = <u32>load<u8>(row + <usize>(dx > 0 ? nx - 1 : 0));
      const w = <u32>load<u8>(other + <usize>(dx > 0 ? 0 : nx - 1));
      if (v == masked || w == masked) continue;
      addTo(counts, phases, 1);
      if (v == w) continue;
      addTo(counts, v, 1);
      addTo(counts, w, 1);
    }
  }
}
