import type { Triple } from '../grid/index.ts';
import { applyThresholds, multiOtsu } from './multi-otsu.ts';
import { blurred, gradientOf, watershed } from './watershed.ts';

/** Standard deviation of the blur before the gradient, pixels. */
const gradientBlur = 0.8;
/** Share of the pixels with the smallest gradients from which thresholds and markers are taken. */
const calmShare = 0.7;

/** Distance of a marker's grey value from the mean of its class, at most, of that to the next class. */
const markerReach = 0.5;
/** The same for markers of the darkest and the brightest class wherever they lie. */
const thinReach = 0.3;

/** Value that a share of the numbers is below. */
function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Means of classes over calm pixels, from dark to bright. */
function classMeans(values: Float64Array, calm: Uint8Array, thresholds: readonly number[]): number[] {
  const classes = applyThresholds(values, thresholds);
  const sums = new Float64Array(thresholds.length + 1);
  const counts = new Float64Array(thresholds.length + 1);
  for (let i = 0; i < values.length; i++) {
    if (!calm[i]) continue;
    sums[classes[i]] += values[i];
    counts[classes[i]]++;
  }
  return Array.from(sums, (sum, c) => sum / Math.max(1, counts[c]));
}

/** Whether there are at least `count` different numbers. */
function differ(values: Float64Array, count: number): boolean {
  const seen = new Set<number>();
  for (const value of values) if (seen.add(value).size >= count) return true;
  return false;
}

/** Where the gradient is small: inside of phases, away from their boundaries. */
export function calmPixels(values: Float64Array, shape: Triple): { gradient: Float64Array; calm: Uint8Array } {
  const gradient = gradientOf(blurred(values, shape, gradientBlur), shape);
  const limit = quantile(gradient, calmShare);
  return { gradient, calm: Uint8Array.from(gradient, (g) => (g <= limit ? 1 : 0)) };
}

/**
 * Thresholds of the inside of phases: multi-Otsu over pixels of small gradient. Pixels on boundaries have grey values
 * between those of two phases, which would pass for a third.
 */
export function calmThresholds(images: readonly { values: Float64Array; calm: Uint8Array }[], classes: number) {
  const calmOnes = images.map(({ values, calm }) => values.filter((_, i) => calm[i] === 1));
  // A phase of thin structures alone has no calm pixels: then all pixels count.
  const enough = calmOnes.some((values) => differ(values, classes));
  const inside = enough ? calmOnes : images.map(({ values }) => values);
  const all = new Float64Array(inside.reduce((sum, { length }) => sum + length, 0));
  inside.reduce((offset, values) => {
    all.set(values, offset);
    return offset + values.length;
  }, 0);
  return multiOtsu(all, classes);
}

/**
 * Classes by watershed: pixels inside of phases are markers of the class of their grey value; the rest is divided along
 * the crests of the gradient. A boundary between a dark and a bright phase gets no skin of the phase between.
 * @param smooth - filtered grey values - shape [nz, ny, nx].
 */
export function boundaryAware(
  smooth: Float64Array,
  shape: Triple,
  { thresholds, gradient, calm }: { thresholds: readonly number[]; gradient: Float64Array; calm: Uint8Array },
): Uint8Array {
  const classes = applyThresholds(smooth, thresholds);
  const means = classMeans(smooth, calm, thresholds);
  const last = thresholds.length;
  const markers = classes.map((c, i) => {
    const gaps = [means[c - 1], means[c + 1]].filter((m) => m !== undefined).map((m) => Math.abs(m - means[c]));
    const gap = Math.min(...gaps);
    // Blur makes no pixel darker than the darkest or brighter than the brightest phase: these are markers where their
    // structures are too thin to be calm.
    const beyond = c === 0 ? smooth[i] - means[0] : c === last ? means[last] - smooth[i] : gap;
    if (beyond <= thinReach * gap) return c;
    return calm[i] && Math.abs(smooth[i] - means[c]) <= markerReach * gap ? c : 255;
  });
  return watershed(gradient, markers, shape);
}

/**
 * Shading: a quadratic surface in y and x that is fitted to what calm pixels differ from the mean of their class.
 * @returns grey values without it.
 */
export function withoutShading(
  values: Float64Array,
  shape: Triple,
  { thresholds, calm }: { thresholds: readonly number[]; calm: Uint8Array },
): Float64Array {
  const [, ny, nx] = shape;
  const means = classMeans(values, calm, thresholds);
  const classes = applyThresholds(values, thresholds);
  const terms = (i: number): number[] => {
    const x = (2 * (i % nx)) / Math.max(1, nx - 1) - 1;
    const y = (2 * (Math.floor(i / nx) % ny)) / Math.max(1, ny - 1) - 1;
    return [1, x, y, x * x, x * y, y * y];
  };
  const n = 6;
  const normal = Array.from({ length: n }, () => new Float64Array(n + 1));
  for (let i = 0; i < values.length; i++) {
    if (!calm[i]) continue;
    const t = terms(i);
    const difference = values[i] - means[classes[i]];
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) normal[a][b] += t[a] * t[b];
      normal[a][n] += t[a] * difference;
    }
  }
  const surface = solve(normal);
  // The mean grey value stays: only what changes over the image is taken away.
  return values.map((v, i) => v - terms(i).reduce((sum, t, a) => (a === 0 ? sum : sum + t * surface[a]), 0));
}

/** Solves a small system of equations by elimination; rows hold the right side at their end. */
function solve(rows: readonly Float64Array[]): number[] {
  const n = rows.length;
  const work = rows.map((row) => row.slice());
  for (let c = 0; c < n; c++) {
    const pivot = work
      .slice(c)
      .reduce((best, row, k) => (Math.abs(row[c]) > Math.abs(work[best][c]) ? c + k : best), c);
    [work[c], work[pivot]] = [work[pivot], work[c]];
    if (Math.abs(work[c][c]) < 1e-9) return new Array<number>(n).fill(0);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = work[r][c] / work[c][c];
      for (let k = c; k <= n; k++) work[r][k] -= factor * work[c][k];
    }
  }
  return work.map((row, c) => row[n] / row[c]);
}
