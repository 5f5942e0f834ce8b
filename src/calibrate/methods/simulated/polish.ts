import { addGram, solvePositive, sumOfSquares } from '../../../numerics/index.ts';
import type { Simulate } from './fit.ts';

/** Change of the sum of squared residuals along a difference that is long against chance and short against the fit. */
const wantedChange = 30;
/** Least and largest difference, and that of the first look, on the unbounded scale. */
const [leastDifference, largestDifference, firstDifference] = [0.015, 0.3, 0.05];
/** Weights of a step's squared length, and shares of the step, that are tried. */
const ridges = [1, 2, 4, 8];
const shares = [1, 0.5];
/** Longest move of a parameter in a step. */
const longestMove = 1.5;

/** The length of a difference that changes the sum of squares as much as wanted, from what another changed. */
const differenceFor = (length: number, change: number): number =>
  Math.min(
    largestDifference,
    Math.max(leastDifference, length * Math.sqrt(wantedChange / Math.max(change, Number.MIN_VALUE))),
  );

/** Mean of features - [sample] of shape [feature] -, one sample left out where told. */
export function meanOf(samples: readonly Float64Array[], without = -1): Float64Array {
  const count = samples.length - (without < 0 ? 0 : 1);
  const mean = new Float64Array(samples[0].length);
  samples.forEach((own, k) => {
    if (k === without) return;
    for (let f = 0; f < mean.length; f++) mean[f] += own[f] / count;
  });
  return mean;
}

/** How a polish goes on. */
export interface PolishOptions {
  /** Sets of images that a step is taken on, at least two. */
  readonly sets: number;
  readonly steps: number;
  readonly onStep?: (loss: number) => void;
}

/**
 * Goes on from a fitted model by Gauss and Newton's steps on several sets of images, others in each step. Derivatives
 * by differences of simulated images have a scatter: grains lose their places, pixels change at once. Least squares
 * that take it for slope go far along parameters that hardly matter. The scatter of a parameter's derivative adds to
 * the square of its length, because a step p through derivatives J + dJ has the expected square |r + J p|^2 + sum of
 * p_i^2 E |dJ_i|^2. It is estimated by leaving out one set after the other.
 *
 * Differences are as long as each parameter needs. Steps of several weights of their length are tried, the best is
 * taken.
 * @param residualsOf - residuals of mean features. @param from - unbounded parameters - shape [parameter].
 * @returns unbounded parameters, and the sum of squared residuals on the last sets.
 * @source docs/design/grains.md
 */
export async function polishSimulated(
  simulate: Simulate,
  residualsOf: (features: Float64Array) => Float64Array,
  from: Float64Array,
  { sets, steps, onStep }: PolishOptions,
): Promise<{ readonly raw: Float64Array; readonly loss: number }> {
  const count = from.length;
  let raw = from;
  let loss = Number.POSITIVE_INFINITY;
  let lengths: number[] | undefined;
  const moved = (parameter: number, length: number): Float64Array =>
    raw.map((x, i) => (i === parameter ? x + length : x));
  for (let step = 0; step < steps; step++) {
    /** Features of places on the sets of this step - [place] of [set]. */
    const onSets = async (places: readonly Float64Array[], own = sets): Promise<Float64Array[][]> => {
      const first = step * sets;
      const tasks = places.flatMap((place) => Array.from({ length: own }, (_, s) => ({ raw: place, set: first + s })));
      const all = await simulate(tasks);
      return places.map((_, p) => all.slice(p * own, (p + 1) * own));
    };
    const [here] = await onSets([raw]);
    const residuals = residualsOf(meanOf(here));
    loss = sumOfSquares(residuals);
    onStep?.(loss);
    const without = here.map((_, set) => residualsOf(meanOf(here, set)));
    const change = (there: Float64Array, base: Float64Array): Float64Array => there.map((value, k) => value - base[k]);
    if (!lengths) {
      const base = residualsOf(here[0]);
      const looks = await onSets(
        Array.from(raw, (_, i) => moved(i, firstDifference)),
        1,
      );
      lengths = looks.map(([own]) => differenceFor(firstDifference, sumOfSquares(change(residualsOf(own), base))));
    }
    const used = lengths;
    const jacobian = new Float64Array(residuals.length * count);
    const scatter = new Float64Array(count);
    const neighbours = await onSets(Array.from(raw, (_, i) => moved(i, used[i])));
    lengths = neighbours.map((own, i) => {
      const whole = change(residualsOf(meanOf(own)), residuals);
      const parts = own.map((_, set) => change(residualsOf(meanOf(own, set)), without[set]));
      for (let k = 0; k < residuals.length; k++) {
        jacobian[k * count + i] = whole[k] / used[i];
        const mean = parts.reduce((sum, part) => sum + part[k], 0) / sets;
        for (const part of parts) scatter[i] += ((1 - 1 / sets) * (part[k] - mean) ** 2) / used[i] ** 2;
      }
      return differenceFor(used[i], sumOfSquares(whole));
    });
    const gram = new Float64Array(count * count);
    addGram(jacobian, residuals.length, count, gram);
    const gradient = new Float64Array(count);
    residuals.forEach((r, k) => {
      for (let i = 0; i < count; i++) gradient[i] += r * jacobian[k * count + i];
    });
    const trials = ridges.flatMap((ridge) => {
      const damped = gram.slice();
      for (let i = 0; i < count; i++) damped[i * count + i] += scatter[i] + ridge ** 2;
      const direction = gradient.map((g) => -g);
      if (!solvePositive(damped, count, direction)) return [];
      const longest = direction.reduce((most, s) => Math.max(most, Math.abs(s)), 0);
      const scale = Math.min(1, longestMove / longest);
      return shares.map((share) => raw.map((x, i) => x + scale * share * direction[i]));
    });
    const losses = (await onSets(trials)).map((own) => sumOfSquares(residualsOf(meanOf(own))));
    const best = losses.indexOf(Math.min(...losses));
    if (losses[best] < loss) [raw, loss] = [trials[best], losses[best]];
  }
  return { raw, loss };
}
