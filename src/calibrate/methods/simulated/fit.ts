import type { TaskProgram } from '../../../compute/index.ts';
import type { FamilyChoice } from '../../../correlation/index.ts';
import { ExcursaError } from '../../../errors.ts';
import { levenbergMarquardt } from '../../../numerics/index.ts';
import { type ModelClass, parametersOf, toRaws } from '../../../phase/index.ts';
import type { TwoPointLayout } from '../../two-point/two-point-features.ts';
import {
  createSimulator,
  permuteSimulated,
  type SimulatedTarget,
  type SimulationSetup,
  type Simulator,
} from './simulator.ts';

/**
 * How far a model may be off for a residual of one: two-point functions and lineal paths absolutely, volume fractions
 * and surface areas relatively.
 */
const tolerance = { curve: 0.003, volume: 0.002, surface: 0.004 };
/** Weight of a parameter's distance from its start, in its unbounded unit: keeps what the data do not determine. */
const anchorWeight = 0.3;
/** Step of finite differences on the unbounded scale: long against the jumps of single pixels, short against a unit. */
const difference = 0.04;
/** Most Gauss-Newton steps. */
const mostSteps = 12;

/** What a simulated fit found. */
export interface SimulatedFit {
  readonly order: readonly number[];
  /** Unbounded parameters - shape [parameter]. */
  readonly raw: Float64Array;
  /** Sum of squared residuals. */
  readonly loss: number;
  readonly iterations: number;
  /** Relative errors on the simulated images, by phase in the data's order. */
  readonly volumeFractionErrors: readonly number[];
  readonly surfaceAreaErrors: readonly number[];
}

/** Residuals of features: [feature], each ring weighted alike. */
function weightsOf(target: Float64Array, { volume, surface, length }: TwoPointLayout): Float64Array {
  return target.map((value, k) => {
    if (k < volume || k >= length) return 1 / tolerance.curve;
    return 1 / ((k < surface ? tolerance.volume : tolerance.surface) * value);
  });
}

/**
 * Where fits of a class begin: what the class makes of the data, or else the starts of its parameters.
 * @returns unbounded parameters - [start] of shape [parameter].
 */
export function startsOf(
  { record, starts }: Pick<ModelClass, 'record' | 'starts'>,
  family: FamilyChoice,
  target: SimulatedTarget,
  order: readonly number[],
): Float64Array[] {
  const parameters = parametersOf(record, family);
  const features = permuteSimulated(target, order);
  const { volume, surface, phases } = target.twoPoint.layout;
  const measured = {
    volumeFractions: features.subarray(volume, volume + phases),
    surfaceAreas: features.subarray(surface, surface + phases),
  };
  return (starts?.(measured) ?? [{}]).map((values) =>
    toRaws(
      parameters,
      parameters.map((p) => (p.group === 'scalars' ? (values[p.name] ?? p.start) : p.start)),
    ),
  );
}

/**
 * Relative errors of simulated volume fractions and surface areas, by phase in the data's order. @param features - in
 * the model's order.
 */
export function errorsOf(
  features: Float64Array,
  target: SimulatedTarget,
  order: readonly number[],
): Pick<SimulatedFit, 'volumeFractionErrors' | 'surfaceAreaErrors'> {
  const wanted = permuteSimulated(target, order);
  const errorsFrom = (first: number): number[] =>
    order.map((_, phase) => {
      const k = first + order.indexOf(phase);
      return features[k] / wanted[k] - 1;
    });
  const { volume, surface } = target.twoPoint.layout;
  return { volumeFractionErrors: errorsFrom(volume), surfaceAreaErrors: errorsFrom(surface) };
}

/**
 * Fits a model whose two-point functions have no closed form by those of simulated images, with common random numbers:
 * Levenberg's and Marquardt's method on finite differences.
 * @param order - material phase that plays Xi_1, Xi_2, ...
 * @throws ExcursaError (numeric) when no start gives finite features.
 */
export function fitSimulated(
  simulator: Simulator,
  target: SimulatedTarget,
  order: readonly number[],
  options: {
    /** Unbounded parameters to keep near - shape [parameter]. */
    readonly start: Float64Array;
    readonly most?: number;
    readonly from?: Float64Array;
    /** How many parameters, the first of all, are moved; the others stay. All unless told. */
    readonly moved?: number | undefined;
    readonly onStep?: (loss: number) => void;
  },
): SimulatedFit {
  const wanted = permuteSimulated(target, order);
  const { layout } = target.twoPoint;
  const weights = weightsOf(wanted, layout);
  const { start } = options;
  const from = options.from ?? start;
  const count = options.moved ?? start.length;
  const rows = wanted.length + count;
  const whole = (moved: Float64Array): Float64Array => {
    const raw = from.slice();
    raw.set(moved);
    return raw;
  };
  const residualsOf = (raw: Float64Array): Float64Array => {
    const features = simulator.features(whole(raw));
    return Float64Array.from({ length: rows }, (_, k) =>
      k < wanted.length
        ? weights[k] * (features[k] - wanted[k])
        : anchorWeight * (raw[k - wanted.length] - start[k - wanted.length]),
    );
  };
  const evaluate = (raw: Float64Array, withJacobian: boolean) => {
    const residuals = residualsOf(raw);
    options.onStep?.(residuals.reduce((sum, r) => sum + r * r, 0));
    const jacobian = new Float64Array(withJacobian ? rows * count : 0);
    if (withJacobian) {
      for (let i = 0; i < count; i++) {
        const moved = raw.slice();
        moved[i] += difference;
        const there = residualsOf(moved);
        for (let k = 0; k < rows; k++) jacobian[k * count + i] = (there[k] - residuals[k]) / difference;
      }
    }
    return { residuals, jacobian };
  };
  const fit = levenbergMarquardt({ count, evaluate }, from.slice(0, count), options.most ?? mostSteps);
  if (!Number.isFinite(fit.loss)) {
    throw new ExcursaError({
      kind: 'numeric',
      what: 'calibrate',
      expected: 'finite features of simulated images',
      got: 'none',
      remedy: ['another ', { setting: 'seed' }],
    });
  }
  const raw = whole(fit.raw);
  return {
    ...{ order, raw, loss: fit.loss, iterations: fit.iterations },
    ...errorsOf(simulator.features(raw), target, order),
  };
}

/** One fit by simulation. */
export interface SimulatedTask {
  readonly setup: SimulationSetup;
  readonly order: readonly number[];
  /** Unbounded parameters to keep near - shape [parameter]. */
  readonly start: Float64Array;
  readonly most: number;
  /** Where to begin, if not at the start. */
  readonly from?: Float64Array;
  /** How many parameters are moved; all unless told. */
  readonly moved?: number | undefined;
}

/** Carries out fits; the same task gives the same bits on every thread. */
export const simulatedFitProgram: TaskProgram<SimulatedTarget, SimulatedTask, SimulatedFit> =
  (target) =>
  async ({ setup, order, start, most, from, moved }) => {
    const simulator = await createSimulator(setup);
    try {
      return fitSimulated(simulator, target, order, { start, most, moved, ...(from && { from }) });
    } finally {
      await simulator.close();
    }
  };
