/**
 * A symmetric matrix by rows: that of conductances between pieces. Row i has links start[i] ... start[i + 1] - 1, and
 * (A x)_i = ends_i x_i + sum of weight * (x_i - x_column).
 */
@unmanaged
export class Rows {
  /** Rows. */
  n: i32;
  /** First row of every plane, and n - shape [plane + 1] - uint32. Rows of a plane are linked with those beside it. */
  planes: usize;
  /** First link of every row, and of all - shape [n + 1] - uint32. */
  start: usize;
  /** Row that a link leads to - uint32. */
  column: usize;
  /** Its conductance - float32. */
  weight: usize;
  /** Conductance of a row to electrodes - float32. */
  ends: usize;
  /** Sum of all conductances of a row - float32. */
  diagonal: usize;
  /** Row of the next coarser matrix that a row is joined to - uint32. */
  parent: usize;
}

/** First row of a plane. */
// @ts-expect-error: decorator
@inline
export function planeStart(rows: Rows, plane: i32): usize {
  return <usize>load<u32>(rows.planes + (<usize>plane << 2));
}

/** What a row loses: its ends * x + sum of weight * (x - other). */
// @ts-expect-error: decorator
@inline
function outflow(rows: Rows, x: usize, i: usize): f32 {
  const own = load<f32>(x + (i << 2));
  let sum = load<f32>(rows.ends + (i << 2)) * own;
  const end = <usize>load<u32>(rows.start + (i << 2), 4) << 2;
  for (let at = <usize>load<u32>(rows.start + (i << 2)) << 2; at < end; at += 4) {
    const other = load<f32>(x + (<usize>load<u32>(rows.column + at) << 2));
    sum += load<f32>(rows.weight + at) * (own - other);
  }
  return sum;
}

/**
 * Takes a step back from a right side, b -= step * w, and begins from x = 0. Tasks are planes.
 * @param keep - receives x before that; 0: x is not kept. It may be w.
 */
export function beginRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  b: usize,
  w: usize,
  step: f32,
  x: usize,
  keep: usize,
): void {
  const rows = changetype<Rows>(address);
  const end = planeStart(rows, to) << 2;
  for (let at = planeStart(rows, from) << 2; at < end; at += 4) {
    if (step != 0) store<f32>(b + at, load<f32>(b + at) - step * load<f32>(w + at));
    if (keep != 0) store<f32>(keep + at, load<f32>(x + at));
    store<f32>(x + at, 0);
  }
}

/**
 * Gauss-Seidel on the rows of every other plane, x = (b + sum of weight * other) / diagonal. Task t is plane
 * first + 2 t. @param back - 1: from the last row to the first one.
 */
export function relaxRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  first: i32,
  back: i32,
  b: usize,
  x: usize,
): void {
  const rows = changetype<Rows>(address);
  for (let t = from; t < to; t++) {
    const low = planeStart(rows, first + 2 * t);
    const high = planeStart(rows, first + 2 * t + 1);
    for (let k = low; k < high; k++) {
      const i = back != 0 ? high - 1 - (k - low) : k;
      let sum = load<f32>(b + (i << 2));
      const end = <usize>load<u32>(rows.start + (i << 2), 4) << 2;
      for (let at = <usize>load<u32>(rows.start + (i << 2)) << 2; at < end; at += 4) {
        sum += load<f32>(rows.weight + at) * load<f32>(x + (<usize>load<u32>(rows.column + at) << 2));
      }
      const d = load<f32>(rows.diagonal + (i << 2));
      // A part without electrodes ends as one row without links.
      store<f32>(x + (i << 2), d > 0 ? sum / d : 0);
    }
  }
}

/** What is left of a right side, b - A x. Tasks are planes. @param out - shape [n] - float32. */
export function residualRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  b: usize,
  x: usize,
  out: usize,
): void {
  const rows = changetype<Rows>(address);
  const end = planeStart(rows, to);
  for (let i = planeStart(rows, from); i < end; i++) {
    store<f32>(out + (i << 2), load<f32>(b + (i << 2)) - outflow(rows, x, i));
  }
}

/** Adds up values of rows over each row of the next coarser matrix, in one task. @param n - rows of that. */
export function gatherRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  values: usize,
  out: usize,
  n: i32,
): void {
  const rows = changetype<Rows>(address);
  memory.fill(out, 0, <usize>n << 2);
  for (let i: usize = 0; i < <usize>rows.n << 2; i += 4) {
    const at = out + (<usize>load<u32>(rows.parent + i) << 2);
    store<f32>(at, load<f32>(at) + load<f32>(values + i));
  }
}

/** x += one * first + two * second, both of the next coarser matrix. Tasks are planes. */
export function spreadRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  x: usize,
  one: f32,
  first: usize,
  two: f32,
  second: usize,
): void {
  const rows = changetype<Rows>(address);
  const end = planeStart(rows, to) << 2;
  for (let i = planeStart(rows, from) << 2; i < end; i += 4) {
    const at = <usize>load<u32>(rows.parent + i) << 2;
    let sum = two * load<f32>(second + at);
    // Without a weight the first one may hold anything.
    if (one != 0) sum += one * load<f32>(first + at);
    store<f32>(x + i, load<f32>(x + i) + sum);
  }
}

/**
 * Products with the matrix: w = A x, and x . A x by plane. Tasks are planes.
 * @param keep - 1: w receives the product. 0: it is left as it is. @param sums - x . A x, then w . A x with the w from
 * before - shape [plane, 2] - float64.
 */
export function productRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  x: usize,
  w: usize,
  keep: i32,
  sums: usize,
): void {
  const rows = changetype<Rows>(address);
  for (let plane = from; plane < to; plane++) {
    let energy: f64 = 0;
    let mixed: f64 = 0;
    const end = planeStart(rows, plane + 1);
    for (let i = planeStart(rows, plane); i < end; i++) {
      const flow = outflow(rows, x, i);
      energy += <f64>flow * <f64>load<f32>(x + (i << 2));
      if (keep == 1) store<f32>(w + (i << 2), flow);
      else mixed += <f64>flow * <f64>load<f32>(w + (i << 2));
    }
    store<f64>(sums + (<usize>plane << 4), energy);
    store<f64>(sums + (<usize>plane << 4), mixed, 8);
  }
}

/** Products a . b by plane - float64. Tasks are planes. */
export function dotRows(scratch: usize, from: i32, to: i32, address: usize, a: usize, b: usize, sums: usize): void {
  const rows = changetype<Rows>(address);
  for (let plane = from; plane < to; plane++) {
    let sum: f64 = 0;
    const end = planeStart(rows, plane + 1) << 2;
    for (let i = planeStart(rows, plane) << 2; i < end; i += 4) {
      sum += <f64>load<f32>(a + i) * <f64>load<f32>(b + i);
    }
    store<f64>(sums + (<usize>plane << 3), sum);
  }
}
