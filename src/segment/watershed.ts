import type { Triple } from '../grid/index.ts';

/** Levels of the gradient that are told apart. */
const levels = 1024;

/** Offsets of face neighbours that stay inside, by callback. */
function visitNeighbours([nz, ny, nx]: Triple, i: number, visit: (j: number) => void): void {
  const x = i % nx;
  const y = Math.floor(i / nx) % ny;
  const z = Math.floor(i / (nx * ny));
  if (x > 0) visit(i - 1);
  if (x < nx - 1) visit(i + 1);
  if (y > 0) visit(i - nx);
  if (y < ny - 1) visit(i + nx);
  if (z > 0) visit(i - nx * ny);
  if (z < nz - 1) visit(i + nx * ny);
}

/** Gaussian blur along all axes that are longer than one voxel; borders are continued by their own pixels. */
export function blurred(values: Float64Array, shape: Triple, sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)));
  const total = weights.reduce((a, b) => a + b, 0);
  const strides = [shape[1] * shape[2], shape[2], 1];
  let source = values;
  for (const axis of [2, 1, 0]) {
    const n = shape[axis];
    if (n === 1) continue;
    const out = new Float64Array(source.length);
    for (let i = 0; i < out.length; i++) {
      const at = Math.floor(i / strides[axis]) % n;
      let sum = 0;
      for (let k = -reach; k <= reach; k++) {
        const other = Math.min(n - 1, Math.max(0, at + k));
        sum += weights[k + reach] * source[i + (other - at) * strides[axis]];
      }
      out[i] = sum / total;
    }
    source = out;
  }
  return source;
}

/** Length of the gradient by central differences, per voxel. */
export function gradientOf(values: Float64Array, shape: Triple): Float64Array {
  const strides = [shape[1] * shape[2], shape[2], 1];
  const out = new Float64Array(values.length);
  for (let axis = 0; axis < 3; axis++) {
    const n = shape[axis];
    if (n === 1) continue;
    for (let i = 0; i < values.length; i++) {
      const at = Math.floor(i / strides[axis]) % n;
      const [low, high] = [at > 0 ? 1 : 0, at < n - 1 ? 1 : 0];
      out[i] += ((values[i + high * strides[axis]] - values[i - low * strides[axis]]) / (low + high)) ** 2;
    }
  }
  return out.map(Math.sqrt);
}

/**
 * Floods a gradient from markers, the lowest places first: every voxel gets the class of the marker that reaches it on
 * the lowest path, so that classes meet on the crests of the gradient.
 * @param gradient - shape [nz, ny, nx]. @param markers - class of marked voxels, 255 elsewhere - uint8.
 * @returns class of every voxel - uint8.
 * @source meyer1992
 */
export function watershed(gradient: Float64Array, markers: Uint8Array, shape: Triple): Uint8Array {
  const highest = gradient.reduce((a, b) => Math.max(a, b), 0) || 1;
  const levelOf = (i: number): number => Math.min(levels - 1, Math.floor((gradient[i] / highest) * levels));
  const out = markers.slice();
  const queues = Array.from({ length: levels }, (): number[] => []);
  const enter = (i: number, least: number): void => {
    queues[Math.max(least, levelOf(i))].push(i);
  };
  for (let i = 0; i < out.length; i++) if (out[i] !== 255) enter(i, 0);
  for (let level = 0; level < levels; level++) {
    const queue = queues[level];
    // First in, first out: plateaus are divided half-way.
    for (let k = 0; k < queue.length; k++) {
      const i = queue[k];
      visitNeighbours(shape, i, (j) => {
        if (out[j] !== 255) return;
        out[j] = out[i];
        enter(j, level);
      });
    }
    queues[level] = [];
  }
  return out;
}
