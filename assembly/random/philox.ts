/**
 * Philox4x32-10 for four counters at a time, one a lane. A function returns one value, so the four words are left in
 * globals.
 * @source salmon2011
 */

/** First word of the last call. */
export let word0: v128 = i32x4.splat(0);
/** Second word. */
export let word1: v128 = i32x4.splat(0);
/** Third word. */
export let word2: v128 = i32x4.splat(0);
/** Fourth word. */
export let word3: v128 = i32x4.splat(0);

/** Encrypts the counters (c0, c1, c2, c3), uint32 lanes each, under the key (k0, k1). */
// @ts-expect-error: decorator
@inline
export function philox(c0: v128, c1: v128, c2: v128, c3: v128, k0: i32, k1: i32): void {
  const multiplier0 = i32x4.splat(0xd2511f53);
  const multiplier1 = i32x4.splat(0xcd9e8d57);
  let key0 = i32x4.splat(k0);
  let key1 = i32x4.splat(k1);
  for (let round = 0; round < 10; round++) {
    const a = i64x2.extmul_low_i32x4_u(c0, multiplier0);
    const b = i64x2.extmul_high_i32x4_u(c0, multiplier0);
    const c = i64x2.extmul_low_i32x4_u(c2, multiplier1);
    const d = i64x2.extmul_high_i32x4_u(c2, multiplier1);
    const low0 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    const high0 = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
    const low1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    const high1 = v128.shuffle<i32>(c, d, 1, 3, 5, 7);
    c0 = v128.xor(v128.xor(high1, c1), key0);
    c1 = low1;
    c2 = v128.xor(v128.xor(high0, c3), key1);
    c3 = low0;
    key0 = i32x4.add(key0, i32x4.splat(0x9e3779b9));
    key1 = i32x4.add(key1, i32x4.splat(0xbb67ae85));
  }
  word0 = c0;
  word1 = c1;
  word2 = c2;
  word3 = c3;
}
