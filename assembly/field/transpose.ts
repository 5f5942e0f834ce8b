/** First row of the last transpose. */
export let row0: v128 = f32x4.splat(0);
/** Second row. */
export let row1: v128 = f32x4.splat(0);
/** Third row. */
export let row2: v128 = f32x4.splat(0);
/** Fourth row. */
export let row3: v128 = f32x4.splat(0);

/** Leaves the transpose of the vectors a, b, c, d in `row0` ... `row3`. */
// @ts-expect-error: decorator
@inline
export function transpose(a: v128, b: v128, c: v128, d: v128): void {
  const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const lower = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const higher = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  row0 = v128.shuffle<f64>(low, lower, 0, 2);
  row1 = v128.shuffle<f64>(low, lower, 1, 3);
  row2 = v128.shuffle<f64>(high, higher, 0, 2);
  row3 = v128.shuffle<f64>(high, higher, 1, 3);
}
