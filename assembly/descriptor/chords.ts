/**
 * Runs of voxels of one phase along an axis, counted by phase, by how many of their ends are seen, and by length:
 * sixteen voxels are compared with those before them at once, and only where they differ a run ends. Counts are added
 * up a thread, behind `room` bytes of its scratch: whole numbers, whose sum over threads no order changes - shape
 * [phase, ends, length - 1] - uint32.
 */

/** Columns that advance together. */
const block = 1024;

/** Value of a voxel that belongs to no phase. */
const masked: u32 = 255;

/** Counts a run. */
// @ts-expect-error: decorator
@inline
function addRun(counts: usize, longest: i32, phase: u32, ends: u32, length: u32): void {
  const at = counts + (<usize>((phase * 3 + ends) * longest + length - 1) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Voxels at two places that differ, one bit each of up to sixteen. */
// @ts-expect-error: decorator
@inline
function differing(a: usize, b: usize, count: i32): i32 {
  const bits = i8x16.bitmask(i8x16.ne(v128.load(a), v128.load(b)));
  return count < 16 ? bits & ((1 << count) - 1) : bits;
}

/**
 * Along x. Tasks are rows.
 * @param labels - shape [rows, n], 16 bytes to spare - uint8. @param longest - lengths that counts have room for, at
 * least n.
 */
export function chordRows(scratch: usize, from: i32, to: i32, room: usize, labels: usize, n: i32, longest: i32): void {
  const counts = scratch + room;
  for (let task = from; task < to; task++) {
    const row = labels + <usize>task * <usize>n;
    let start: u32 = 0;
    let opened: u32 = 0;
    let before = <u32>load<u8>(row);
    for (let x = 1; x < n; x += 16) {
      let bits = differing(row + <usize>x, row + <usize>(x - 1), n - x);
      while (bits != 0) {
        const at = <u32>(x + ctz(bits));
        bits &= bits - 1;
        const now = <u32>load<u8>(row + <usize>at);
        if (before != masked) addRun(counts, longest, before, opened + u32(now != masked), at - start);
        opened = u32(before != masked);
        before = now;
        start = at;
      }
    }
    if (before != masked) addRun(counts, longest, before, opened, <u32>n - start);
  }
}

/**
 * Along an axis that others follow. Tasks are blocks of 1024 columns of a slab, slab by slab.
 * @param labels - shape [slab, n, inner], 16 bytes to spare - uint8. @param inner - columns. @param longest - as above.
 * @param room - at least 4 KiB.
 */
export function chordColumns(
  scratch: usize,
  from: i32,
  to: i32,
  room: usize,
  labels: usize,
  n: i32,
  inner: i32,
  longest: i32,
): void {
  const counts = scratch + room;
  const blocks = (inner + block - 1) / block;
  const stride = <usize>inner;
  for (let task = from; task < to; task++) {
    const first = (task % blocks) * block;
    const columns = min(block, inner - first);
    const base = labels + <usize>(task / blocks) * <usize>n * stride + <usize>first;
    // Where each column's run began, twice, and whether its beginning is seen.
    memory.fill(scratch, 0, <usize>columns << 2);
    let row = base;
    for (let step = 1; step < n; step++) {
      const last = row;
      row += stride;
      for (let k = 0; k < columns; k += 16) {
        let bits = differing(row + <usize>k, last + <usize>k, columns - k);
        while (bits != 0) {
          const column = <usize>(k + ctz(bits));
          bits &= bits - 1;
          const before = <u32>load<u8>(last + column);
          const now = <u32>load<u8>(row + column);
          const began = load<u32>(scratch + (column << 2));
          if (before != masked) {
            addRun(counts, longest, before, (began & 1) + u32(now != masked), <u32>step - (began >> 1));
          }
          store<u32>(scratch + (column << 2), (<u32>step << 1) | u32(before != masked));
        }
      }
    }
    for (let column: usize = 0; column < <usize>columns; column++) {
      const before = <u32>load<u8>(row + column);
      const began = load<u32>(scratch + (column << 2));
      if (before != masked) addRun(counts, longest, before, began & 1, <u32>n - (began >> 1));
    }
  }
}
