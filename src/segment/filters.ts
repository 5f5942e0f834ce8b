import type { Triple } from '../grid/index.ts';

/** Filters of grey images and volumes. Borders are continued by their own pixels, mirrored. */

/** Index mirrored into 0 .. n - 1. */
export function mirror(i: number, n: number): number {
  if (i < 0) return Math.min(n - 1, -i - 1);
  return i >= n ? Math.max(0, 2 * n - 1 - i) : i;
}

/**
 * Median of a square around every pixel: removes single bright and dark pixels and keeps edges.
 * @param values - one page - shape [ny, nx]. @param radius - pixels; the square is 2 radius + 1 wide.
 */
export function median(values: ArrayLike<number>, [ny, nx]: readonly number[], radius: number): Float64Array {
  const edge = 2 * radius + 1;
  const out = new Float64Array(ny * nx);
  const square = new Float64Array(edge * edge);
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      let k = 0;
      for (let dy = -radius; dy <= radius; dy++) {
        const row = mirror(y + dy, ny) * nx;
        for (let dx = -radius; dx <= radius; dx++) square[k++] = values[row + mirror(x + dx, nx)];
      }
      out[y * nx + x] = square.sort()[(square.length - 1) / 2];
    }
  }
  return out;
}

/**
 * Median of a cube around every voxel of a volume, as `median` of an image.
 * @param values - shape [nz, ny, nx]. @param radius - voxels.
 */
export function medianOfCubes(values: ArrayLike<number>, [nz, ny, nx]: Triple, radius: number): Float64Array {
  const edge = 2 * radius + 1;
  const out = new Float64Array(nz * ny * nx);
  const cube = new Float64Array(edge ** 3);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        let k = 0;
        for (let c = -radius; c <= radius; c++) {
          for (let b = -radius; b <= radius; b++) {
            const row = (mirror(z + c, nz) * ny + mirror(y + b, ny)) * nx;
            for (let a = -radius; a <= radius; a++) cube[k++] = values[row + mirror(x + a, nx)];
          }
        }
        out[i] = cube.sort()[(cube.length - 1) / 2];
      }
    }
  }
  return out;
}

/** Sums over squares of 2 radius + 1, by running sums along both axes. */
function boxSums(values: Float64Array, ny: number, nx: number, radius: number, scratch: Float64Array): void {
  for (let y = 0; y < ny; y++) {
    let sum = 0;
    for (let d = -radius; d <= radius; d++) sum += values[y * nx + mirror(d, nx)];
    for (let x = 0; x < nx; x++) {
      scratch[y * nx + x] = sum;
      sum += values[y * nx + mirror(x + radius + 1, nx)] - values[y * nx + mirror(x - radius, nx)];
    }
  }
  for (let x = 0; x < nx; x++) {
    let sum = 0;
    for (let d = -radius; d <= radius; d++) sum += scratch[mirror(d, ny) * nx + x];
    for (let y = 0; y < ny; y++) {
      values[y * nx + x] = sum;
      sum += scratch[mirror(y + radius + 1, ny) * nx + x] - scratch[mirror(y - radius, ny) * nx + x];
    }
  }
}

/** Standard deviation of the noise, from the median of second differences along the rows: edges are few. */
export function noiseLevel(values: ArrayLike<number>, [ny, nx]: readonly number[]): number {
  const differences: number[] = [];
  for (let y = 0; y < ny; y++) {
    for (let x = 1; x + 1 < nx; x++) {
      const i = y * nx + x;
      differences.push(Math.abs(values[i - 1] - 2 * values[i] + values[i + 1]));
    }
  }
  differences.sort((a, b) => a - b);
  // A second difference of white noise has variance 6; the median of a normal number's size is 0.6745 of its deviation.
  return differences.length === 0 ? 0 : differences[differences.length >> 1] / 0.6745 / Math.sqrt(6);
}

const [patch, search] = [3, 8];

/**
 * Non-local means: every pixel becomes the mean of pixels up to 8 away, weighted by how alike the 7 x 7 patches around
 * both are, exp(-max(0, d^2 - 2 sigma^2) / h^2) with d^2 the mean squared difference. Removes noise within phases and
 * keeps their edges.
 * @param values - one page - shape [ny, nx]. @param strength - h in standard deviations of the noise.
 * @source buades2005
 */
export function nonLocalMeans(values: ArrayLike<number>, [ny, nx]: readonly number[], strength: number): Float64Array {
  const size = ny * nx;
  const sigma = noiseLevel(values, [ny, nx]);
  const source = Float64Array.from({ length: size }, (_, i) => values[i]);
  if (sigma === 0) return source;
  const sums = source.slice();
  const weights = new Float64Array(size).fill(1);
  const squares = new Float64Array(size);
  const scratch = new Float64Array(size);
  const area = (2 * patch + 1) ** 2;
  const scale = 1 / (strength * sigma) ** 2;
  for (let dy = -search; dy <= search; dy++) {
    for (let dx = -search; dx <= search; dx++) {
      if (dy === 0 && dx === 0) continue;
      for (let y = 0, i = 0; y < ny; y++) {
        const row = mirror(y + dy, ny) * nx;
        for (let x = 0; x < nx; x++, i++) squares[i] = (source[i] - source[row + mirror(x + dx, nx)]) ** 2;
      }
      boxSums(squares, ny, nx, patch, scratch);
      for (let y = 0, i = 0; y < ny; y++) {
        const row = mirror(y + dy, ny) * nx;
        for (let x = 0; x < nx; x++, i++) {
          const weight = Math.exp(-Math.max(0, squares[i] / area - 2 * sigma * sigma) * scale);
          weights[i] += weight;
          sums[i] += weight * source[row + mirror(x + dx, nx)];
        }
      }
    }
  }
  return sums.map((sum, i) => sum / weights[i]);
}
