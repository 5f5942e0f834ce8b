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

/** What the windows of one layer hold. */
interface Windows {
  readonly labels: Uint8Array;
  readonly ny: number;
  readonly nx: number;
  /** Share of each phase in every window - [phase] of shape [ny - 10, nx - 10]. */
  readonly shares: readonly Float32Array[];
}

/** Smoothed indicator of what a test says of a pixel - shape [ny - 10, nx - 10]. */
function shareOf(ny: number, nx: number, test: (i: number) => boolean): Float32Array {
  const indicator = new Float32Array(ny * nx);
  for (let i = 0; i < indicator.length; i++) if (test(i)) indicator[i] = 1;
  return smooth(indicator, ny, nx);
}

/** Windows of every layer of a map. */
function windowsOf({ grid, data, phases }: PhaseMap): Windows[] {
  const [nz, ny, nx] = grid.shape;
  return Array.from({ length: nz }, (_, z) => {
    const labels = data.subarray(z * ny * nx, (z + 1) * ny * nx);
    return { labels, ny, nx, shares: phases.map((_, phase) => shareOf(ny, nx, (i) => labels[i] === phase)) };
  });
}

/** Sum of the similarity over the windows of two layers that touch no mask, and their number, for one phase. */
function similarityOf(a: Windows, b: Windows, phase: number): [number, number] {
  const { ny, nx } = a;
  const both = shareOf(ny, nx, (i) => a.labels[i] === phase && b.labels[i] === phase);
  const hidden = a.labels.includes(masked) || b.labels.includes(masked);
  const mask = hidden ? shareOf(ny, nx, (i) => a.labels[i] === masked || b.labels[i] === masked) : undefined;
  const [meanA, meanB] = [a.shares[phase], b.shares[phase]];
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

/** Means over the windows of all layers, by phase; null where no window is free of masked pixels. */
function meanSimilarity(a: readonly Windows[], b: readonly Windows[]): (number | null)[] {
  return a[0].shares.map((_, phase) => {
    let [sum, count] = [0, 0];
    for (const [z, layer] of a.entries()) {
      const [own, windows] = similarityOf(layer, b[z], phase);
      sum += own;
      count += windows;
    }
    return count > 0 ? sum / count : null;
  });
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
  const [, ny, nx] = a.grid.shape;
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
  return meanSimilarity(windowsOf(a), windowsOf(b));
}

/** Largest edge of what is compared of a section, and pixels of all of them: they say what there is to say. */
const [largestEdge, mostPixels] = [512, 2 ** 18];

/** The middles of sections that are compared: of as many as together have a quarter of a million pixels. */
export function middlesOf(maps: readonly PhaseMap[]): readonly PhaseMap[] {
  const middles: PhaseMap[] = [];
  let pixels = 0;
  for (const map of maps) {
    const { shape } = map.grid;
    const size = shape.map((n) => Math.min(n, largestEdge)) as unknown as Triple;
    middles.push(crop(map, shape.map((n, a) => (n - size[a]) >> 1) as unknown as Triple, size));
    pixels += size[1] * size[2];
    if (pixels >= mostPixels) break;
  }
  return middles;
}

/** Windows of maps that have any - [map] of [layer]. */
const allWindows = (maps: readonly PhaseMap[]): (readonly Windows[])[] =>
  maps.map((map) => (Math.min(map.grid.shape[1], map.grid.shape[2]) > 2 * reach ? windowsOf(map) : []));

/** Mean over pairs of maps that have windows, by phase; null where none has. */
function meanOverPairs(
  a: readonly (readonly Windows[])[],
  b: readonly (readonly Windows[])[],
  phases: number,
): (number | null)[] {
  const pairs = a.slice(0, b.length).flatMap((own, i) => (own.length > 0 ? [meanSimilarity(own, b[i])] : []));
  return Array.from({ length: phases }, (_, phase) => {
    const own = pairs.map((value) => value[phase]).filter((value) => value !== null);
    return own.length > 0 ? own.reduce((sum, value) => sum + value, 0) / own.length : null;
  });
}

/** Collects similarities of the middles of sections while realisations come in. */
export class SimilarityCollector {
  readonly #phases: PhaseMap['phases'];
  readonly #reference: readonly (readonly Windows[])[];
  readonly #apart: (number | null)[] | undefined;
  readonly #toData: (number | null)[][] = [];
  readonly #between: (number | null)[][] = [];
  #first: readonly (readonly Windows[])[] | undefined;
  #previous: readonly (readonly Windows[])[] | undefined;

  /** @param halves - of the reference, maps of equal shapes in order. */
  constructor(reference: readonly PhaseMap[], halves?: readonly [readonly PhaseMap[], readonly PhaseMap[]]) {
    this.#phases = reference[0].phases;
    this.#reference = allWindows(middlesOf(reference));
    const [a, b] = halves?.map((half) => allWindows(middlesOf(half))) ?? [];
    this.#apart = a && b && meanOverPairs(a, b, this.#phases.length);
  }

  /** Takes the middles of a realisation, whose maps have the shapes of the reference, phases in the same order. */
  add(middles: readonly PhaseMap[]): void {
    const own = allWindows(middles);
    this.#toData.push(meanOverPairs(own, this.#reference, this.#phases.length));
    if (this.#previous) this.#between.push(meanOverPairs(this.#previous, own, this.#phases.length));
    this.#first ??= own;
    this.#previous = own;
  }

  /** What was collected, by phase; realisations are compared in a ring, each with the next. */
  finish(): SimilarityComparison[] {
    const ring = [...this.#between];
    if (this.#previous && this.#first && this.#toData.length > 2) {
      ring.push(meanOverPairs(this.#previous, this.#first, this.#phases.length));
    }
    return this.#phases.map(({ name }, phase) => {
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
              dataAgainstData: this.#apart?.[phase] ?? null,
            }
          : missing;
      return { phase: name, compared };
    });
  }
}
