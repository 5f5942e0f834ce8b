import { type GaussianProcess, gaussianProcess, normalQuantile, sobolUniforms } from '../numerics/index.ts';
import { keyOf, purposes, uniforms } from '../random/index.ts';

/** A point that was searched: its place in the unit cube, and two properties, the larger the better. */
export interface Traded {
  readonly place: readonly number[];
  readonly values: readonly [number, number];
  readonly errors: readonly [number, number];
}

/** Candidates that are weighed, and samples of both processes at each. */
const [candidates, samples] = [1024, 48];

type Pair = readonly [number, number];

/** Pairs that no other one exceeds in both, by falling first number. */
export function frontOf<T extends { readonly values: Pair }>(points: readonly T[]): T[] {
  const sorted = [...points].sort((a, b) => b.values[0] - a.values[0] || b.values[1] - a.values[1]);
  let best = -Infinity;
  return sorted.filter(({ values: [, second] }) => {
    if (second <= best) return false;
    best = second;
    return true;
  });
}

/**
 * Area that a pair adds to what a front exceeds. @param front - by falling first number. @param low - lower corner of
 * what counts.
 */
export function areaAdded(front: readonly Pair[], low: Pair, [a, b]: Pair): number {
  // Strips between the first numbers of the front; in each the front's height is the second number to its right.
  let area = 0;
  let left = low[0];
  for (const [first, second] of [...front].reverse()) {
    if (first > left) {
      const width = Math.max(0, Math.min(a, first) - left);
      area += width * Math.max(0, b - Math.max(low[1], second));
      left = Math.max(left, first);
    }
  }
  return area + Math.max(0, a - left) * Math.max(0, b - low[1]);
}

const processesOf = (known: readonly Traded[]): readonly [GaussianProcess, GaussianProcess] => {
  const one = (k: 0 | 1): GaussianProcess =>
    gaussianProcess(
      known.map(({ place }) => place),
      known.map(({ values }) => values[k]),
      known.map(({ errors }) => errors[k]),
    );
  return [one(0), one(1)];
};

/** What the processes expect at places. */
const expectedAt = (processes: readonly [GaussianProcess, GaussianProcess], places: readonly (readonly number[])[]) =>
  places.map((place): { place: readonly number[]; values: Pair } => ({
    place,
    values: [processes[0].predict(place).mean, processes[1].predict(place).mean],
  }));

/** A Sobol sequence, and steps about the points of the front. */
function placesFor(front: readonly { readonly place: readonly number[] }[], dimensions: number, seed: number) {
  const columns = sobolUniforms(candidates, dimensions, seed);
  const all = Array.from({ length: candidates }, (_, i) => columns.map((column) => column[i]));
  const noise = uniforms(candidates * dimensions, keyOf(seed, purposes.candidates), 1);
  const near = Array.from({ length: candidates }, (_, i) =>
    front[i % front.length].place.map((value, d) =>
      Math.min(1, Math.max(0, value + (0.2 / 2 ** (i % 4)) * normalQuantile(noise[i * dimensions + d]))),
    ),
  );
  return [...all, ...near];
}

/**
 * Places that promise most: by the expected gain of the area under the front, one after the other, each taken to come
 * out as predicted before the next is chosen.
 * @source emmerich2006
 */
export function chooseTrades(known: readonly Traded[], dimensions: number, batch: number, seed: number): number[][] {
  const quantiles = sobolUniforms(samples, 2, seed).map((column) => Array.from(column, normalQuantile));
  const low = [0, 1].map((k) => Math.min(...known.map(({ values }) => values[k]))) as unknown as Pair;
  const believed = [...known];
  return Array.from({ length: batch }, (_, b) => {
    const processes = processesOf(believed);
    const front = frontOf(
      expectedAt(
        processes,
        believed.map(({ place }) => place),
      ),
    );
    const pairs = front.map(({ values }) => values);
    let chosen: { readonly place: number[]; readonly gain: number } | undefined;
    for (const place of placesFor(front, dimensions, seed + 1000 * b)) {
      const [first, second] = processes.map((process) => process.predict(place));
      let gain = 0;
      for (let s = 0; s < samples; s++) {
        gain += areaAdded(pairs, low, [
          first.mean + first.deviation * quantiles[0][s],
          second.mean + second.deviation * quantiles[1][s],
        ]);
      }
      if (!chosen || gain > chosen.gain) chosen = { place, gain };
    }
    const [{ values }] = expectedAt(processes, [chosen!.place]);
    believed.push({ place: chosen!.place, values, errors: [0, 0] });
    return chosen!.place;
  });
}

/** Places of the front that the processes expect, so many of them, spread along the first property. */
export function chooseFront(known: readonly Traded[], dimensions: number, count: number, seed: number): number[][] {
  const processes = processesOf(known);
  const own = known.map(({ place }) => place);
  const places = [...own, ...placesFor(frontOf(expectedAt(processes, own)), dimensions, seed)];
  const front = frontOf(expectedAt(processes, places));
  const wanted = Math.min(count, front.length);
  const [high, low] = [front[0].values[0], front[front.length - 1].values[0]];
  const chosen: number[][] = [];
  for (let i = 0; i < wanted; i++) {
    const aim = wanted === 1 ? high : high + (i / (wanted - 1)) * (low - high);
    const left = front.filter(({ place }) => !chosen.some((other) => String(other) === String(place)));
    const nearest = left.reduce((best, point) =>
      Math.abs(point.values[0] - aim) < Math.abs(best.values[0] - aim) ? point : best,
    );
    chosen.push([...nearest.place]);
  }
  return chosen;
}
