/**
 * A real torus [nz, ny, nx] and its half spectrum share one float32 grid. Row (z, y) starts at (z (ny + 1) + y) 2 h
 * floats, h being nx / 2 + 1 rounded up to four: h real parts, then h imaginary parts of kx = 0 ... h - 1. The spare
 * row a plane ends with keeps the columns along z out of each other's cache sets, which powers of two would put them
 * all in.
 */

/** Floats of one part of a row: kx = 0 ... nx / 2 rounded up to whole vectors. */
// @ts-expect-error: decorator
@inline
export function halfOf(nx: i32): i32 {
  return ((nx >> 1) + 4) & ~3;
}

/** Bytes from row to row. */
// @ts-expect-error: decorator
@inline
export function rowStep(nx: i32): usize {
  return <usize>halfOf(nx) << 3;
}

/** Bytes from plane to plane. */
// @ts-expect-error: decorator
@inline
export function planeStep(ny: i32, nx: i32): usize {
  return rowStep(nx) * <usize>(ny + 1);
}
