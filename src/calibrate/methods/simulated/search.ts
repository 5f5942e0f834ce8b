import type { Role } from '../../../correlation/index.ts';
import type { PhaseMap } from '../../../grid/index.ts';
import { sumOfSquares } from '../../../numerics/index.ts';
import {
  createGrainFractions,
  type GrownFrom,
  grownFromOf,
  hasLargeBodies,
  parametersOf,
  thresholdsOf,
  toRaws,
  toValues,
} from '../../../phase/index.ts';
import type { SimulatedProgress, TriedOrder } from '../../calibration.ts';
import { ordersToTry, type Settings } from '../../settings.ts';
import type { FitTask, RivalFit } from '../method.ts';
import { errorsOf, fewMoves, fitSimulated, type SimulatedFit, simulatedResiduals, startsOf } from './fit.ts';
import { planOf, type SearchPlan, type Stage } from './plans.ts';
import { polishSimulated } from './polish.ts';
import { roundest } from './roundest.ts';
import { type PlannedWork, Simulation, type SimulationSize } from './simulation.ts';
import {
  measureSimulatedTarget,
  permuteSimulated,
  type SimulatedFunctions,
  type SimulatedTarget,
  type SimulationSetup,
} from './simulator.ts';
import { adjust } from './volumes.ts';

/** Sets of images that compare balls. */
const roundSets = [0, 1, 2, 3];
/** Most steps of the closing adjustment, and of volume fractions alone at a start. */
const [closingSteps, startSteps] = [4, 3];
/**
 * Roles of the scalars that the closing adjustment leaves: which grains there are changes in jumps, and the second
 * phase is far from linear in the thickness of shells.
 */
const fixedRoles: readonly Role[] = ['density', 'spread', 'elongation', 'reach', 'softness'];
/** By how much the ranges of the three components move: a short one, the one found, a long one. */
const apartShifts = [-1, 0, 0.6];

/**
 * Factor of the tolerance of functions in a polish. The higher-order features, of which some are functions too, are
 * what tells a model from the data.
 */
const loose = 3;

/** Largest lag that is compared, pixels, if the images allow; and tapers, also of bodies larger than usual images. */
const [longestLag, longestTaper, taperOfLarge] = [48, 64, 128];

/** Data and sizes of a simulated calibration. */
export interface SimulatedSetup {
  readonly target: SimulatedTarget;
  readonly maxLag: number;
  readonly taper: number;
}

/** Measures what simulations are compared with. @throws ExcursaError (input) for data that cannot be fitted. */
export async function prepareSimulated(
  settings: Settings,
  sections: readonly PhaseMap[],
  record?: FitTask['record'],
): Promise<SimulatedSetup> {
  const smallest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  const maxLag = Math.min(settings.maxLag ?? longestLag, Math.floor(smallest / 4));
  const functions: SimulatedFunctions = settings.functions;
  const isLarge = record !== undefined && hasLargeBodies(record);
  return {
    target: await measureSimulatedTarget(sections, maxLag, functions),
    maxLag,
    taper: isLarge ? (settings.taper ?? taperOfLarge) : Math.min(settings.taper ?? longestLag, longestTaper),
  };
}

/** What is fitted: the model, and the settings that simulation depends on. */
type SimulatedModel = Pick<FitTask, 'record' | 'family' | 'settings'>;

function simulationOf(
  { record, family, settings: { seed, functions } }: SimulatedModel,
  { maxLag, taper, target: { look } }: SimulatedSetup,
  { window, images }: SimulationSize,
): SimulationSetup {
  const edge = look && look.edge <= window ? look.edge : undefined;
  return { record, family, taper, maxLag, seed, functions, window, images, edge };
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

/**
 * Unbounded parameters of a class that has grown from a plainer one: what both have is kept.
 * @param raw - unbounded parameters of the plainer model - shape [parameter].
 */
function grow({ record, family }: SimulatedModel, { record: plainer, begin }: GrownFrom, raw: Float64Array) {
  const known = parametersOf(plainer, family);
  const fitted: Record<string, Record<string, number>> = {};
  toValues(known, raw).forEach((value, i) => {
    const { group, name } = known[i];
    fitted[group] ??= {};
    fitted[group][name] = value;
  });
  const given = begin(fitted);
  const parameters = parametersOf(record, family);
  const values = parameters.map(({ group, name, start }) => given[group]?.[name] ?? fitted[group]?.[name] ?? start);
  return toRaws(parameters, values);
}

/**
 * Adjusts volume fractions and surface areas on many fresh images, and gives how far all phases are off there. Scalars
 * move as little as that takes.
 */
async function closeSimulated(
  task: SimulatedModel,
  setup: SimulatedSetup,
  simulation: Simulation,
  order: readonly number[],
  from: Float64Array,
): Promise<Pick<SimulatedFit, 'raw' | 'volumeFractionErrors' | 'surfaceAreaErrors'>> {
  const { target } = setup;
  const { sets, toruses, ...size } = planOf(task.record, task.settings.effort).closing;
  const simulate = simulation.of({
    ...simulationOf(task, setup, size),
    ...{ seed: task.settings.seed + 1, functions: 'two-point', edge: undefined },
  });
  const { volume, phases } = target.twoPoint.layout;
  // The volume fractions of all phases but the last determine that one; all surface areas follow them.
  const quantities = Array.from({ length: 2 * phases }, (_, k) => volume + k).filter((_, k) => k !== phases - 1);
  const wanted = permuteSimulated(target, order);
  const { record, family } = task;
  const parameters = parametersOf(record, family);
  const moves = fewMoves(record, family).filter(([first]) => !fixedRoles.includes(parameters[first].role));
  const { volumeFractions } = createGrainFractions(record, toruses);
  const at = (place: Float64Array) => volumeFractions(toValues(parameters, place).slice(0, record.scalars.length));
  const { raw, features } = await adjust(
    simulate,
    from,
    {
      ...{ quantities, wanted: quantities.map((q) => wanted[q]), moves, most: closingSteps },
      law: { first: volume, at },
    },
    sets,
  );
  return { raw, ...errorsOf(features, target, order) };
}

/** The closing adjustment alone, on threads of its own. */
export async function centreSimulated(
  task: SimulatedModel & Pick<FitTask, 'threads' | 'signal'>,
  setup: SimulatedSetup,
  order: readonly number[],
  from: Float64Array,
): Promise<Pick<SimulatedFit, 'raw' | 'volumeFractionErrors' | 'surfaceAreaErrors'>> {
  const simulation = new Simulation(task);
  try {
    return await closeSimulated(task, setup, simulation, order, from);
  } finally {
    await simulation.close();
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

/** What a search is to simulate, about: attempts of steps that fail are counted as one each. */
function plannedWork(
  { record, family, settings }: SimulatedModel,
  plan: SearchPlan,
  later: readonly Stage[],
  starts: number,
): PlannedWork[] {
  const [few, all] = [fewMoves(record, family).length, parametersOf(record, family).length];
  // A step of thresholds: both moves, and the place that it leads to.
  const centring = startSteps * (thresholdsOf(record).length + 1);
  const ofStage = ({ keep, steps, moves, sets = 1, ...size }: Stage): PlannedWork => ({
    ...size,
    sets: keep * steps * sets * ((moves === 'few' ? few : all) + 1),
  });
  const stages = [...plan.stages, ...later].map(ofStage);
  const givenUp = settings.effort === 'full' ? plan.stages.reduce((sum, { keep }) => Math.max(sum, keep), 0) : 0;
  const { window, images, sets } = plan.closing;
  return [
    { ...plan.starts, sets: starts * centring },
    ...stages,
    // Two candidates for the roundest grains.
    { ...plan.rivals, sets: (givenUp + 2 * roundSets.length) * centring },
    { window, images, sets: sets * (closingSteps + 1) + closingSteps * few },
  ];
}

/** A fit under way. */
interface SimulatedCandidate {
  readonly order: readonly number[];
  /** Unbounded parameters to keep near - shape [parameter]. */
  readonly start: Float64Array;
  readonly from: Float64Array;
  readonly loss: number;
}

/**
 * Compares starts of all orders of the phases, their thresholds set for the volume fractions; fits the best on more and
 * larger images with more and more parameters; adjusts volume fractions and surface areas on many more. Results do not
 * depend on the number of threads.
 * @throws ExcursaError (interrupted) when stopped by the signal.
 */
export async function searchSimulated(
  task: FitTask,
  simulated: SimulatedSetup,
): Promise<SimulatedFit & { readonly orders: readonly TriedOrder[]; readonly rivals: readonly RivalFit[] }> {
  const { settings, images, onProgress, record, family } = task;
  const { target } = simulated;
  const { volume } = target.twoPoint.layout;
  const growth = grownFromOf(record);
  const plainer: FitTask = growth ? { ...task, record: growth.record } : task;
  const plan = planOf(record, settings.effort);
  const orders = ordersToTry(settings.order, images[0].phases);
  const starts = largeGrains(
    plainer,
    orders.flatMap((order) => startsOf(plainer, family, target, order).map((start) => ({ order, start }))),
  );
  const later = growth ? plan.grown : plan.last;
  const simulation = new Simulation(task);
  simulation.plan(plannedWork(task, plan, later, starts.length));
  let told: Omit<SimulatedProgress, 'share'> = { kind: 'simulated', stage: 'screening', done: 0, total: 1, best: null };
  const tell = (next = told): void => {
    told = next;
    onProgress({ ...told, share: simulation.share });
  };
  simulation.onDone = tell;
  /** Carries out the parts of a stage, as many at a time as keep the threads busy. */
  const carriedOut = async <T>(
    stage: SimulatedProgress['stage'],
    parts: readonly T[],
    carryOut: (part: T) => Promise<SimulatedCandidate>,
  ): Promise<SimulatedCandidate[]> => {
    const out = new Array<SimulatedCandidate>(parts.length);
    let [next, done] = [0, 0];
    let best: number | null = null;
    const inTurn = async (): Promise<void> => {
      while (next < parts.length) {
        const own = next++;
        tell({ kind: 'simulated', stage, done, total: parts.length, best });
        out[own] = await carryOut(parts[own]);
        done++;
        best = Math.min(best ?? Infinity, out[own].loss);
      }
    };
    await Promise.all(Array.from({ length: simulation.abreast }, inTurn));
    return out.sort((a, b) => a.loss - b.loss);
  };
  try {
    /** Parameters whose thresholds give the volume fractions of the data on images of a size. */
    const centred = async (
      model: FitTask,
      order: readonly number[],
      start: Float64Array,
      size = plan.starts,
      sets = 1,
    ) => {
      const setup = simulationOf(model, simulated, size);
      const wanted = permuteSimulated(target, order);
      const thresholds = thresholdsOf(model.record);
      const quantities = thresholds.map((_, p) => volume + p);
      const { raw, features } = await adjust(
        simulation.of(setup),
        start,
        { quantities, wanted: quantities.map((q) => wanted[q]), moves: thresholds.map((i) => [i]), most: startSteps },
        sets,
      );
      const residualsOf = simulatedResiduals(target, order, setup);
      return { order, start: raw, from: raw, loss: sumOfSquares(residualsOf(features)) };
    };
    const givenUp: { readonly model: FitTask; readonly fit: SimulatedCandidate }[] = [];
    const giveUp = (model: FitTask, fits: readonly SimulatedCandidate[]) =>
      givenUp.unshift(...fits.map((fit) => ({ model, fit })));
    /** Carries out stages one after the other; fits that do not go on are given up. */
    const through = async (model: FitTask, stages: readonly Stage[], candidates: SimulatedCandidate[]) => {
      let left = candidates;
      for (const { stage, keep, steps, moves, sets, ...size } of stages) {
        if (left !== ranked) giveUp(model, left.slice(keep));
        const setup = simulationOf(model, simulated, size);
        left = await carriedOut(stage, left.slice(0, keep), async ({ order, start, from }) => {
          if (sets) {
            const residualsOf = simulatedResiduals(target, order, { ...setup, images: sets * size.images, loose });
            const polished = await polishSimulated(simulation.of(setup), residualsOf, from, { sets, steps });
            return { order, start, from: polished.raw, loss: polished.loss };
          }
          const residualsOf = simulatedResiduals(target, order, setup);
          // Components of a class that has grown are apart already.
          const options =
            moves === 'few'
              ? { start, from, most: steps, moves: fewMoves(model.record, family) }
              : { start, from: growth ? from : tellApart(model, from), most: steps };
          const { raw, loss } = await fitSimulated(simulation.of(setup), residualsOf, target, order, options);
          return { order, start, from: raw, loss };
        });
      }
      return left;
    };
    const ranked = await carriedOut('screening', starts, ({ order, start }) => centred(plainer, order, start));
    let pool = await through(plainer, plan.stages, ranked);
    if (growth) {
      const [best, ...rest] = pool;
      giveUp(plainer, rest);
      pool = [await centred(task, best.order, grow(task, growth, best.from))];
    }
    pool = await through(task, later, pool);
    const [{ order, from: last, loss }] = pool;
    const fresh: FitTask = { ...task, settings: { ...settings, seed: settings.seed + 2 } };
    /** The fit with grains as round as the images allow; a polish knows what chance there is in derivatives. */
    const rounded = async (): Promise<Float64Array> => {
      const setup = simulationOf(fresh, simulated, plan.rivals);
      const residualsOf = simulatedResiduals(target, order, { ...setup, images: roundSets.length * setup.images });
      return roundest(task, simulation.of(setup), residualsOf, last, {
        sets: roundSets,
        centred: async (raw) => (await centred(fresh, order, raw, plan.rivals, roundSets.length)).from,
      });
    };
    const from = growth || settings.effort !== 'full' ? last : await rounded();
    tell({ kind: 'simulated', stage: 'volumes', done: 0, total: 1, best: loss });
    const labels = (own: readonly number[]): number[] => own.map((phase) => images[0].phases[phase].label);
    const triedOrders = orders.flatMap((own) => {
      const losses = ranked.filter((fit) => fit.order.join() === own.join()).map((fit) => fit.loss);
      return losses.length > 0 ? [{ order: labels(own), loss: Math.min(...losses) }] : [];
    });
    const rivals: RivalFit[] = [];
    // A quick fit is compared with other classes, not drawn in space.
    for (const { model, fit } of settings.effort === 'full' ? givenUp : []) {
      const { from: raw } = await centred(model, fit.order, fit.from, plan.rivals);
      rivals.push({ record: model.record, order: fit.order, raw });
    }
    return {
      ...{ rivals, order, loss, iterations: [...plan.stages, ...later].reduce((sum, { steps }) => sum + steps, 0) },
      ...(await closeSimulated(task, simulated, simulation, order, from)),
      orders: triedOrders.sort((a, b) => a.loss - b.loss),
    };
  } finally {
    await simulation.close();
  }
}
