import { hermite } from './hermite';

/**
 * Adds the terms of a field that was drawn before to the latents: the same operations in the same order as `addField`,
 * so that the same bits come out. Tasks are blocks of 4096 voxels.
 *
 * @param field - values in the window - float32. @param terms - as of `addField`.
 */
export function addKept(scratch: usize, from: i32, to: i32, field: usize, voxels: u32, terms: usize): void {
  const end = min(voxels, <u32>to << 12);
  const begin = <u32>from << 12;
  const count = load<i32>(terms);
  for (let t = 0, term = terms + 4; t < count; t++, term += 16) {
    const latent = <usize>load<u32>(term);
    const power = load<i32>(term, 4);
    const weight = v128.load32_splat(term + 8);
    const factors = <usize>load<u32>(term, 12);
    let i = begin;
    for (; i + 4 <= end; i += 4) {
      const at = <usize>i << 2;
      let value = f32x4.mul(weight, hermite(v128.load(field + at), power));
      if (factors != 0) value = f32x4.mul(value, v128.load(factors + at));
      v128.store(latent + at, f32x4.add(v128.load(latent + at), value));
    }
    for (; i < end; i++) {
      const at = <usize>i << 2;
      let value = f32x4.mul(weight, hermite(v128.load32_splat(field + at), power));
      if (factors != 0) value = f32x4.mul(value, v128.load32_splat(factors + at));
      store<f32>(latent + at, load<f32>(latent + at) + f32x4.extract_lane(value, 0));
    }
  }
}
