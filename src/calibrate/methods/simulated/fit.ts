import type { FamilyChoice } from '../../../correlation/index.ts';
import { ExcursaError } from '../../../errors.ts';
import { featurePlaces } from '../../../morphology/index.ts';
import { type LeastSquaresAnswer, marquardtQuestions, sumOfSquares } from '../../../numerics/index.ts';
import {
  type ModelClass,
  type ModelRecord,
  parameterOf,
  parametersOf,
  rangesOf,
  toRaws,
} from '../../../phase/index.ts';
import type { TwoPointLayout } from '../../two-point/two-point-features.ts';
import { permuteSimulated, type SimulatedTarget, type SimulationSetup } from './simulator.ts';

/**
 * How far a model may be off for a residual of one: two-point functions and lineal paths absolutely, volume fractions
 * and surface areas relatively.
 */
const tolerance = { curve: 0.003, volume: 0.002, surface: 0.004 };
/**
 * Residuals r are bent to b asinh(r / b): far from the data one feature that these hardly have, as specks of a phase
 * without any, must not outweigh all others.
 */
const bend = 5;
/** Weight of a parameter's distance from its start, in its unbounded unit: keeps what the data do not determine. */
const anchorWeight = 0.3;
/** Step of finite differences on the unbounded scale: long against the jumps of single pixels, short against a unit. */
export const difference = 0.04;
/** Most Gauss-Newton steps. */
const mostSteps = 12;

/** Unbounded parameters - shape [parameter] -, and the number of the set of images that is simulated with them. */
export interface SimulatedPlace {
  readonly raw: Float64Array;
  readonly set: number;
}

/** Mean features of simulated images - [place] of shape [feature] - float64. */
export type Simulate = (places: readonly SimulatedPlace[]) => Promise<Float64Array[]>;

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

/** Residuals of functions: [feature], each ring weighted alike. */
function weightsOf(target: Float64Array, { volume, surface, length }: TwoPointLayout, loose: number): Float64Array {
  return target.map((value, k) => {
    if (k < volume || k >= length) return 1 / (loose * tolerance.curve);
    return 1 / ((k < surface ? tolerance.volume : tolerance.surface) * value);
  });
}

/**
 * How far simulated features are from the target, bent: functions in units of their tolerances, then higher-order
 * features in units of the scatter of their means, in the data and in the simulated windows.
 * @param setup - of the simulation, with all images whose mean is compared; loose: factor of the tolerance of curves.
 */
export function simulatedResiduals(
  target: SimulatedTarget,
  order: readonly number[],
  {
    window,
    images,
    edge,
    loose = 1,
  }: Pick<SimulationSetup, 'window' | 'images' | 'edge'> & { readonly loose?: number },
): (features: Float64Array) => Float64Array {
  const wanted = permuteSimulated(target, order);
  const weights = weightsOf(wanted, target.twoPoint.layout, loose);
  const { look } = target;
  const bent = (residual: number): number => bend * Math.asinh(residual / bend);
  const functions = (features: Float64Array): Float64Array =>
    wanted.map((w, k) => bent(weights[k] * (features[k] - w)));
  if (!look || edge === undefined) return functions;
  const places = featurePlaces(look.list, order);
  const windows = images * Math.floor(window / edge) ** 2;
  const scatter = Math.sqrt(1 / look.independent + 1 / windows);
  return (features) => {
    const own = Float64Array.from(places, (place) => features[wanted.length + place]);
    const higher = look.whiten(own, look.mean).map((value) => bent(value / scatter));
    return Float64Array.from([...functions(features), ...higher]);
  };
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
    linealLengths: order.map((phase) => target.linealLengths[phase]),
  };
  return (starts?.(measured) ?? [{}]).map((values) =>
    toRaws(
      parameters,
      parameters.map((p) => {
        if (p.group === 'scalars') return values[p.name] ?? p.start;
        const all = p.role === 'range' ? values[rangesOf(p.group)] : undefined;
        return values[parameterOf(p.group, p.name)] ?? all ?? p.start;
      }),
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

/** Parameters that move together, as positions - [move] of [parameter]. */
export type Moves = readonly (readonly number[])[];

/** Roles of the parameters of a correlation that move in few moves: those of all components of a field together. */
const fewRoles = ['range', 'shape', 'mollifier'] as const;

/** Every scalar on its own, and of every field the ranges, the shapes and the smoothing together. */
export function fewMoves(record: ModelRecord, family: FamilyChoice): Moves {
  const parameters = parametersOf(record, family);
  const of = (group: string, role: string): number[] =>
    parameters.flatMap((p, i) => (p.group === group && p.role === role ? [i] : []));
  const fields = record.fields.flatMap((field) => fewRoles.map((role) => of(field, role)));
  return [...record.scalars.map((_, i) => [i]), ...fields.filter((move) => move.length > 0)];
}

/** How a fit moves. */
export interface SimulatedFitOptions {
  /** Unbounded parameters to keep near - shape [parameter]. */
  readonly start: Float64Array;
  readonly most?: number;
  readonly from?: Float64Array;
  /** All parameters, each on its own, unless told. */
  readonly moves?: Moves | undefined;
  readonly onStep?: (loss: number) => void;
}

/**
 * Fits a model whose two-point functions have no closed form by those of simulated images, with common random numbers:
 * Levenberg's and Marquardt's method on finite differences.
 * @param simulate - features of the images. @param residualsOf - as `simulatedResiduals` makes them.
 * @param order - material phase that plays Xi_1, Xi_2, ...
 * @throws ExcursaError (numeric) when no start gives finite features.
 */
export async function fitSimulated(
  simulate: Simulate,
  residualsOf: (features: Float64Array) => Float64Array,
  target: SimulatedTarget,
  order: readonly number[],
  { start, from = start, most = mostSteps, moves = Array.from(start, (_, i) => [i]), onStep }: SimulatedFitOptions,
): Promise<SimulatedFit> {
  const count = moves.length;
  const placed = (moved: Float64Array): Float64Array => {
    const raw = from.slice();
    moves.forEach((move, i) => {
      for (const parameter of move) raw[parameter] += moved[i];
    });
    return raw;
  };
  let last: { readonly name: string; readonly features: Float64Array; readonly residuals: Float64Array } = {
    ...{ name: 'none', features: new Float64Array(), residuals: new Float64Array() },
  };
  const anchored = (residuals: Float64Array, raw: Float64Array): Float64Array =>
    Float64Array.from([...residuals, ...moves.map(([first]) => anchorWeight * (raw[first] - start[first]))]);
  const answer = async (moved: Float64Array, derivatives: boolean): Promise<LeastSquaresAnswer> => {
    const raw = placed(moved);
    const name = moved.join();
    const isKnown = last.name === name;
    const neighbours = moves.map((_, i) => placed(moved.map((x, j) => (j === i ? x + difference : x))));
    const raws = [...(isKnown ? [] : [raw]), ...(derivatives ? neighbours : [])];
    const all = await simulate(raws.map((own) => ({ raw: own, set: 0 })));
    if (!isKnown) {
      const features = all.shift()!;
      last = { name, features, residuals: anchored(residualsOf(features), raw) };
    }
    const { residuals } = last;
    onStep?.(sumOfSquares(residuals));
    const jacobian = new Float64Array(residuals.length * all.length);
    all.forEach((features, i) => {
      const there = anchored(residualsOf(features), neighbours[i]);
      for (let k = 0; k < residuals.length; k++) jacobian[k * count + i] = (there[k] - residuals[k]) / difference;
    });
    return { residuals, jacobian };
  };
  const questions = marquardtQuestions(new Float64Array(count), { most, costly: true });
  let next = questions.next();
  while (!next.done) next = questions.next(await answer(next.value.raw, next.value.derivatives && most > 0));
  const { raw: moved, loss, iterations } = next.value;
  if (!Number.isFinite(loss)) {
    throw new ExcursaError({
      kind: 'numeric',
      what: 'calibrate',
      expected: 'finite features of simulated images',
      got: 'none',
      remedy: ['another ', { setting: 'seed' }],
    });
  }
  const raw = placed(moved);
  const features = last.name === moved.join() ? last.features : (await simulate([{ raw, set: 0 }]))[0];
  return { ...{ order, raw, loss, iterations }, ...errorsOf(features, target, order) };
}
