import type { PhaseMap } from '../../../grid/index.ts';
import { describeFeature, firstOfKinds, looksAlike, type ReferenceLook } from '../../../morphology/index.ts';
import { parametersOf, toValues } from '../../../phase/index.ts';
import type { Optima, Optimum } from './fit-summary.ts';
import { type Likeness, likenessTo } from './likeness.ts';
import { type LookPoint, stepsByLooks } from './look-steps.ts';
import type { FitSetup } from './problem.ts';
import { exactFitPool, type FitTask, type SearchProgress, type SearchResult, slopeShare } from './search.ts';
import { createWideStarts } from './wide-starts.ts';

/** What to search over for optima of equal loss. */
export interface OptimaRequest {
  readonly setup: FitSetup;
  readonly sections: readonly PhaseMap[];
  /** What realisations are compared with. */
  readonly reference: ReferenceLook;
  readonly orders: readonly (readonly number[])[];
  /** Wide starts of every order. */
  readonly starts: number;
  readonly seed: number;
  /** Sobol points of the last round. */
  readonly points: number;
  /** Generations beside the best optima; all unless told. */
  readonly generations?: number;
  readonly threads: number;
  readonly onProgress?: (progress: SearchProgress) => void;
  readonly signal?: AbortSignal;
}

/** A fit that has converged, and how it looks. */
interface Kept {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  readonly loss: number;
  readonly origin: Optimum['origin'];
  readonly features: Float64Array;
  readonly score: number;
}

/** A start that is on its way. */
type Candidate = Pick<Kept, 'order' | 'raw' | 'loss'>;

/** Rounds before the last: a share of the points, soft tolerances, few steps. */
const softRounds = [
  { share: 1 / 8, tolerance: 0.09, softness: 30, most: 8 },
  { share: 1 / 4, tolerance: 0.03, softness: 5, most: 12 },
] as const;
/** Most steps of the last round, and by how much its points may grow for steep latents. */
const [lastSteps, lastGrowth] = [40, 4];
/**
 * Wide starts that go on after each soft round: those that look most like the data, and those with the least loss. A
 * start hardly changes its look on the way.
 */
const survivors = [
  { looks: 24, losses: 8 },
  { looks: 12, losses: 4 },
] as const;
/**
 * How the search goes on from the best optima, generation by generation: from random places beside them, which give the
 * looks of other scalars; then by steps towards the looks of the data.
 */
const allGenerations = ['beside', 'steps', 'steps'] as const;
/** Starts beside the best optima; how many optima they begin from, and how many go on by looks. */
const [mostBeside, parents, besideSurvivors] = [8, 3, { looks: 4, losses: 0 }] as const;
/** Longest steps of the scalars on their unbounded scales - [best optimum, next best] of [start]. */
const longestSteps = [[2, 0.8, 0.3], [0.8]] as const;
/** Features that tell an optimum from the data. */
const mostFeatures = 3;
/** Scores of optima no further apart than this share are called alike. */
const alikeShare = 0.25;

/**
 * Largest loss that the scatter of the data explains: true parameters have a chi-square of one degree of freedom for
 * each feature on average, and two standard deviations more in one case of forty. A class that does worse is compared
 * with its own best.
 */
export function largestLoss(least: number, features: number): number {
  return Math.max(least, features) + 2 * Math.sqrt(2 * features);
}

/** Optima by what they look like: one belongs to the first group whose best is nearer than the data scatter. */
function groupsOf(sorted: readonly Kept[], { distance, list }: Likeness): number[] {
  const leaders: Kept[] = [];
  return sorted.map((own) => {
    const found = leaders.findIndex(({ features }) => distance(features, own.features) <= list.length);
    if (found >= 0) return found;
    leaders.push(own);
    return leaders.length - 1;
  });
}

/** The features of an optimum that differ most from the data's, no two of one kind and phase. */
function differencesOf({ features }: Kept, { list, data, errors }: Likeness, names: readonly string[]) {
  const ranked = list
    .map((feature, f) => ({ feature, f, deviation: (features[f] - data[f]) / errors[f] }))
    .sort((a, b) => Math.abs(b.deviation) - Math.abs(a.deviation));
  return firstOfKinds(ranked)
    .slice(0, mostFeatures)
    .map(({ feature, f, deviation }) => ({
      feature: describeFeature(feature, names),
      model: features[f],
      data: data[f],
      deviation,
    }));
}

/** What the set of optima shows, in one sentence. */
function sentenceOf(sorted: readonly Kept[], groups: number, { list }: Likeness): string {
  const scores = sorted.map(({ score }) => score);
  const isLike = looksAlike(scores[0], list.length);
  if (sorted.length === 1) {
    return isLike
      ? 'One optimum fits the two-point functions, and it looks like the images.'
      : 'One optimum fits the two-point functions, and it does not look like the images: the class, not the fit, is the limit.';
  }
  const many = `${sorted.length} optima fit the two-point functions equally well`;
  if (isLike) {
    return groups === 1
      ? `${many}, and all look like the images.`
      : `${many} and look different in ${groups} ways; the chosen one looks like the images.`;
  }
  const isAlike = scores[scores.length - 1] <= (1 + alikeShare) * scores[0];
  return isAlike || groups === 1
    ? `${many} and score alike, and none looks like the images: the class, not the fit, is the limit.`
    : `${many} and look different in ${groups} ways; the chosen one is nearest to the images, and still differs from them.`;
}

/** The best of the optima of equal loss, and all of them. */
export interface ChosenOptimum {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  readonly summary: Optima;
}

/**
 * Finds optima that the two-point functions cannot tell apart and chooses by higher-order statistics. Fits begin
 * anywhere within the bounds; those whose loss the data's scatter explains are kept, and what their realisations look
 * like is compared with windows of the data. A second generation begins beside the best.
 * @param found - the optimum of the narrow search, which takes part.
 * @returns undefined when the signal stopped it.
 * @source docs/design/equal-optima.md
 */
export async function chooseOptimum(request: OptimaRequest, found: SearchResult): Promise<ChosenOptimum | undefined> {
  const { setup, sections, reference, orders, starts, seed, threads, signal, onProgress } = request;
  const generations = allGenerations.slice(0, request.generations);
  const { phases } = sections[0];
  const likeness = likenessTo(reference, setup, { phases, seed, threads });
  const pool = exactFitPool(setup, threads);
  const begin = createWideStarts(setup, seed);
  // A search that was asked to be short is short to the end.
  const batch = Math.min(mostBeside, starts * orders.length);
  const rounds = softRounds.length + 1 + generations.length;
  const pointsOf = (share: number): Pick<FitTask, 'points' | 'slopePoints'> => {
    const points = Math.max(64, Math.round(request.points * share));
    return { points, slopePoints: Math.max(64, Math.round(slopeShare * points)) };
  };
  // The loss that true parameters have on average: what goes below it fits scatter, and all optima drift alike.
  const enough = setup.statistics.features.length;
  let best: number | null = found.loss;
  const runRound = async (
    candidates: readonly Candidate[],
    round: number,
    how: Pick<FitTask, 'points' | 'slopePoints' | 'tolerances' | 'most' | 'growth'>,
  ): Promise<Candidate[]> => {
    let done = 0;
    const report = (): void => onProgress?.({ round, rounds, done: done++, total: candidates.length, best });
    report();
    const tasks = candidates.map(({ order, raw }): FitTask => ({ order, raw, seed, enough, ...how }));
    const results = await pool.run(tasks, report, signal);
    return candidates.flatMap(({ order }, i) => {
      const own = results[i];
      return own ? [{ order, raw: own.raw, loss: own.loss }] : [];
    });
  };
  const soft = (candidates: readonly Candidate[], round: number) => {
    const { share, tolerance, softness, most } = softRounds[round];
    const tolerances = { tolerance: Math.max(tolerance, found.discrepancy), softness };
    return runRound(candidates, round, { ...pointsOf(share), tolerances, most });
  };
  const last = (candidates: readonly Candidate[], round: number) =>
    runRound(candidates, round, {
      ...{ ...pointsOf(1), growth: lastGrowth, most: lastSteps, tolerances: { tolerance: found.discrepancy } },
    });
  /** The starts that look most like the data, and those with the least loss: equal ones keep their order. */
  const promising = async (
    candidates: readonly Candidate[],
    { looks, losses }: { readonly looks: number; readonly losses: number },
  ): Promise<Candidate[]> => {
    if (candidates.length <= looks) return [...candidates];
    const features = await likeness.look(
      candidates.map((own) => ({ ...own, isQuick: true })),
      signal,
    );
    const scores = features.map((own) => (own ? likeness.distance(own, likeness.data) : Number.POSITIVE_INFINITY));
    const ranked = (by: (i: number) => number) => [...candidates.keys()].sort((a, b) => by(a) - by(b));
    const chosen = new Set([
      ...ranked((i) => scores[i]).slice(0, looks),
      ...ranked((i) => candidates[i].loss).slice(0, losses),
    ]);
    return [...chosen].map((i) => candidates[i]);
  };
  const looked = async (candidates: readonly Candidate[], origin: Optimum['origin']): Promise<Kept[]> => {
    const features = await likeness.look(candidates, signal);
    return candidates.flatMap((candidate, i) => {
      const own = features[i];
      return own ? [{ ...candidate, origin, features: own, score: likeness.distance(own, likeness.data) }] : [];
    });
  };
  /** Starts at random places beside the best optima. */
  const besideBest = (sorted: readonly Kept[], generation: number): Candidate[] =>
    Array.from({ length: batch }, (_, k) => {
      const { order, raw } = sorted[k % Math.min(parents, sorted.length)];
      return { order, raw: begin.beside(order, raw, generation * batch + k), loss: Number.NaN };
    });
  const pointOf = ({ raw, features }: Kept): LookPoint => ({
    scalars: Float64Array.from(begin.free, (i) => raw[i]),
    residuals: likeness.residuals(features),
  });
  /** Starts towards the looks of the data, by a linear model of what optima of the same order look like. */
  const stepsFrom = (sorted: readonly Kept[]): Candidate[] =>
    longestSteps.slice(0, sorted.length).flatMap((lengths, k) => {
      const { order, raw } = sorted[k];
      const points = sorted.filter((other) => other.order.join() === order.join()).map(pointOf);
      return stepsByLooks(pointOf(sorted[k]), points, lengths).map((step) => ({
        ...{ order, raw: begin.moved(order, raw, step), loss: Number.NaN },
      }));
    });
  try {
    const wideCount = starts * orders.length;
    let wide: Candidate[] = Array.from({ length: starts }, (_, s) => s).flatMap((s) =>
      orders.map((order, o) => ({ order, raw: begin.anywhere(order, s * orders.length + o), loss: Number.NaN })),
    );
    for (const round of softRounds.keys()) wide = await promising(await soft(wide, round), survivors[round]);
    const converged = await last(wide, softRounds.length);
    const [narrow] = await last([found], softRounds.length);
    if (signal?.aborted) return undefined;
    const least = Math.min(narrow.loss, ...converged.map(({ loss }) => loss));
    const cap = largestLoss(least, setup.statistics.features.length);
    const within = (candidates: readonly Candidate[]): Candidate[] => candidates.filter(({ loss }) => loss <= cap);
    best = least;
    let kept = [...(await looked([narrow], 'narrow')), ...(await looked(within(converged), 'wide'))];
    let tried = wideCount;
    for (const [generation, wish] of generations.entries()) {
      if (signal?.aborted) return undefined;
      kept.sort((a, b) => a.score - b.score);
      // Without free scalars there is nothing to step along.
      const way = begin.free.length > 0 ? wish : 'beside';
      const next = way === 'beside' ? besideBest(kept, generation) : stepsFrom(kept).slice(0, batch);
      tried += next.length;
      const round = softRounds.length + 1 + generation;
      const left = await soft(next, 1);
      const fitted = await last(way === 'beside' ? await promising(left, besideSurvivors) : left, round);
      kept = [...kept, ...(await looked(within(fitted), 'second generation'))];
    }
    if (signal?.aborted) return undefined;
    kept.sort((a, b) => a.score - b.score);
    const groups = groupsOf(kept, likeness);
    const names = phases.map(({ name }) => name);
    const parameters = parametersOf(setup.record, setup.family);
    const optima = kept.map(
      (own, i): Optimum => ({
        order: own.order.map((phase) => phases[phase].label),
        ...{ origin: own.origin, loss: own.loss, score: own.score, look: groups[i] + 1 },
        values: Array.from(toValues(parameters, own.raw)),
        differences: differencesOf(own, likeness, names),
      }),
    );
    const [{ order, raw }] = kept;
    const looks = Math.max(...groups) + 1;
    return {
      ...{ order, raw },
      summary: {
        ...{ optima, kept: kept.length, looks, window: likeness.edge, windows: likeness.windows },
        ...{
          tried,
          largestLoss: cap,
          expectedScore: likeness.list.length,
          sentence: sentenceOf(kept, looks, likeness),
        },
      },
    };
  } finally {
    await pool.close();
    await likeness.close();
  }
}
