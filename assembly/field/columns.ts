import { transform32 } from '../fft/transform';

/**
 * Transforms columns of complex numbers in place, all values kx = `first` ... of one row position at once, up to
 * sixteen: a cache line of real and one of imaginary parts is read whole.
 *
 * @param base - address of the first column's first real part; imaginary parts lie `h` floats behind. @param step -
 * bytes between rows.
 * @param n - length. @param vectors - how many vectors of four columns, 1 to 4. @param inverse - 1 for exp(+i),
 * unscaled.
 * @param scratch - 5 n complex vectors.
 */
// @ts-expect-error: decorator
@inline
export function transformColumns(
  base: usize,
  step: usize,
  h: usize,
  n: i32,
  vectors: i32,
  inverse: bool,
  plan: usize,
  scratch: usize,
): void {
  const group = <usize>n << 5;
  const spare = scratch + 4 * group;
  // The inverse is the forward transform of exchanged parts, exchanged again.
  const re: usize = inverse ? 16 : 0;
  const im: usize = 16 - re;
  loadColumns(base, step, h, n, vectors, scratch + re, scratch + im);
  for (let v = 0; v < vectors; v++) {
    const data = scratch + <usize>v * group;
    storeColumn(base + (<usize>v << 4), step, h, n, transform32(plan, data, spare), re, im);
  }
}

/** Copies columns to scratch, one vector of columns after the other. */
// @ts-expect-error: decorator
@inline
export function loadColumns(base: usize, step: usize, h: usize, n: i32, vectors: i32, re: usize, im: usize): void {
  const group = <usize>n << 5;
  const shift = h << 2;
  for (let i = 0; i < n; i++, base += step, re += 32, im += 32) {
    let from = base;
    let offset: usize = 0;
    for (let v = 0; v < vectors; v++, from += 16, offset += group) {
      v128.store(re + offset, v128.load(from));
      v128.store(im + offset, v128.load(from + shift));
    }
  }
}

/** Copies one vector of columns back. */
// @ts-expect-error: decorator
@inline
export function storeColumn(to: usize, step: usize, h: usize, n: i32, from: usize, re: usize, im: usize): void {
  const shift = h << 2;
  for (let i = 0; i < n; i++, to += step, from += 32) {
    v128.store(to, v128.load(from + re));
    v128.store(to + shift, v128.load(from + im));
  }
}
