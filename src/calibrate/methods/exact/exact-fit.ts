import { type FamilyChoice, familyOf } from '../../../correlation/index.ts';
import { ExcursaError, type Phrase } from '../../../errors.ts';
import type { PhaseMap } from '../../../grid/index.ts';
import { referenceLook } from '../../../morphology/index.ts';
import { type ModelRecord, parametersOf, toValues } from '../../../phase/index.ts';
import { checkCorrelationLength } from '../../image-checks.ts';
import { maxLagOf, ordersToTry, type Settings, taperOf, trainsOnImages } from '../../settings.ts';
import { chooseSmoothness } from './cross-validation.ts';
import type { ExactFitSummary, Optima } from './fit-summary.ts';
import { type ModelScatter, scatterOfModel } from './model-windows.ts';
import { chooseOptimum } from './optima.ts';
import type { FitSetup } from './problem.ts';
import { type SearchProgress, type SearchResult, search } from './search.ts';
import {
  blocksFor,
  boundaries,
  correlationLengthOf,
  covariances,
  type DataStatistics,
  gapOf,
  measureStatistics,
} from './statistics.ts';
import { type CurvesSoFar, curvesSoFar, summarise } from './summarise.ts';
import { wideStartsOf } from './wide-starts.ts';

/** Lengths of a fit, pixels. */
export interface FitScales {
  /** Largest lag that is compared. */
  readonly maxLag: number;
  /** Radius beyond which correlations vanish. */
  readonly taper: number;
  /** Longest correlation length of a phase. */
  readonly correlationLength: number;
  /** What was measured with these lengths. */
  readonly statistics: DataStatistics;
}

/** Largest lag and taper of data with short correlations. */
const [usualLag, usualTaper] = [50, 64];
/** Correlation lengths that the lags cover, and taper relative to the largest lag. */
const [lengthsCovered, taperPerLag] = [4, 1.28];
/** Largest lag at all. */
const longestLag = 400;

/**
 * Chooses the lengths of a fit from the data: lags reach four correlation lengths (at least 50 pixels, at most a third
 * of the shortest edge), and the taper lies beyond them, for a taper near the grain size would roughen the boundaries
 * (it adds 56 / (3 R^2) to -rho''(0)). What the user gave stays. A training window fixes both.
 */
function chooseScales(settings: Settings, sections: readonly PhaseMap[]): FitScales {
  const shortest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  const most = Math.min(longestLag, Math.max(4, Math.floor(shortest / 3)));
  let lag = Math.min(usualLag, most);
  let statistics = measureStatistics(sections, lag, 0);
  let length = correlationLengthOf(statistics);
  while (length === undefined && lag < most) {
    lag = Math.min(most, 2 * lag);
    statistics = measureStatistics(sections, lag, 0);
    length = correlationLengthOf(statistics);
  }
  const correlationLength = length ?? lag;
  const isFree = !trainsOnImages(settings);
  const wanted = Math.max(usualLag, Math.ceil(lengthsCovered * correlationLength));
  const maxLag = isFree ? (settings.maxLag ?? Math.min(most, wanted)) : maxLagOf(settings);
  const taper = isFree ? (settings.taper ?? Math.max(usualTaper, Math.ceil(taperPerLag * maxLag))) : taperOf(settings);
  // The first look used the narrowest blocks; where the correlation length asks for no wider ones, it stands.
  const blocks = blocksFor(sections, correlationLength).length;
  if (maxLag !== lag || blocks !== statistics.influences.length || gapOf(sections) !== undefined) {
    statistics = measureStatistics(sections, maxLag, correlationLength);
  }
  return { maxLag, taper, correlationLength, statistics };
}

/** An exact calibration: the order and parameters found, what they were fitted to, and what is known about them. */
export interface ExactFit {
  readonly setup: FitSetup;
  /** Material phase that plays Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  /** Unbounded parameters - shape [parameter] - float64. */
  readonly raw: Float64Array;
  readonly summary: ExactFitSummary;
  /** Discrepancy granted to the model in the loss. */
  readonly discrepancy: number;
}

/** What an exact calibration reports while it runs. */
export type ExactProgress =
  | ({
      readonly kind: 'search';
      /** Computes the two-point functions of the best fit so far, after a fit that is one. */
      readonly curves?: () => CurvesSoFar;
    } & Omit<SearchProgress, 'fit'>)
  | { readonly kind: 'cross-validation'; readonly done: number; readonly total: number };

/** Generations beside the best optima, where classes are compared in little time. */
const quickGenerations = 2;

/** Smoothing with which a high-parametric family is first fitted, before cross-validation chooses. */
const firstSmoothness = 1;

/** Refuses data whose two-point functions cannot be compared. */
function checkStatistics(statistics: DataStatistics, sections: readonly PhaseMap[]): void {
  const { features, classes, phases } = statistics;
  const fail = (expected: string, got: string, remedy: Phrase): never => {
    throw new ExcursaError({ kind: 'input', what: 'calibrate', expected, got, remedy });
  };
  const empty = features.findIndex((value) => !Number.isFinite(value));
  if (empty >= 0) {
    const lag = classes.lags[(empty - phases) % classes.lags.length];
    fail(`unmasked places ${classes.reach} pixels apart`, `none at ${lag.toFixed(0)}`, [
      'a smaller ',
      { setting: 'maxLag' },
    ]);
  }
  const names = sections[0].phases.map((phase) => phase.name);
  boundaries(statistics, features, 0).forEach((value, i) => {
    if (value === 0) fail(`a boundary of the phase ${names[i]}`, 'none', ['other ', { setting: 'labels' }]);
  });
  const { lags, values } = covariances(statistics);
  const smallest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  checkCorrelationLength(names, values, lags, smallest);
}

const weightOf = (tolerance: number): number => (tolerance === 0 ? 0 : 1 / tolerance ** 2);

/** What is to be fitted: model, data, weights. @throws ExcursaError (input) for data that cannot be fitted. */
export function prepareFit(
  settings: Settings,
  sections: readonly PhaseMap[],
  record: ModelRecord,
  family: FamilyChoice = settings.family,
): FitSetup {
  const { taper, correlationLength, statistics } = chooseScales(settings, sections);
  checkStatistics(statistics, sections);
  return {
    record,
    family,
    taper,
    correlationLength,
    statistics,
    weights: {
      volume: weightOf(settings.volumeTolerance),
      surface: weightOf(settings.surfaceTolerance),
      chord: weightOf(settings.chordTolerance),
      interface: weightOf(settings.interfaceTolerance),
      smoothness: settings.smoothness ?? firstSmoothness,
    },
  };
}

/** How the features of images like the sections scatter, if the fitted model is true. */
async function scatterOf(
  setup: FitSetup,
  sections: readonly PhaseMap[],
  found: SearchResult,
  options: { readonly seed: number; readonly threads: number; readonly signal?: AbortSignal },
): Promise<ModelScatter | undefined> {
  const { record, family, taper, statistics, correlationLength } = setup;
  const { phases, grid } = sections[0];
  const values = toValues(parametersOf(record, family), found.raw);
  const { spacing, unit } = grid;
  const model = { record, family, values, taper, zScale: 1, spacing, unit, phases, order: found.order };
  return scatterOfModel(model, sections, statistics, { correlationLength, ...options });
}

/**
 * Calibrates by exact two-point functions: all orders from several starts, the best one judged. Equal requests give
 * equal bits for any number of threads.
 * @throws ExcursaError (input) for data that cannot be fitted, (interrupted) when stopped by the signal.
 */
export async function fitExact(
  settings: Settings,
  sections: readonly PhaseMap[],
  options: {
    readonly threads: number;
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: ExactProgress) => void;
    readonly record: ModelRecord;
    /** What `prepareFit` made of the same settings and sections, if that was called before. */
    readonly setup?: FitSetup;
  },
): Promise<ExactFit> {
  const { threads, signal, onProgress } = options;
  let setup = options.setup ?? prepareFit(settings, sections, options.record);
  const request = {
    orders: ordersToTry(settings.order, sections[0].phases),
    starts: settings.starts,
    seed: settings.seed,
    points: settings.points,
    threads,
    ...(signal && { signal }),
    onProgress: ({ fit, ...progress }: SearchProgress) =>
      onProgress?.({
        ...{ kind: 'search', ...progress },
        ...(fit && { curves: () => curvesSoFar(setup, sections[0], fit, settings.seed) }),
      }),
  };
  const stopped = (): never => {
    throw new ExcursaError({
      kind: 'interrupted',
      what: 'calibrate',
      event: 'stopped before the exact fit was complete',
      remedy: ['the same command again, with ', { setting: 'resume' }, ' where its folder has been made'],
    });
  };
  const wideStarts = wideStartsOf(settings, setup.record);
  const isWide = wideStarts > 0 && !familyOf(setup.family).isCurve;
  const reference = isWide ? referenceLook(sections, setup.correlationLength) : undefined;
  let found = (await search({ ...request, setup, isFirst: reference !== undefined })) ?? stopped();
  let optima: Optima | undefined;
  if (reference) {
    const generations = settings.effort === 'quick' ? { generations: quickGenerations } : {};
    const chosen = await chooseOptimum(
      { ...request, ...generations, setup, sections, reference, starts: wideStarts },
      found,
    );
    if (!chosen) return stopped();
    optima = chosen.summary;
    const { starts } = found;
    // What true parameters have as loss is enough: less would fit the scatter, and lead away from what was chosen.
    const enough = setup.statistics.features.length;
    found = (await search({ ...request, setup, orders: [chosen.order], from: chosen.raw, enough })) ?? stopped();
    found = { ...found, starts };
  }
  let smoothness: ExactFitSummary['smoothness'];
  if (familyOf(setup.family).isCurve && settings.smoothness === undefined) {
    smoothness = await chooseSmoothness(
      setup,
      sections,
      found,
      { points: Math.max(256, settings.points / 8), seed: settings.seed, threads, ...(signal && { signal }) },
      (done, total) => onProgress?.({ kind: 'cross-validation', done, total }),
    );
    if (signal?.aborted) stopped();
    setup = { ...setup, weights: { ...setup.weights, smoothness: smoothness.weight } };
    const { starts } = found;
    found = (await search({ ...request, setup, orders: [found.order], from: found.raw })) ?? stopped();
    found = { ...found, starts };
  }
  const scatter = (await scatterOf(setup, sections, found, { seed: settings.seed, ...options })) ?? stopped();
  const judged = summarise(setup, sections[0], found, scatter, { smoothness, wide: optima !== undefined });
  const summary = { ...judged, ...(optima && { optima }) };
  return { setup, order: found.order, raw: found.raw, summary, discrepancy: found.discrepancy };
}
