/** Writes a number to a block of voxels - float32. Tasks are blocks of 4096 voxels. */
export function fillVoxels(scratch: usize, from: i32, to: i32, out: usize, value: f32, voxels: u32): void {
  const end = min(voxels, <u32>to << 12);
  const four = f32x4.splat(value);
  let i = <u32>from << 12;
  for (; i + 4 <= end; i += 4) v128.store(out + (<usize>i << 2), four);
  for (; i < end; i++) store<f32>(out + (<usize>i << 2), value);
}

/**
 * Hard phases: the label of the first latent that is >= 0, the last label where none is. Tasks are blocks of 4096
 * voxels.
 * @param latents - addresses, then labels: uint32 address per latent, then uint32 label per phase. @param count -
 * latents.
 * @param out - uint8 labels.
 */
export function truncate(scratch: usize, from: i32, to: i32, latents: usize, count: i32, voxels: u32, out: usize): void {
  const labels = latents + (<usize>count << 2);
  const rest = i32x4.splat(load<i32>(labels + (<usize>count << 2)));
  for (let task = from; task < to; task++) {
    const begin = <u32>task << 12;
    const end = min(voxels, begin + 4096);
    let i = begin;
    for (; i + 16 <= end; i += 16) {
      const a = labelsOf(latents, labels, count, i, rest);
      const b = labelsOf(latents, labels, count, i + 4, rest);
      const c = labelsOf(latents, labels, count, i + 8, rest);
      const d = labelsOf(latents, labels, count, i + 12, rest);
      const low = i16x8.narrow_i32x4_u(a, b);
      v128.store(out + i, i8x16.narrow_i16x8_u(low, i16x8.narrow_i32x4_u(c, d)));
    }
    for (; i < end; i++) {
      let label = load<u32>(labels + (<usize>count << 2));
      for (let l = count - 1; l >= 0; l--) {
        if (load<f32>(<usize>load<u32>(latents + (<usize>l << 2)) + (<usize>i << 2)) >= 0) {
          label = load<u32>(labels + (<usize>l << 2));
        }
      }
      store<u8>(out + i, <u8>label);
    }
  }
}

// @ts-expect-error: decorator
@inline
function labelsOf(latents: usize, labels: usize, count: i32, i: u32, rest: v128): v128 {
  let out = rest;
  for (let l = count - 1; l >= 0; l--) {
    const value = v128.load(<usize>load<u32>(latents + (<usize>l << 2)) + (<usize>i << 2));
    out = v128.bitselect(v128.load32_splat(labels + (<usize>l << 2)), out, f32x4.ge(value, f32x4.splat(0)));
  }
  return out;
}
