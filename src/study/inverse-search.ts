import { type GaussianProcess, gaussianProcess, normalQuantile, sobolUniforms } from '../numerics/index.ts';
import { keyOf, purposes, uniforms } from '../random/index.ts';
import type { Row } from './study-kind.ts';
import { deviationsOf, rowsNamed, type Target } from './targets.ts';
import { groupRows, labelOf, meanWithError, pooledErrors } from './tidy-table.ts';
import type { Variation } from './variation.ts';

/** A point that was searched: its place in the unit cube, and how far its properties are from the wanted ones. */
export interface Searched {
  readonly place: readonly number[];
  /** Relative deviation (value - goal) / |goal| of every searched target - [target]; undefined where missing. */
  readonly deviations: readonly (number | undefined)[];
  /** Standard errors of the deviations - [target]; 0 where they are not known. */
  readonly errors: readonly number[];
}

/** Candidates that a search weighs, and samples of every process at one. */
const [candidates, samples] = [1024, 64];

/** Points of a search in the order of their first task. Deviations are taken to scatter alike at all points. */
export function searchedPoints(
  rows: readonly Row[],
  variations: readonly Variation[],
  targets: readonly Target[],
): Searched[] {
  const own = rows.filter(({ task }) => task.name.startsWith('point-'));
  const groups = groupRows(own, (row) => String(labelOf(row, 'candidate')));
  const base = rowsNamed(rows, 'base-');
  const byTarget = targets
    .filter(({ by }) => by === 'search')
    .map((target) => {
      const deviations = groups.map((group) => deviationsOf(group, base, target) ?? []);
      return { deviations, errors: pooledErrors(deviations) };
    });
  return groups.map((group, i) => ({
    place: variations.map(({ name, low, high }) => (Number(labelOf(group[0], name)) - low) / (high - low)),
    deviations: byTarget.map(({ deviations }) =>
      deviations[i].length === 0 ? undefined : meanWithError(deviations[i]).mean,
    ),
    errors: byTarget.map(({ errors }, t) => (byTarget[t].deviations[i].length > 0 ? (errors?.[i] ?? 0) : 0)),
  }));
}

/** One process for every target; targets that too few points have are left out. */
function processesOf(known: readonly Searched[], count: number): GaussianProcess[] {
  return Array.from({ length: count }, (_, t) => t).flatMap((t) => {
    const usable = known.filter(({ deviations }) => deviations[t] !== undefined);
    if (usable.length < 3) return [];
    return [
      gaussianProcess(
        usable.map(({ place }) => place),
        usable.map(({ deviations }) => deviations[t]!),
        usable.map(({ errors }) => errors[t]),
      ),
    ];
  });
}

const searchedTargets = (targets: readonly Target[]): number => targets.filter(({ by }) => by === 'search').length;

/** Places to weigh: a Sobol sequence, and steps of several sizes about the best known point. */
function placesFor(known: readonly Searched[], dimensions: number, seed: number): number[][] {
  const columns = sobolUniforms(candidates, dimensions, seed);
  const all = Array.from({ length: candidates }, (_, i) => columns.map((column) => column[i]));
  const best = [...known].sort((a, b) => misfitOf(a.deviations) - misfitOf(b.deviations))[0];
  if (!best) return all;
  return [...all, ...placesAbout(best.place, 0.2, seed)];
}

/** Places about another one, within the unit cube. @param size - largest deviation of an edge; halves serve as well. */
function placesAbout(place: readonly number[], size: number, seed: number, block = 0): number[][] {
  const noise = uniforms(candidates * place.length, keyOf(seed, purposes.candidates), block);
  return Array.from({ length: candidates }, (_, i) => {
    const own = size / 2 ** (i % 4);
    return place.map((value, d) => Math.min(1, Math.max(0, value + own * normalQuantile(noise[i * place.length + d]))));
  });
}

const misfitOf = (deviations: readonly (number | undefined)[]): number =>
  deviations.reduce<number>((sum, d) => sum + (d === undefined ? 1 : d * d), 0);

/** Root of the expected squared deviation at a place. */
const expectedMisfit = (processes: readonly GaussianProcess[], place: readonly number[]): number =>
  processes.reduce((sum, process) => {
    const { mean, deviation } = process.predict(place);
    return sum + mean * mean + deviation * deviation;
  }, 0);

/**
 * Places that promise most: by the expected improvement of the sum of squared relative deviations, one after the other,
 * each taken to come out as predicted before the next is chosen.
 * @source jones1998 for expected improvement; ginsbourger2010 for the batch
 */
export function chooseRound(
  known: readonly Searched[],
  targets: readonly Target[],
  dimensions: number,
  batch: number,
  seed: number,
): number[][] {
  const count = searchedTargets(targets);
  const quantiles = sobolUniforms(samples, Math.max(1, count), seed).map((column) =>
    Array.from(column, normalQuantile),
  );
  const places = placesFor(known, dimensions, seed);
  const believed = [...known];
  return Array.from({ length: batch }, () => {
    const processes = processesOf(believed, count);
    // What the processes expect at the best point, not what was measured there: the luckiest point would look best.
    const best = Math.min(
      ...believed.map(({ place }) => processes.reduce((sum, own) => sum + own.predict(place).mean ** 2, 0)),
    );
    const taken = new Set(believed.map(({ place }) => String(place)));
    let chosen: { readonly place: number[]; readonly gain: number; readonly spread: number } | undefined;
    for (const place of places) {
      if (taken.has(String(place))) continue;
      const predictions = processes.map((process) => process.predict(place));
      let gain = 0;
      for (let s = 0; s < samples; s++) {
        const misfit = predictions.reduce(
          (sum, { mean, deviation }, t) => sum + (mean + deviation * quantiles[t][s]) ** 2,
          0,
        );
        gain += Math.max(0, best - misfit);
      }
      // Where no place promises anything, the least known one is chosen.
      const spread = predictions.reduce((sum, { deviation }) => sum + deviation ** 2, 0);
      if (!chosen || gain > chosen.gain || (gain === chosen.gain && spread > chosen.spread)) {
        chosen = { place, gain, spread };
      }
    }
    const { place } = chosen!;
    const deviations = processes.map((process) => process.predict(place).mean);
    believed.push({ place, deviations, errors: deviations.map(() => 0) });
    return place;
  });
}

/** Root of the misfit by which a place may be worse than the best and still count as equal: 1 % of the goal. */
const equal = 0.01;

/** Place of the model itself in the unit cube, at the nearest bound where it lies outside - [variation]. */
export const ownPlace = (variations: readonly Variation[]): number[] =>
  variations.map(({ own, low, high }) => Math.min(1, Math.max(0, (own - low) / (high - low))));

/**
 * Of all places that are weighed, and whose expected misfit is the least or equal to it, the one nearest to the model:
 * the less changes, the better pairs of equal noise agree, and the surer the outcome.
 * @param own - place of the model itself.
 */
export function chooseProposal(
  known: readonly Searched[],
  targets: readonly Target[],
  own: readonly number[],
  seed: number,
): number[] {
  const processes = processesOf(known, searchedTargets(targets));
  // Between the model and any place too, so that a goal is met on the way there.
  const between = [0.25, 0.5, 0.75, 1].flatMap((share) =>
    placesFor(known, own.length, seed).map((place) => place.map((value, d) => own[d] + share * (value - own[d]))),
  );
  const weighed = [...between, ...known.map(({ place }) => [...place])].map((place) => ({
    place,
    misfit: expectedMisfit(processes, place),
  }));
  const enough = Math.min(...weighed.map(({ misfit }) => misfit)) + equal ** 2;
  const distance = (place: readonly number[]): number => place.reduce((sum, v, d) => sum + (v - own[d]) ** 2, 0);
  const nearest = (places: readonly number[][]): number[] =>
    places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
  const first = nearest(weighed.filter(({ misfit }) => misfit <= enough).map(({ place }) => place));
  // The least change lies between those that were weighed: steps of falling size lead there.
  return [0.1, 0.03, 0.01].reduce(
    (best, size, round) =>
      nearest([
        best,
        ...placesAbout(best, size, seed, round + 1).filter((place) => expectedMisfit(processes, place) <= enough),
      ]),
    first,
  );
}

/**
 * Deviations of the model itself from relative goals, which need no realisation - [searched target]; undefined for
 * absolute ones, and where what closed forms set differs from the model, so that no place is the model itself.
 */
export function ownDeviations(targets: readonly Target[]): (number | undefined)[] {
  const isThere = targets.every(({ by, factor }) => by === 'search' || factor === 1);
  return targets
    .filter(({ by }) => by === 'search')
    .map(({ factor }) => (isThere && factor ? (1 - factor) / Math.abs(factor) : undefined));
}

/**
 * What was searched, made to agree with a trial of many realisations: points of a search share their few realisations,
 * and so an error that no scatter between them shows. Where the deviation of the model itself is known, effects are
 * scaled, so that it stays; elsewhere deviations are shifted.
 * @param trial - mean deviation of every searched target at the place of the trial - [target].
 */
export function corrected(
  known: readonly Searched[],
  targets: readonly Target[],
  place: readonly number[],
  trial: readonly (number | undefined)[],
): Searched[] {
  const processes = processesOf(known, searchedTargets(targets));
  const own = ownDeviations(targets);
  const changes = trial.map((found, t) => {
    if (found === undefined || !processes[t]) return (d: number) => d;
    const expected = processes[t].predict(place).mean;
    const zero = own[t];
    const factor = zero === undefined ? Number.NaN : (found - zero) / (expected - zero);
    // An effect of the other sign, or none, cannot be scaled.
    if (zero === undefined || !(factor > 0.2 && factor < 5)) return (d: number) => d + found - expected;
    return (d: number) => zero + factor * (d - zero);
  });
  return known.map((one) => ({
    ...one,
    deviations: one.deviations.map((d, t) => (d === undefined ? undefined : changes[t](d))),
  }));
}
