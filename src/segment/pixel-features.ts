import { mirror } from './filters.ts';

/** Widths of the Gaussians, pixels. */
const widths = [1, 2, 4] as const;

/** A page smoothed by a Gaussian, along rows and then along columns - shape [ny, nx]. */
function gaussian(values: ArrayLike<number>, [ny, nx]: readonly number[], width: number): Float32Array {
  const reach = Math.ceil(3 * width);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / 2 / width ** 2),
  );
  const sum = weights.reduce((total, w) => total + w, 0);
  for (let i = 0; i < weights.length; i++) weights[i] /= sum;
  /** Smooths lines of `count` values that lie `step` apart. */
  const along = (from: ArrayLike<number>, lines: number, start: number, count: number, step: number): Float32Array => {
    const out = new Float32Array(ny * nx);
    const padded = new Float64Array(count + 2 * reach);
    for (let line = 0; line < lines; line++) {
      for (let i = -reach; i < count + reach; i++) padded[i + reach] = from[line * start + mirror(i, count) * step];
      for (let i = 0; i < count; i++) {
        let total = 0;
        for (let k = 0; k < weights.length; k++) total += weights[k] * padded[i + k];
        out[line * start + i * step] = total;
      }
    }
    return out;
  };
  return along(along(values, ny, nx, nx, 1), nx, 1, ny, nx);
}

/** Length of the gradient by central differences - shape [ny, nx]. */
function gradient(page: Float32Array, [ny, nx]: readonly number[]): Float32Array {
  const out = new Float32Array(ny * nx);
  for (let y = 0, i = 0; y < ny; y++) {
    const [above, below] = [mirror(y - 1, ny) * nx, mirror(y + 1, ny) * nx];
    for (let x = 0; x < nx; x++, i++) {
      const [left, right] = [mirror(x - 1, nx), mirror(x + 1, nx)];
      out[i] = Math.hypot(page[below + x] - page[above + x], page[y * nx + right] - page[y * nx + left]) / 2;
    }
  }
  return out;
}

/** Both principal curvatures: how a page bends most and least, which tells lines and spots from plains. */
function curvatures(page: Float32Array, [ny, nx]: readonly number[]): [largest: Float32Array, smallest: Float32Array] {
  const [largest, smallest] = [new Float32Array(ny * nx), new Float32Array(ny * nx)];
  for (let y = 0, i = 0; y < ny; y++) {
    const [above, here, below] = [mirror(y - 1, ny) * nx, y * nx, mirror(y + 1, ny) * nx];
    for (let x = 0; x < nx; x++, i++) {
      const [left, right] = [mirror(x - 1, nx), mirror(x + 1, nx)];
      const xx = page[here + left] + page[here + right] - 2 * page[i];
      const yy = page[above + x] + page[below + x] - 2 * page[i];
      const xy = (page[above + left] + page[below + right] - page[above + right] - page[below + left]) / 4;
      const [mean, half] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
      largest[i] = mean + half;
      smallest[i] = mean - half;
    }
  }
  return [largest, smallest];
}

/**
 * What is known of every pixel from its neighbourhood: the grey value, smoothed by three Gaussians, the gradient at
 * these widths, the difference of the narrowest and the widest, both curvatures, and the local scatter.
 * @param values - one page - shape [ny, nx].
 * @returns features - shape [feature, ny, nx] - float32.
 */
export function pixelFeatures(values: ArrayLike<number>, shape: readonly number[]): Float32Array[] {
  const smooth = widths.map((width) => gaussian(values, shape, width));
  const squares = gaussian(
    Float64Array.from(values, (v) => v * v),
    shape,
    widths[1],
  );
  const [narrow, middle, wide] = smooth;
  return [
    Float32Array.from(values),
    ...smooth,
    ...smooth.map((page) => gradient(page, shape)),
    narrow.map((v, i) => v - wide[i]),
    ...curvatures(middle, shape),
    squares.map((v, i) => Math.sqrt(Math.max(0, v - middle[i] ** 2))),
  ];
}
