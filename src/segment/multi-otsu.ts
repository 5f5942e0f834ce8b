import { ExcursaError } from '../errors.ts';

/** Thresholds between classes of grey values, and how well they separate. */
export interface Thresholds {
  /** First grey value of the second, third, ... class - [class - 1]. */
  readonly values: readonly number[];
  /** Variance between the classes over the whole variance, 0 to 1: above 0.8 the classes are well apart. */
  readonly separability: number;
}

/** Bins of the histogram: as many as an 8-bit image has values. */
const binCount = 256;

/**
 * Otsu's thresholds for several classes: those that make the variance between the classes largest, found exactly by
 * dynamic programming over a histogram of 256 bins from the smallest to the largest value.
 * @param values - grey values of all pages together - shape [pixel] - any number type. @param classes - at least 2.
 * @throws ExcursaError (input) for values that are not finite, or fewer different ones than classes.
 * @source liao2001; otsu1979
 */
export function multiOtsu(values: ArrayLike<number>, classes: number): Thresholds {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new ExcursaError({
        kind: 'input',
        what: 'segment',
        expected: 'finite grey values',
        got: `${values[i]}`,
        remedy: 'replacing it first',
      });
    }
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  // Whole numbers of 8 bits keep a bin each.
  const whole = low >= 0 && high < binCount && isWhole(values);
  const [start, width] = whole ? [0, 1] : [low, (high - low) / binCount];
  const counts = new Float64Array(binCount);
  for (let i = 0; i < values.length; i++) {
    counts[Math.min(binCount - 1, Math.floor((values[i] - start) / (width || 1)))]++;
  }
  const different = counts.reduce((n, count) => n + (count > 0 ? 1 : 0), 0);
  if (different < classes) {
    throw new ExcursaError({
      kind: 'input',
      what: 'segment',
      expected: `at least ${classes} different grey values`,
      got: `${different}`,
      remedy: ['fewer ', { setting: 'classes' }, ', or the image as it is where it holds labels'],
    });
  }
  const { firsts, between, total } = bestSplit(counts, classes);
  return { values: firsts.map((bin) => start + bin * width), separability: between / total };
}

function isWhole(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isInteger(values[i])) return false;
  return true;
}

/** First bins of all classes but the first, the variance between them and the whole variance. */
function bestSplit(counts: Float64Array, classes: number): { firsts: number[]; between: number; total: number } {
  const n = counts.length;
  const mass = new Float64Array(n + 1);
  const moment = new Float64Array(n + 1);
  let squares = 0;
  for (let b = 0; b < n; b++) {
    mass[b + 1] = mass[b] + counts[b];
    moment[b + 1] = moment[b] + counts[b] * b;
    squares += counts[b] * b * b;
  }
  /** What bins from .. to - 1 as one class add to the variance between, but for a constant. */
  const gain = (from: number, to: number): number => {
    const m = mass[to] - mass[from];
    return m === 0 ? Number.NEGATIVE_INFINITY : (moment[to] - moment[from]) ** 2 / m;
  };
  let best = Float64Array.from({ length: n + 1 }, (_, to) => gain(0, to));
  const cuts: Int32Array[] = [];
  for (let c = 1; c < classes; c++) {
    const next = new Float64Array(n + 1).fill(Number.NEGATIVE_INFINITY);
    const cut = new Int32Array(n + 1);
    for (let to = c + 1; to <= n; to++) {
      for (let at = c; at < to; at++) {
        const value = best[at] + gain(at, to);
        if (value > next[to]) {
          next[to] = value;
          cut[to] = at;
        }
      }
    }
    best = next;
    cuts.push(cut);
  }
  const firsts: number[] = [];
  for (let c = classes - 2, to = n; c >= 0; c--) {
    to = cuts[c][to];
    // Empty bins belong to neither side: the threshold goes to their middle.
    let filled = to;
    while (counts[filled] === 0) filled++;
    firsts.unshift(Math.ceil((to + filled) / 2));
  }
  const mean = moment[n] ** 2 / mass[n];
  return { firsts, between: best[n] - mean, total: squares - mean };
}

/** Class of every pixel: how many thresholds its value reaches - shape [pixel] - uint8. */
export function applyThresholds(values: ArrayLike<number>, thresholds: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) for (const t of thresholds) if (values[i] >= t) out[i]++;
  return out;
}
