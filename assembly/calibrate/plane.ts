/** Transforms of square images of complex vectors, lane by lane. */
import { transform32 } from '../fft/transform';

/** Transforms a row of n vectors in place; `spare` has room for another. */
// @ts-expect-error: decorator
@inline
export function transformRow(row: usize, n: i32, plan: usize, spare: usize): void {
  const result = transform32(plan, row, spare);
  if (result != row) memory.copy(row, result, <usize>n << 5);
}

/** Copies up to four neighbouring columns to scratch, one after the other. */
// @ts-expect-error: decorator
@inline
function loadColumns(from: usize, step: usize, n: i32, columns: i32, to: usize): void {
  const group = <usize>n << 5;
  for (let y = 0; y < n; y++, from += step, to += 32) {
    for (let v: usize = 0; v < <usize>columns; v++) {
      v128.store(to + v * group, v128.load(from + (v << 5)));
      v128.store(to + v * group, v128.load(from + (v << 5), 16), 16);
    }
  }
}

/** Transforms all columns of an image in place. Scratch: 5 n vectors. */
export function transformColumns(plane: usize, step: usize, n: i32, plan: usize, scratch: usize): void {
  const group = <usize>n << 5;
  for (let x = 0; x < n; x += 4) {
    const columns = min(4, n - x);
    const base = plane + (<usize>x << 5);
    loadColumns(base, step, n, columns, scratch);
    for (let v: usize = 0; v < <usize>columns; v++) {
      let from = transform32(plan, scratch + v * group, scratch + 4 * group);
      for (let y = 0, to = base + (v << 5); y < n; y++, to += step, from += 32) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
    }
  }
}
