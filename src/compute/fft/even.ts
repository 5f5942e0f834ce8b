import { type RealArray, transformColumns } from './fft.ts';

/** An array on a torus: its lengths [nz, ny, nx]. */
type Torus = readonly [number, number, number];

/** Copies `count` neighbouring elements at each i of an axis to n - i. */
function mirrorPlane(values: RealArray, origin: number, length: number, step: number, count: number): void {
  for (let i = 1; 2 * i < length; i++) {
    const from = origin + i * step;
    values.copyWithin(origin + (length - i) * step, from, from + count);
  }
}

/** Completes rows from their halves, those with y and z up to half the torus. */
function mirrorRows([nz, ny, nx]: Torus, values: RealArray): void {
  for (let z = 0; 2 * z <= nz; z++) {
    for (let y = 0; 2 * y <= ny; y++) {
      const row = (z * ny + y) * nx;
      for (let x = (nx >> 1) + 1; x < nx; x++) values[row + x] = values[row + nx - x];
    }
  }
}

/** Completes the array from the octant around the origin. */
function mirrorAll([nz, ny, nx]: Torus, values: RealArray): void {
  mirrorRows([nz, ny, nx], values);
  for (let z = 0; 2 * z <= nz; z++) mirrorPlane(values, z * ny * nx, ny, nx, nx);
  mirrorPlane(values, 0, nz, ny * nx, ny * nx);
}

/**
 * Forward transforms, in place, of two real arrays that are even along every axis, f(-t_x, t_y, t_z) = f(t_x, t_y, t_z)
 * and so on, as correlations on a torus are. Their transforms are real and even as well, so that one complex transform
 * serves both and half of the lines of each axis is enough.
 *
 * @param shape - [nz, ny, nx]. @param re - first array - shape [nz, ny, nx] - float64 or float32. @param im - the
 * second.
 * @throws never; what is not even is ignored (only the octant around the origin is read).
 */
export function evenTransform(shape: Torus, re: RealArray, im: RealArray): void {
  const [nz, ny, nx] = shape;
  const [hz, hy, hx] = shape.map((n) => (n >> 1) + 1);
  for (const values of [re, im]) mirrorRows(shape, values);
  for (let z = 0; z < hz; z++) {
    const plane = z * ny * nx;
    if (nx > 1) transformColumns(nx, re, im, plane, 1, hy, nx);
    if (ny === 1) continue;
    for (const values of [re, im]) mirrorPlane(values, plane, ny, nx, hx);
    transformColumns(ny, re, im, plane, nx, hx, 1);
  }
  if (nz > 1) {
    for (let y = 0; y < hy; y++) {
      for (const values of [re, im]) mirrorPlane(values, y * nx, nz, ny * nx, hx);
      transformColumns(nz, re, im, y * nx, ny * nx, hx, 1);
    }
  }
  for (const values of [re, im]) mirrorAll(shape, values);
}

/**
 * Averages an array over its mirror images along every axis: the part of it that an even array feels.
 * @param shape - [nz, ny, nx]. @param values - replaced by the average in the octant around the origin - shape [nz, ny,
 * nx].
 */
export function averageMirrored(shape: Torus, values: RealArray): void {
  const [nz, ny, nx] = shape;
  const average = (length: number, step: number, line: number): void => {
    for (let i = 1; 2 * i < length; i++) {
      const a = line + i * step;
      const b = line + (length - i) * step;
      values[a] = 0.5 * (values[a] + values[b]);
    }
  };
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) average(nx, 1, (z * ny + y) * nx);
    for (let x = 0; 2 * x <= nx; x++) average(ny, nx, z * ny * nx + x);
  }
  for (let y = 0; 2 * y <= ny; y++) for (let x = 0; 2 * x <= nx; x++) average(nz, ny * nx, y * nx + x);
}
