import type { Unmeasured } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { crop, masked, type PhaseMap, type Triple } from '../grid/index.ts';
import type { SimilarityComparison } from './comparison.ts';
import { meanAndScatter } from './verdict.ts';

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
 * Mean structural similarity (MSSIM) of two maps of one shape, of the indicator of each phase - [phase]; 1 for equal
 * maps; null where no window is free of masked pixels.
 *
 * Estimator: in a Gaussian window of 11 x 11 pixels (standard deviation 1.5) around every pixel, (2 p q + c1) (2 cov +
 * c2) / ((p^2 + q^2 + c1) (p (1 - p) + q (1 - q) + c2)) with the shares p and q of the phase in both, their covariance,
 * c1 = 0.01^2 and c2 = 0.03^2; the mean over the windows inside the map (of a volume, over all layers).
 *
 * It compares place by place. Two independent realisations of one law are not aligned: their covariance is 0 on
 * average, and what is left depends on how the shares of a phase are distributed over windows of 11 pixels and on
 * nothing else. So a value means something only beside that of data against other data; if both agree, the model has
 * the data's texture at that scale at best, not its shapes.
 * @throws ExcursaError (usage) for maps of different shapes or numbers of phases.
 * @source wang2004
 */
export function structuralSimilarity(a: PhaseMap, b: PhaseMap): (number | null)[] {
  const [nz, ny, nx] = a.grid.shape;
  if (a.grid.shape.join() !== b.grid.shape.join() || a.phases.length !== b.phases.length) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'structural similarity',
      expected: 'two maps of one shape with the same phases',
      got: `${a.grid.shape.join(' x ')} and ${b.grid.shape.join(' x ')}`,
      remedy: 'parts of equal size',
    });
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

/** Largest edge of what is compared, pixels: a quarter of a million windows say what there is to say. */
const largestEdge = 512;

/** The middle of a map. */
function middle(map: PhaseMap): PhaseMap {
  const { shape } = map.grid;
  if (shape.every((n) => n <= largestEdge)) return map;
  const size = shape.map((n) => Math.min(n, largestEdge)) as unknown as Triple;
  return crop(map, shape.map((n, a) => (n - size[a]) >> 1) as unknown as Triple, size);
}

/** Mean over pairs of maps that have windows, by phase; null where none has. */
function meanOverPairs(a: readonly PhaseMap[], b: readonly PhaseMap[]): (number | null)[] {
  const pairs = Math.min(a.length, b.length);
  const values = Array.from({ length: pairs }, (_, i) => structuralSimilarity(middle(a[i]), middle(b[i])));
  return a[0].phases.map((_, phase) => {
    const own = values.map((value) => value[phase]).filter((value) => value !== null);
    return own.length > 0 ? own.reduce((sum, value) => sum + value, 0) / own.length : null;
  });
}

/**
 * Collects similarities of the middle 512 x 512 pixels while realisations are drawn, so that no more than two of them
 * are kept.
 */
export class SimilarityCollector {
  readonly #reference: readonly PhaseMap[];
  readonly #halves: readonly [readonly PhaseMap[], readonly PhaseMap[]] | undefined;
  readonly #toData: (number | null)[][] = [];
  readonly #between: (number | null)[][] = [];
  #first: readonly PhaseMap[] | undefined;
  #previous: readonly PhaseMap[] | undefined;

  /** @param halves - of the reference, maps of equal shapes in order. */
  constructor(reference: readonly PhaseMap[], halves?: readonly [readonly PhaseMap[], readonly PhaseMap[]]) {
    this.#reference = reference;
    this.#halves = halves;
  }

  /** Takes a realisation: as many maps as the reference has, of the same shapes, phases in the same order. */
  add(maps: readonly PhaseMap[]): void {
    this.#toData.push(meanOverPairs(maps, this.#reference));
    if (this.#previous) this.#between.push(meanOverPairs(this.#previous, maps));
    this.#first ??= maps;
    this.#previous = maps;
  }

  /** What was collected, by phase; realisations are compared in a ring, each with the next. */
  finish(): SimilarityComparison[] {
    const ring = [...this.#between];
    if (this.#previous && this.#first && this.#toData.length > 2) ring.push(meanOverPairs(this.#previous, this.#first));
    const apart = this.#halves && meanOverPairs(...this.#halves);
    return this.#reference[0].phases.map(({ name }, phase) => {
      const of = (values: readonly (number | null)[][]) => {
        const own = values.map((value) => value[phase]).filter((value) => value !== null);
        return own.length === values.length && own.length > 0 ? meanAndScatter(own) : undefined;
      };
      const [data, model] = [of(this.#toData), of(ring)];
      const missing: Unmeasured = { value: null, reason: 'no window of 11 x 11 pixels without masked ones' };
      const compared =
        data && model
          ? {
              modelAgainstData: data.mean,
              scatter: data.std,
              modelAgainstModel: model.mean,
              dataAgainstData: apart?.[phase] ?? null,
            }
          : missing;
      return { phase: name, compared };
    });
  }
}
