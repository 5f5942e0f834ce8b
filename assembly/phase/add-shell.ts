import { logistic } from '../random/logistic';

/** Adds weight / (1 + exp(-(from + thickness) / softness)) to a row of vectors; `count` bytes. */
// @ts-expect-error: decorator
@inline
export function addShellRow(from: usize, to: usize, count: usize, weight: f32, thickness: f32, softness: f32): void {
  const rate = f32x4.splat(1 / softness);
  for (let i: usize = 0; i < count; i += 16) {
    const x = f32x4.mul(f32x4.add(v128.load(from + i), f32x4.splat(thickness)), rate);
    v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.mul(f32x4.splat(weight), logistic(x))));
  }
}

/**
 * Adds what the shell around one latent's phase contributes to another latent. Tasks are blocks of 4096 voxels; both
 * latents have room for a whole last vector.
 * @param first, second - float32, the latent that adds and the one that is added to.
 */
export function addShell(
  scratch: usize,
  from: i32,
  to: i32,
  first: usize,
  second: usize,
  voxels: u32,
  weight: f32,
  thickness: f32,
  softness: f32,
): void {
  const begin = <usize>from << 14;
  const end = <usize>min((voxels + 3) & ~3, <u32>to << 12) << 2;
  addShellRow(first + begin, second + begin, end - begin, weight, thickness, softness);
}
