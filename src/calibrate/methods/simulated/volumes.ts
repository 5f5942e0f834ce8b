import { solvePositive, sumOfSquares } from '../../../numerics/index.ts';
import type { Moves, Simulate } from './fit.ts';

/**
 * Move of a parameter that gives a slope, on its unbounded scale. Grains that come and go make features of few images
 * jagged: slopes of moves a third as long are noise, and steps along them fail.
 */
const difference = 0.12;
/** Relative error of a quantity that is good enough. */
const enough = 0.002;
/** Lengths of a step that are tried, each a third of the one before. */
const mostAttempts = 3;
/** Longest move of a parameter in a step, on its unbounded scale. */
const longestMove = 1;
/** Share of the diagonal that is added to the system: quantities may say the same, as surfaces of two phases do. */
const ridge = 1e-6;

/** What is adjusted. */
export interface Adjustment {
  /** Places of the quantities in the features. */
  readonly quantities: readonly number[];
  /** Their values in the data - [quantity]. */
  readonly wanted: ArrayLike<number>;
  /** Parameters that may move, alone or together. */
  readonly moves: Moves;
  /** Most steps. */
  readonly most: number;
  /**
   * Features that are known without images, from the one at `first` on: they replace the means over images, which
   * scatter by chance.
   */
  readonly law?: { readonly first: number; readonly at: (raw: Float64Array) => ArrayLike<number> };
}

/** Where an adjustment ends. */
export interface Adjusted {
  readonly raw: Float64Array;
  /** Mean features there over all sets, or those of the law where it is known. */
  readonly features: Float64Array;
}

/** Shortest step that takes errors to 0, to first order. @param slopes - of all errors - [parameter] of [quantity]. */
function shortestStep(errors: readonly number[], slopes: readonly (readonly number[])[]): number[] {
  const n = errors.length;
  const matrix = new Float64Array(n * n);
  for (const slope of slopes) {
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] += slope[i] * slope[j];
  }
  const largest = Math.max(...errors.map((_, i) => matrix[i * n + i]));
  for (let i = 0; i < n; i++) matrix[i * n + i] += ridge * largest;
  const multipliers = Float64Array.from(errors, (e) => -e);
  if (!solvePositive(matrix, n, multipliers)) return slopes.map(() => 0);
  return slopes.map((slope) => slope.reduce((sum, s, q) => sum + s * multipliers[q], 0));
}

/**
 * Moves some parameters as little as possible until quantities are as wanted in the mean over several sets of images,
 * by Newton's method. What grains fill of a window scatters by a few per cent, and a fit on few images takes that
 * chance for the model's mean. Slopes are those of the first set, with common random numbers.
 * @param sets - their number.
 */
export async function adjust(
  simulate: Simulate,
  raw: Float64Array,
  { quantities, wanted, moves, most, law }: Adjustment,
  sets: number,
): Promise<Adjusted> {
  const errorsOf = (features: Float64Array): number[] =>
    quantities.map((q, i) => Math.log(Math.max(features[q], 1e-6) / wanted[i]));
  const meanAt = async (x: Float64Array): Promise<{ readonly mean: Float64Array; readonly first: Float64Array }> => {
    const all = await simulate(Array.from({ length: sets }, (_, set) => ({ raw: x, set })));
    const mean = all[0].map((_, k) => all.reduce((sum, own) => sum + own[k], 0) / sets);
    if (law) mean.set(Float64Array.from(law.at(x)), law.first);
    return { mean, first: all[0] };
  };
  const worst = (errors: readonly number[]): number => Math.max(...errors.map(Math.abs));
  let best = raw;
  let at = await meanAt(best);
  for (let step = 0; step < most && worst(errorsOf(at.mean)) > enough; step++) {
    const base = errorsOf(at.first);
    const from = best;
    const along = (lengths: readonly number[]): Float64Array => {
      const out = from.slice();
      for (const [i, move] of moves.entries()) for (const parameter of move) out[parameter] += lengths[i];
      return out;
    };
    const neighbours = moves.map((_, i) => ({ raw: along(moves.map((_, j) => (i === j ? difference : 0))), set: 0 }));
    const slopes = (await simulate(neighbours)).map((there) =>
      errorsOf(there).map((e, q) => (e - base[q]) / difference),
    );
    const change = shortestStep(errorsOf(at.mean), slopes);
    let scale = Math.min(1, longestMove / Math.max(1e-12, ...change.map(Math.abs)));
    let isBetter = false;
    for (let attempt = 0; attempt < mostAttempts && !isBetter; attempt++, scale /= 3) {
      const next = along(change.map((length) => scale * length));
      const there = await meanAt(next);
      isBetter = sumOfSquares(errorsOf(there.mean)) < sumOfSquares(errorsOf(at.mean));
      if (isBetter) [best, at] = [next, there];
    }
    if (!isBetter) break;
  }
  return { raw: best, features: at.mean };
}
