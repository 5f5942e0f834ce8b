import { TaskPool } from '../../../compute/index.ts';
import { threadsFor } from '../../../correlation/index.ts';
import { ExcursaError } from '../../../errors.ts';
import type { PhaseMap } from '../../../grid/index.ts';
import { parametersOf, toValues } from '../../../phase/index.ts';
import type { SimulatedProgress, TriedOrder } from '../../calibration.ts';
import { ordersToTry, type Settings } from '../../settings.ts';
import type { FitTask } from '../method.ts';
import { errorsOf, type SimulatedFit, type SimulatedTask, simulatedFitProgram, startsOf } from './fit.ts';
import {
  createSimulator,
  measureSimulatedTarget,
  type SimulatedFunctions,
  type SimulatedTarget,
  type SimulationSetup,
} from './simulator.ts';
import { centreVolumes } from './volumes.ts';

/** Small images for the first few steps of every order and start, larger ones for the best of them. */
const screening = { window: 128, images: 16, steps: 6 };
const full = { window: 192, images: 16, steps: 15, candidates: 2 };
/** The best then goes on with the components of its correlations told apart. */
const apart = { window: 192, images: 16, steps: 20 };
/**
 * The winner ends on more images than a section of 1000 x 1000 pixels holds, so that chance in them does not show in
 * the model.
 */
const polish = { window: 256, images: 32, steps: 8 };
/**
 * Images on which the thresholds are set last, for the volume fractions: a set for the search, eight for the last step.
 */
const centring = { window: 256, images: 128 };
const centringSets = 8;
/**
 * The same in little time, to compare classes: starts as they are, the best of them with their scalars alone, fewer
 * with all parameters, the last with the components told apart.
 */
const quick = {
  look: { window: 128, images: 8 },
  stages: [
    { window: 128, images: 8, steps: 3, keep: 4, scalarsAlone: true },
    { window: 128, images: 8, steps: 5, keep: 2, scalarsAlone: true },
    { window: 128, images: 16, steps: 3, keep: 1, scalarsAlone: false },
  ],
  centring: { window: 192, images: 32 },
  sets: 4,
} as const;
/** By how much the ranges of the three components move: a short one, the one found, a long one. */
const apartShifts = [-1.5, 0, 0.8];

/** Largest lag that is compared, pixels, if the images allow. */
const longestLag = 48;

/** Data and sizes of a simulated calibration. */
export interface SimulatedSetup {
  readonly target: SimulatedTarget;
  readonly maxLag: number;
  readonly taper: number;
}

/** Measures what simulations are compared with. @throws ExcursaError (input) for data that cannot be fitted. */
export async function prepareSimulated(settings: Settings, sections: readonly PhaseMap[]): Promise<SimulatedSetup> {
  const smallest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  const maxLag = Math.min(settings.maxLag ?? longestLag, Math.floor(smallest / 4));
  const functions: SimulatedFunctions = settings.functions;
  return {
    target: await measureSimulatedTarget(sections, maxLag, functions),
    maxLag,
    taper: Math.min(settings.taper ?? longestLag, 64),
  };
}

/** How much is simulated. */
interface SimulationSize {
  readonly window: number;
  readonly images: number;
}

/** What is fitted: the model, and the settings that simulation depends on. */
type SimulatedModel = Pick<FitTask, 'record' | 'family' | 'settings'>;

function simulationOf(
  { record, family, settings: { seed, functions } }: SimulatedModel,
  { maxLag, taper }: SimulatedSetup,
  size: SimulationSize,
): SimulationSetup {
  return { record, family, taper, maxLag, seed, functions, ...size };
}

/**
 * Moves the components of a correlation apart that began equal: the ranges of a field by opposite shifts on the
 * unbounded scale. Equal components have equal derivatives and would stay equal.
 */
function tellApart({ record, family }: SimulatedModel, raw: Float64Array): Float64Array {
  const parameters = parametersOf(record, family);
  const ranges = (field: string) => parameters.filter(({ group, role }) => group === field && role === 'range');
  return raw.map((x, i) => {
    const component = ranges(parameters[i].group).indexOf(parameters[i]);
    return component < 0 ? x : x + (apartShifts[component] ?? 0);
  });
}

/** Sets the thresholds for the volume fractions on many fresh images, and says how far all phases are off there. */
export async function centreSimulated(
  task: SimulatedModel,
  setup: SimulatedSetup,
  order: readonly number[],
  from: Float64Array,
): Promise<Pick<SimulatedFit, 'raw' | 'volumeFractionErrors' | 'surfaceAreaErrors'>> {
  const isQuick = task.settings.effort === 'quick';
  const [size, sets] = isQuick ? [quick.centring, quick.sets] : [centring, centringSets];
  const fresh = { ...simulationOf(task, setup, size), seed: task.settings.seed + 1 };
  const simulator = await createSimulator(fresh);
  try {
    const { raw, features } = centreVolumes(fresh, simulator, setup.target, order, from, sets);
    return { raw, ...errorsOf(features, setup.target, order) };
  } finally {
    await simulator.close();
  }
}

/**
 * Starts whose grains are at least half as large as the largest of all: those of a fine phase are the least likely, and
 * so many that they take most of the time.
 */
function largeGrains<Start extends { readonly start: Float64Array }>(
  { record, family }: SimulatedModel,
  starts: readonly Start[],
): Start[] {
  const parameters = parametersOf(record, family);
  const place = parameters.findIndex(({ group, name }) => group === 'scalars' && name === record.grains?.radius);
  if (place < 0) return [...starts];
  const radii = starts.map(({ start }) => toValues(parameters, start)[place]);
  return starts.filter((_, s) => radii[s] >= Math.max(...radii) / 2);
}

/** What a search ends with: the best fit, and the first ones of all starts. */
interface Searched {
  readonly best: SimulatedFit;
  readonly ranked: readonly SimulatedFit[];
}

/**
 * Fits all orders from all kinds of start for a few steps on small images, then the best on larger ones, tells the
 * components of the correlations apart, goes on with many images and sets the thresholds on many more. Results do not
 * depend on the number of threads.
 * @throws ExcursaError (interrupted) when stopped by the signal.
 */
export async function searchSimulated(
  task: FitTask,
  simulated: SimulatedSetup,
): Promise<SimulatedFit & { readonly orders: readonly TriedOrder[] }> {
  const { settings, images, signal, onProgress } = task;
  const { target } = simulated;
  const setupOf = (size: SimulationSize): SimulationSetup => simulationOf(task, simulated, size);
  const orders = ordersToTry(settings.order, images[0].phases);
  const starts = orders.flatMap((order) =>
    startsOf(task, task.family, target, order).map((start) => ({ order, start })),
  );
  const stopped = (): never => {
    throw new ExcursaError({
      kind: 'interrupted',
      what: 'calibrate',
      event: 'stopped before the fit was complete',
      remedy: 'the same command again, nothing was written',
    });
  };
  const threads = threadsFor(task.family, Math.min(task.threads, starts.length));
  const pool = new TaskPool('simulated-fit', simulatedFitProgram, target, threads);
  /** Carries out a stage's tasks. @throws ExcursaError (interrupted). */
  const run = async (stage: SimulatedProgress['stage'], tasks: readonly SimulatedTask[]): Promise<SimulatedFit[]> => {
    let done = 0;
    let best: number | null = null;
    onProgress({ kind: 'simulated', stage, done, total: tasks.length, best });
    const fits = await pool.run(
      tasks,
      ({ loss }) => {
        best = Math.min(best ?? loss, loss);
        onProgress({ kind: 'simulated', stage, done: ++done, total: tasks.length, best });
      },
      signal,
    );
    if (signal?.aborted) stopped();
    return fits.filter((fit) => fit !== undefined);
  };
  /** All kinds of start for a few steps, the best on larger images, the winner with its components told apart. */
  const fitFully = async (): Promise<Searched> => {
    const screenings = starts.map((own) => ({ ...own, setup: setupOf(screening), most: screening.steps }));
    const ranked = (await run('screening', screenings))
      .map((fit, s) => ({ fit, start: starts[s].start }))
      .sort((a, b) => a.fit.loss - b.fit.loss);
    const candidates = ranked
      .slice(0, full.candidates)
      .map(({ fit, start }) => ({ start, order: fit.order, from: fit.raw, setup: setupOf(full), most: full.steps }));
    const finals = await run('fit', candidates);
    const equal = finals.reduce((a, b) => (b.loss < a.loss ? b : a));
    const { start } = candidates[finals.indexOf(equal)];
    const split = {
      start,
      order: equal.order,
      from: tellApart(task, equal.raw),
      setup: setupOf(apart),
      most: apart.steps,
    };
    const winner = (await run('components', [split])).reduce((a, b) => (b.loss < a.loss ? b : a), equal);
    const last = { start, order: winner.order, from: winner.raw, setup: setupOf(polish), most: polish.steps };
    const [polished] = await run('polish', [last]);
    return { best: polished, ranked: ranked.map(({ fit }) => fit) };
  };
  /** The best of the starts as they are, fewer and fewer with more and more parameters. */
  const fitQuickly = async (): Promise<Searched> => {
    const tried = largeGrains(task, starts);
    const looks = tried.map((own) => ({ ...own, setup: setupOf(quick.look), most: 0, moved: 0 }));
    const ranked = await run('screening', looks);
    let pool = tried.map((own, s) => ({ ...own, from: own.start, loss: ranked[s].loss }));
    let best = ranked[0];
    for (const { steps, keep, scalarsAlone, ...size } of quick.stages) {
      pool = pool.sort((a, b) => a.loss - b.loss).slice(0, keep);
      const moved = scalarsAlone ? task.record.scalars.length : undefined;
      const tasks = pool.map(({ order, start, from }) => ({
        ...{ order, start, moved, setup: setupOf(size), most: steps },
        from: keep === 1 ? tellApart(task, from) : from,
      }));
      const fits = await run('fit', tasks);
      pool = pool.map((own, i) => ({ ...own, from: fits[i].raw, loss: fits[i].loss }));
      best = fits.reduce((a, b) => (b.loss < a.loss ? b : a));
    }
    return { best, ranked };
  };
  try {
    const { best: polished, ranked } = await (settings.effort === 'quick' ? fitQuickly() : fitFully());
    onProgress({ kind: 'simulated', stage: 'volumes', done: 0, total: 1, best: polished.loss });
    const labels = (order: readonly number[]): number[] => order.map((phase) => images[0].phases[phase].label);
    const triedOrders = orders.flatMap((order) => {
      const losses = ranked.filter((fit) => fit.order.join() === order.join()).map(({ loss }) => loss);
      return losses.length > 0 ? [{ order: labels(order), loss: Math.min(...losses) }] : [];
    });
    return {
      ...polished,
      ...(await centreSimulated(task, simulated, polished.order, polished.raw)),
      orders: triedOrders.sort((a, b) => a.loss - b.loss),
    };
  } finally {
    await pool.close();
  }
}
