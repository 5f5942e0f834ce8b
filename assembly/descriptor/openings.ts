/** Passes over volumes between distance transforms. Tasks are blocks of 4096 voxels. */

/** Marks what is in none of a phase and not masked (255): 1 - uint8. */
export function markOthers(scratch: usize, from: i32, to: i32, labels: usize, phase: i32, voxels: u32, out: usize): void {
  for (let i = <u32>from << 12; i < min(voxels, <u32>to << 12); i++) {
    const label = load<u8>(labels + i);
    store<u8>(out + i, label != phase && label != 255 ? 1 : 0);
  }
}

/**
 * How many of the rising thresholds a squared distance reaches, inside a phase; 0 outside - uint8.
 * @param thresholds - float32, at most 254.
 */
export function markLevels(
  scratch: usize,
  from: i32,
  to: i32,
  labels: usize,
  phase: i32,
  distances: usize,
  thresholds: usize,
  count: i32,
  voxels: u32,
  out: usize,
): void {
  for (let i = <u32>from << 12; i < min(voxels, <u32>to << 12); i++) {
    let level = 0;
    if (load<u8>(labels + i) == phase) {
      const distance = load<f32>(distances + (<usize>i << 2));
      while (level < count && load<f32>(thresholds + (<usize>level << 2)) <= distance) level++;
    }
    store<u8>(out + i, <u8>level);
  }
}

/** Writes `level` where nothing is written yet and the squared distance is below a threshold. */
export function markNear(
  scratch: usize,
  from: i32,
  to: i32,
  distances: usize,
  threshold: f32,
  level: i32,
  voxels: u32,
  out: usize,
): void {
  const limit = f32x4.splat(threshold);
  const value = i8x16.splat(<i8>level);
  const end = min(voxels, <u32>to << 12);
  let i = <u32>from << 12;
  for (; i + 16 <= end; i += 16) {
    const at = distances + (<usize>i << 2);
    const a = i16x8.narrow_i32x4_s(near(at, limit), near(at + 16, limit));
    const b = i16x8.narrow_i32x4_s(near(at + 32, limit), near(at + 48, limit));
    const before = v128.load(out + i);
    const free = v128.and(i8x16.narrow_i16x8_s(a, b), i8x16.eq(before, i8x16.splat(0)));
    v128.store(out + i, v128.bitselect(value, before, free));
  }
  for (; i < end; i++) {
    if (load<f32>(distances + (<usize>i << 2)) < threshold && load<u8>(out + i) == 0) store<u8>(out + i, <u8>level);
  }
}

// @ts-expect-error: decorator
@inline
function near(address: usize, limit: v128): v128 {
  return f32x4.lt(v128.load(address), limit);
}
