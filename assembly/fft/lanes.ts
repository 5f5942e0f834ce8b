/**
 * Arithmetic on vectors of T: four f32 or two f64 lanes. Every lane carries a line of its own, so that the transforms
 * below contain no shuffles. A complex vector is two v128 in a row, real lanes first: 32 bytes.
 */

/** Bytes of a complex vector as a shift. */
export const elementShift: i32 = 5;

/** The number at an address in all lanes. */
// @ts-expect-error: decorator
@inline
export function splat<T>(address: usize, offset: usize = 0): v128 {
  if (sizeof<T>() == 4) return v128.load32_splat(address + offset);
  return v128.load64_splat(address + offset);
}

/** A constant in all lanes. */
// @ts-expect-error: decorator
@inline
export function constant<T>(value: f64): v128 {
  if (sizeof<T>() == 4) return f32x4.splat(<f32>value);
  return f64x2.splat(value);
}

/** Stores (re, im) * (wr, wi). */
// @ts-expect-error: decorator
@inline
export function storeProduct<T>(to: usize, re: v128, im: v128, wr: v128, wi: v128): void {
  v128.store(to, v128.sub<T>(v128.mul<T>(re, wr), v128.mul<T>(im, wi)));
  v128.store(to, v128.add<T>(v128.mul<T>(re, wi), v128.mul<T>(im, wr)), 16);
}

/** Stores (re, im). */
// @ts-expect-error: decorator
@inline
export function storePair(to: usize, re: v128, im: v128): void {
  v128.store(to, re);
  v128.store(to, im, 16);
}
