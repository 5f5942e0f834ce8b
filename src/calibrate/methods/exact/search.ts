import { TaskPool, type TaskProgram } from '../../../compute/index.ts';
import { threadsFor } from '../../../correlation/index.ts';
import { type FitState, levenbergMarquardt, sumOfSquares } from '../../../numerics/index.ts';
import { parametersOf, toRaws } from '../../../phase/index.ts';
import { keyOf, normals, purposes } from '../../../random/index.ts';
import type { StartSummary } from './fit-summary.ts';
import { createProblem, type FitSetup, meanSquaredMisfit, type Tolerances } from './problem.ts';
import { modelTolerance, surfaceWeights } from './statistics.ts';

/** One fit: an order of phases, where to start, how exactly, how long. */
export interface FitTask {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  readonly points: number;
  /** Points of the derivatives; as many unless given. */
  readonly slopePoints?: number;
  /** Seed of the scrambling. */
  readonly seed: number;
  readonly tolerances: Tolerances;
  /** Most steps. */
  readonly most: number;
  /** Weight of the smoothness prior, instead of the setup's. */
  readonly smoothness?: number;
  /** A loss at which the fit stops. */
  readonly enough?: number;
  /** Factor by which the points may grow until two scramblings agree where the fit begins; default 1. */
  readonly growth?: number;
}

/** Most that the rule may add to the loss: share of the number of features, which true parameters have as loss. */
const ruleShare = 1 / 4;

/**
 * Factor on the points, a power of four, with which the rule adds little to the loss. Steep latents need more points:
 * where the squares have large weights, few points lie where phases meet. The rule's part is half the square of how two
 * scramblings differ.
 */
export function growthOf(
  setup: FitSetup,
  { order, raw, points, seed, tolerances }: Pick<FitTask, 'order' | 'raw' | 'points' | 'seed' | 'tolerances'>,
  most: number,
): number {
  for (let factor = 1; ; factor *= 4) {
    if (4 * factor > most) return factor;
    const [one, other] = [seed, seed + 1].map((own) => {
      const problem = createProblem(setup, order, { points: factor * points, seed: own }, tolerances);
      return problem.evaluate(raw, false).residuals.subarray(0, problem.whitened);
    });
    const apart = one.reduce((sum, r, k) => sum + (r - other[k]) ** 2, 0);
    if (apart / 2 <= ruleShare * one.length) return factor;
  }
}

/** Carries out fits; the same task gives the same bits on every thread. */
export const exactFitProgram: TaskProgram<FitSetup, FitTask, FitState> = (setup) => (task) => {
  const { order, raw, points, slopePoints = points, seed, tolerances, most, smoothness, enough, growth = 1 } = task;
  const weights = { ...setup.weights, ...(smoothness !== undefined && { smoothness }) };
  const factor = growthOf(setup, task, growth);
  const quadrature = { points: factor * points, slopePoints: factor * slopePoints, seed };
  return levenbergMarquardt(createProblem({ ...setup, weights }, order, quadrature, tolerances), raw, most, enough);
};

/** Threads that carry out exact fits. @param threads - with 1, fits run in this thread. */
export const exactFitPool = (setup: FitSetup, threads: number): TaskPool<FitSetup, FitTask, FitState> =>
  new TaskPool('exact-fit', exactFitProgram, setup, threadsFor(setup.family, threads));

/** What to search over. */
export interface SearchRequest {
  readonly setup: FitSetup;
  /** Orders to try: material phases that play Xi_1, Xi_2, ... */
  readonly orders: readonly (readonly number[])[];
  /** Random starts of every order. */
  readonly starts: number;
  /** Parameters to begin with instead of random starts. */
  readonly from?: Float64Array;
  /**
   * A loss at which fits stop, so that parameters to begin with are not led away for nothing. What the loss holds with
   * weights of its own then has a quarter of its tolerance, or it would be given up first.
   */
  readonly enough?: number;
  /**
   * Whether what is found is the start of another fit. Then the last round is left out, and how results depend on the
   * scrambling is not measured (scatters of 0).
   */
  readonly isFirst?: boolean;
  readonly seed: number;
  /** Sobol points of the last round. */
  readonly points: number;
  readonly threads: number;
  readonly onProgress?: (progress: SearchProgress) => void;
  readonly signal?: AbortSignal;
}

/** How far a search is. */
export interface SearchProgress {
  readonly round: number;
  readonly rounds: number;
  readonly done: number;
  readonly total: number;
  /** Smallest loss at the end of the round before. */
  readonly best: number | null;
  /** The fit that has just ended, where it is the best of its round so far. */
  readonly fit?: { readonly order: readonly number[]; readonly raw: Float64Array; readonly points: number };
}

/** The best fit over all orders and starts. */
export interface SearchResult {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  readonly loss: number;
  readonly points: number;
  /** Seed of the scrambling in the last round. */
  readonly quadratureSeed: number;
  readonly starts: readonly StartSummary[];
  /** Standard deviation of the loss at the optimum over scramblings, relative to the loss. */
  readonly lossScatter: number;
  readonly repeats: number;
  /**
   * Largest standard deviation of the area of an interface at the optimum over scramblings, relative to the area: the
   * error of the quadrature where it is worst.
   */
  readonly areaScatter: number;
  /** Discrepancy granted to the model in every feature, relative to its scale. */
  readonly discrepancy: number;
}

interface Candidate {
  readonly order: readonly number[];
  readonly start: number;
  raw: Float64Array;
  loss: number;
  iterations: number;
  droppedInRound: number | null;
}

/**
 * Rounds of the search: few points and steps and soft tolerances for all, more for those that remain. The last round's
 * points are the user's. Without a tolerance of its own a round uses the discrepancy that was found before it.
 */
const rounds = [
  { share: 1 / 32, tolerance: 0.09, softness: 30, most: 12, keep: (n: number) => Math.max(4, Math.ceil(n / 3)) },
  { share: 1 / 16, tolerance: 0.03, softness: 5, most: 12, keep: () => 4 },
  { share: 1 / 4, softness: 1, most: 40, keep: () => 2 },
  { share: 1, softness: 1, most: 20, keep: () => 1 },
] as const;
/** Share of the points that is enough for derivatives, which cost five times what values do. */
export const slopeShare = 1 / 4;
/**
 * A loss that changes by more than this share and number under another scrambling is not the model's but the rule's.
 * The loss counts standard errors: a change of 6 is one of about 0.1 % in every weighted quantity of three phases,
 * which no one needs.
 */
const [tolerableShare, tolerableChange] = [0.1, 6];
const mostRepeats = 2;
/** Factor on the tolerances of weighted quantities in fits that stop early. */
const strictness = 1 / 4;
/** Largest relative standard deviation of an interface area over scramblings with which a fit is not repeated. */
export const tolerableAreaScatter = 0.01;
const scramblings = 3;
/** Discrepancies that a model class may be granted, relative to the scales of the features. */
const discrepancies = [modelTolerance, 0.005, 0.007, 0.01, 0.014, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.16];

/** Loss of parameters that are not fitted. */
export function lossOf(
  setup: FitSetup,
  { order, raw }: Pick<Candidate, 'order' | 'raw'>,
  points: number,
  seed: number,
  tolerance: number,
): number {
  const { residuals } = createProblem(setup, order, { points, seed }, { tolerance }).evaluate(raw, false);
  return sumOfSquares(residuals);
}

/**
 * The discrepancy of a class: the least one with which the misfit of its best fit so far is no larger than the scatter
 * of the data and the discrepancy explain. A class that can follow the data is granted the least of all.
 */
function discrepancyOf(setup: FitSetup, { order, raw }: Candidate, points: number, seed: number): number {
  const model = createProblem(setup, order, { points, seed }).features(raw, false).values;
  return (
    discrepancies.find((tolerance) => meanSquaredMisfit(setup.statistics, model, tolerance) <= 1) ??
    discrepancies[discrepancies.length - 1]
  );
}

/** Random starts near the centre of the ranges, the same for every order. */
function startsOf({ setup, orders, starts, seed, from }: SearchRequest): Candidate[] {
  const parameters = parametersOf(setup.record, setup.family);
  const centre = toRaws(
    parameters,
    parameters.map((p) => p.start),
  );
  const key = keyOf(seed, purposes.starts);
  const random = (start: number): Float64Array => {
    const shift = normals(parameters.length, key, start);
    return centre.map((x, i) => x + parameters[i].spread * shift[i]);
  };
  const raws = from ? [from] : Array.from({ length: starts }, (_, start) => random(start));
  return raws.flatMap((raw, start) =>
    orders.map(
      (order): Candidate => ({
        order,
        start,
        raw,
        loss: Number.POSITIVE_INFINITY,
        iterations: 0,
        droppedInRound: null,
      }),
    ),
  );
}

/** Loss of a fit under independent scramblings with as many points: mean and standard deviation. */
function lossUnderScramblings(
  setup: FitSetup,
  fit: Candidate,
  points: number,
  seed: number,
  tolerance: number,
): [number, number] {
  const losses = Array.from({ length: scramblings }, (_, s) => lossOf(setup, fit, points, seed + 1 + s, tolerance));
  const mean = losses.reduce((a, b) => a + b, 0) / scramblings;
  return [mean, Math.sqrt(losses.reduce((sum, l) => sum + (l - mean) ** 2, 0) / (scramblings - 1))];
}

/** Largest standard deviation of an interface area under independent scramblings, relative to the area. */
function areaScatterOf(setup: FitSetup, { order, raw }: Candidate, points: number, seed: number): number {
  const { phases, pairs, classes } = setup.statistics;
  const lags = classes.lags.length;
  const runs = Array.from({ length: scramblings }, (_, s) => {
    const { values } = createProblem(setup, order, { points, seed: seed + s }).features(raw, false);
    return pairs.map((_, p) =>
      surfaceWeights.reduce((sum, [c, weight]) => sum + weight * values[phases + p * lags + c], 0),
    );
  });
  return Math.max(
    ...pairs.map((_, p) => {
      const mean = runs.reduce((sum, areas) => sum + areas[p], 0) / scramblings;
      return Math.sqrt(runs.reduce((sum, areas) => sum + (areas[p] / mean - 1) ** 2, 0) / (scramblings - 1));
    }),
  );
}

/**
 * Fits all orders from several starts in rounds of growing accuracy, dropping the worse ones after each. An optimum
 * whose loss or areas depend on the scrambling of the quadrature is fitted again with four times the points.
 * @returns undefined when the signal stopped the search.
 */
export async function search(request: SearchRequest): Promise<SearchResult | undefined> {
  const { setup, seed, threads, signal, onProgress, isFirst = false } = request;
  const plan = isFirst ? rounds.slice(0, -1) : rounds;
  const pool = exactFitPool(setup, threads);
  const all = startsOf(request);
  let active = all;
  let best: number | null = null;
  let discrepancy = Number.POSITIVE_INFINITY;
  const quadratureSeed = seed;
  const stop = request.enough === undefined ? {} : { enough: request.enough };
  const strict = request.enough !== undefined && { softness: strictness };
  const runRound = async (points: number, tolerances: Tolerances, most: number, round: number): Promise<boolean> => {
    let done = 0;
    // A fit that is to stop early is near its end.
    const slopePoints = stop.enough === undefined ? points : Math.ceil(slopeShare * points);
    const how = { points, slopePoints, seed: quadratureSeed, tolerances, most, ...stop };
    const tasks = active.map(({ order, raw }): FitTask => ({ order, raw, ...how }));
    const report = (fit?: SearchProgress['fit']): void =>
      onProgress?.({ round, rounds: plan.length, done: done++, total: tasks.length, best, ...(fit && { fit }) });
    report();
    let least = Number.POSITIVE_INFINITY;
    const ended = ({ raw, loss }: FitState, index: number): void => {
      const isBest = loss < least;
      if (isBest) least = loss;
      report(isBest ? { order: tasks[index].order, raw, points } : undefined);
    };
    const results = await pool.run(tasks, ended, signal);
    if (signal?.aborted) return false;
    active.forEach((candidate, i) => {
      const result = results[i]!;
      candidate.raw = result.raw;
      candidate.loss = result.loss;
      candidate.iterations += result.iterations;
    });
    // Sorting is stable: equal losses keep the order of the starts.
    active = [...active].sort((a, b) => a.loss - b.loss);
    best = active[0].loss;
    return true;
  };
  let { points: lastPoints } = request;
  let repeats = 0;
  if (request.enough !== undefined) {
    // Parameters to begin with are near their end: a rule that is too coarse would lead them away.
    const [{ order, raw }] = active;
    const tolerance = discrepancyOf(setup, active[0], lastPoints, quadratureSeed);
    const begin = { order, raw, points: lastPoints, seed: quadratureSeed, tolerances: { tolerance } };
    const growth = growthOf(setup, begin, 4 ** mostRepeats);
    lastPoints *= growth;
    repeats = Math.log2(growth) / 2;
  }
  try {
    let used = lastPoints;
    for (const [round, { share, softness, most, keep, ...rest }] of plan.entries()) {
      // A given start is a good one: softening it would lead away, and so would fewer points.
      if (request.from && (softness > 1 || (request.enough !== undefined && share < 1))) continue;
      const points = Math.max(64, Math.round(lastPoints * share));
      const tolerance = 'tolerance' in rest ? rest.tolerance : discrepancyOf(setup, active[0], points, quadratureSeed);
      // Every round may find that the class does better than the one before thought, never that it does worse.
      discrepancy = Math.min(discrepancy, tolerance);
      const tolerances = { tolerance: discrepancy, softness, ...strict };
      if (!(await runRound(points, tolerances, most, round))) return undefined;
      used = points;
      for (const dropped of active.slice(keep(active.length))) dropped.droppedInRound = round;
      active = active.slice(0, keep(active.length));
    }
    const startsAt = (points: number): StartSummary[] =>
      all.map(({ order, start, iterations, raw, droppedInRound }) => ({
        order,
        start,
        iterations,
        // Rounds use different losses; here all are judged by the last.
        loss: lossOf(setup, { order, raw }, points, quadratureSeed, discrepancy),
        droppedInRound,
      }));
    if (isFirst) {
      const [{ order, raw, loss }] = active;
      discrepancy = Math.min(discrepancy, discrepancyOf(setup, active[0], lastPoints, quadratureSeed));
      return {
        ...{ order, raw, loss, points: used, quadratureSeed, lossScatter: 0, repeats, areaScatter: 0, discrepancy },
        starts: startsAt(used),
      };
    }
    let points = lastPoints;
    for (;;) {
      const [mean, deviation] = lossUnderScramblings(setup, active[0], points, quadratureSeed, discrepancy);
      const tolerable = tolerableShare * mean + tolerableChange;
      const areaScatter = areaScatterOf(setup, active[0], points, quadratureSeed);
      const dependent =
        deviation > tolerable || mean - active[0].loss > 2 * tolerable || areaScatter > tolerableAreaScatter;
      if (!dependent || repeats === mostRepeats) {
        const [first] = active;
        const { order, raw } = first;
        return {
          order,
          raw,
          loss: strict ? lossOf(setup, first, points, quadratureSeed, discrepancy) : first.loss,
          points,
          quadratureSeed,
          lossScatter: deviation / mean,
          repeats,
          areaScatter,
          discrepancy,
          starts: startsAt(points),
        };
      }
      points *= 4;
      repeats++;
      const tolerances = { tolerance: discrepancy, ...strict };
      if (!(await runRound(points, tolerances, 20, rounds.length - 1))) return undefined;
    }
  } finally {
    await pool.close();
  }
}
