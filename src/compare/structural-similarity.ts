import { ExcursaError } from '../errors.ts';
import { masked, type PhaseMap } from '../grid/index.ts';

/** Reach of the window on each side of its pixel, and its standard deviation, pixels. */
const [reach, deviation] = [5, 1.5];
/** What keeps quotients of small means and variances apart from chance; indicators range from 0 to 1. */
const [meanFloor, varianceFloor] = [0.01 ** 2, 0.03 ** 2];

/** Weights of the window along one axis; they sum to one - [offset + reach]. */
const weights = (() => {
  const raw = Float64Array.from({ length: 2 * reach + 1 }, (_, k) =>
    Math.exp(-((k - reach) ** 2) / (2 * deviation ** 2)),
  );
  const total = raw.reduce((sum, w) => sum + w, 0);
  return raw.map((w) => w / total);
})();

/** Weighted means over every window that lies inside an image - shape [ny - 10, nx - 10] - float32. */
function smooth(image: Float32Array, ny: number, nx: number): Float32Array {
  const [my, mx] = [ny - 2 * reach, nx - 2 * reach];
  const rows = new Float32Array(ny * mx);
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < mx; x++) {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * image[y * nx + x + k];
      rows[y * mx + x] = sum;
    }
  }
  const out = new Float32Array(my * mx);
  for (let y = 0; y < my; y++) {
    for (let k = 0; k < weights.length; k++) {
      const row = (y + k) * mx;
      for (let x = 0; x < mx; x++) out[y * mx + x] += weights[k] * rows[row + x];
    }
  }
  return out;
}

/** Sum of the similarity over the windows of one layer that touch no mask, and their number, for one phase. */
function similarityOf(a: Uint8Array, b: Uint8Array, ny: number, nx: number, phase: number): [number, number] {
  const indicator = (layer: Uint8Array): Float32Array => Float32Array.from(layer, (label) => (label === phase ? 1 : 0));
  const [ia, ib] = [indicator(a), indicator(b)];
  const [meanA, meanB] = [smooth(ia, ny, nx), smooth(ib, ny, nx)];
  const both = smooth(
    ia.map((v, i) => v * ib[i]),
    ny,
    nx,
  );
  const hidden = a.includes(masked) || b.includes(masked);
  const mask = hidden
    ? smooth(
        ia.map((_, i) => (a[i] === masked || b[i] === masked ? 1 : 0)),
        ny,
        nx,
      )
    : undefined;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < both.length; i++) {
    if (mask && mask[i] > 0) continue;
    const [p, q] = [meanA[i], meanB[i]];
    // An indicator is its own square: variances are p (1 - p).
    const variances = p * (1 - p) + q * (1 - q);
    sum +=
      ((2 * p * q + meanFloor) * (2 * (both[i] - p * q) + varianceFloor)) /
      ((p * p + q * q + meanFloor) * (variances + varianceFloor));
    count++;
  }
  return [sum, count];
}

/**
 * Mean structural similarity (MSSIM) of two maps of one shape, of the indicator of each phase - [phase]; 1 for equal maps; null where no
 * window is free of masked pixels.
 *
 * Estimator: in a Gaussian window of 11 x 11 pixels (standard deviation 1.5) around every pixel, (2 p q + c1) (2 cov + c2) / ((p^2 + q^2 + c1)
 * (p (1 - p) + q (1 - q) + c2)) with the shares p and q of the phase in both, their covariance, c1 = 0.01^2 and c2 = 0.03^2; the mean over
 * the windows inside the map (of a volume, over all layers).
 *
 * It compares place by place. Two independent realisations of one law are not aligned: their covariance is 0 on average, and what is left
 * depends on how the shares of a phase are distributed over windows of 11 pixels and on nothing else. So a value means something only
 * beside that of data against other data; if both agree, the model has the data's texture at that scale at best, not its shapes.
 * @throws ExcursaError (usage) for maps of different shapes or numbers of phases.
 * @source wang2004
 */
export function structuralSimilarity(a: PhaseMap, b: PhaseMap): (number | null)[] {
  const [nz, ny, nx] = a.grid.shape;
  if (a.grid.shape.join() !== b.grid.shape.join() || a.phases.length !== b.phases.length) {
    throw new ExcursaError(
      'usage',
      `structural similarity: expected two maps of one shape with the same phases, got ${a.grid.shape.join(' x ')} and ${b.grid.shape.join(' x ')}; try parts of equal size`,
    );
  }
  if (ny <= 2 * reach || nx <= 2 * reach) return a.phases.map(() => null);
  return a.phases.map((_, phase) => {
    let [sum, count] = [0, 0];
    for (let z = 0; z < nz; z++) {
      const layer = (map: PhaseMap): Uint8Array => map.data.subarray(z * ny * nx, (z + 1) * ny * nx);
      const [own, windows] = similarityOf(layer(a), layer(b), ny, nx, phase);
      sum += own;
      count += windows;
    }
    return count > 0 ? sum / count : null;
  });
}
