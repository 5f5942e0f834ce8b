import { descriptors } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { adjustedMean, type Estimate, fractionDeviations } from './control-variates.ts';
import { exactAreas, exactFractions } from './exact-laws.ts';
import type { Row } from './study-kind.ts';
import { meanOverAxes, meanWithError } from './tidy-table.ts';
import type { Variation } from './variation.ts';

/** A wanted property. */
export interface Target {
  readonly phase: string;
  readonly quantity: string;
  /** As it was typed: `+20%`, `0.05`, `same`. */
  readonly wish: string;
  /** Factor of what the model has; undefined where a value is wanted. */
  readonly factor: number | undefined;
  /** Wanted value; undefined where a factor is wanted. */
  readonly value: number | undefined;
  /**
   * How it is met: `fraction` exactly by thresholds, `surface` exactly by the length of everything, `search` by
   * realisations.
   */
  readonly by: 'fraction' | 'surface' | 'search';
}

/** Quantities that follow from closed forms. */
const exactly = { volumeFraction: 'fraction', specificSurfaceArea: 'surface' } as const;

/**
 * Wanted properties, from a text: `se.relativeConductivity=+20%,am.volumeFraction=same`.
 * @param measured - quantities that the study measures; those of closed forms need not be among them.
 * @throws ExcursaError (usage) for phases that the model does not have, quantities that are not measured, wishes that
 * are none, and several surfaces.
 */
export function parseTargets(
  text: string,
  model: ExcursionModel,
  variations: readonly Variation[],
  measured: readonly string[],
): Target[] {
  const example = `${model.phases[0].name}.relativeConductivity=+20%`;
  const refuse = (expected: string, got: string): never => {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'targets' },
      ...{ expected, got, remedy: { setting: 'targets', value: example } },
    });
  };
  const isExact = exactFractions(model) !== undefined;
  const stretches = variations.some(({ name }) => name === 'length');
  const list = text.split(',').map((part): Target => {
    const [name = '', wish = ''] = part.split('=').map((word) => word.trim());
    const dot = name.indexOf('.');
    const [phase, quantity] = [name.slice(0, dot), name.slice(dot + 1)];
    if (!model.phases.some((own) => own.name === phase)) {
      return refuse(`a phase and a quantity, phases ${model.phases.map((own) => own.name).join(', ')}`, part);
    }
    const isClosed = isExact && Object.hasOwn(exactly, quantity);
    if (!isClosed && !measured.includes(quantity)) {
      return refuse(`a quantity of the descriptors that are measured, ${measured.join(', ')}`, part);
    }
    // A sign belongs to a change: without % it would be taken for a value.
    if (/^\+[\d.]+$/.test(wish)) return refuse('a change with its %, a value without a sign, or same', part);
    const change = /^([+-]?\d+(\.\d+)?)%$/.exec(wish);
    const number = wish === '' ? Number.NaN : Number(wish);
    const factor = wish === 'same' ? 1 : change ? 1 + Number(change[1]) / 100 : undefined;
    if (factor === undefined && !Number.isFinite(number)) return refuse('a number, a change in % or same', part);
    if (quantity === 'volumeFraction' && factor === undefined && !(number > 0 && number < 1)) {
      return refuse('a volume fraction between 0 and 1', part);
    }
    const closed = isClosed ? exactly[quantity as keyof typeof exactly] : 'search';
    const by = closed === 'surface' && stretches ? 'search' : closed;
    return { phase, quantity, wish, factor, value: factor === undefined ? number : undefined, by };
  });
  if (list.filter(({ by }) => by === 'surface').length > 1) {
    return refuse('one surface area, as one factor of all lengths sets it', 'several');
  }
  if (list.every(({ by }) => by !== 'search')) return refuse('a property that realisations have to show', text);
  return list;
}

/** Wanted values by closed forms, of those targets that have one: fractions and surfaces. */
export function exactGoals(targets: readonly Target[], model: ExcursionModel) {
  const goal = (of: (own: ExcursionModel) => number[] | undefined, { phase, factor, value }: Target): number =>
    value ?? factor! * of(model)![model.phases.findIndex(({ name }) => name === phase)];
  return {
    fractions: targets.filter(({ by }) => by === 'fraction').map((own) => ({ own, goal: goal(exactFractions, own) })),
    surfaces: targets.filter(({ by }) => by === 'surface').map((own) => ({ own, goal: goal(exactAreas, own) })),
  };
}

/** A property in words: `relative conductivity of pore`. */
export function propertyWord({ phase, quantity }: Pick<Target, 'phase' | 'quantity'>): string {
  const all = descriptors.flatMap(({ quantities }) => quantities.map(({ name, title }) => ({ name, title })));
  const own = all.find(({ name }) => name === quantity);
  return `${own?.title ?? quantity} of ${phase}`;
}

/** Controls of a quantity: volume fractions of its phase, by rows of one model each; a volume fraction has none. */
const controlsOf = (
  model: ExcursionModel,
  groups: readonly (readonly Row[])[],
  { phase, quantity }: Pick<Target, 'phase' | 'quantity'>,
): (readonly number[])[] =>
  quantity === 'volumeFraction'
    ? []
    : groups.flatMap((rows) => [fractionDeviations(model, rows, phase) ?? []].filter(({ length }) => length > 0));

/**
 * A property of the realisations of one model, adjusted to the exact volume fraction of its phase where there are
 * enough of them; undefined where a row lacks it.
 * @param model - that the study rests on.
 */
export function propertyOf(
  model: ExcursionModel,
  rows: readonly Row[],
  target: Pick<Target, 'phase' | 'quantity'>,
): Estimate | undefined {
  const values = rows.flatMap((row) => meanOverAxes(row, target.phase, target.quantity) ?? []);
  if (values.length < rows.length || values.length === 0) return undefined;
  return adjustedMean(values, controlsOf(model, [rows], target));
}

/** Rows of the tasks whose names begin so. */
export const rowsNamed = (rows: readonly Row[], start: string): Row[] =>
  rows.filter(({ task }) => task.name.startsWith(start));

/**
 * Relative deviations from the goal, realisation by realisation - [row]; undefined where one is missing. A goal
 * relative to the model is taken from the realisation of the model with the same noise, so that what volumes share in
 * scatter cancels.
 * @param own - rows of the model itself, of the same noise and in the same order.
 * @param goal - the value that they are relative to.
 */
export function deviationsOf(
  rows: readonly Row[],
  own: readonly Row[],
  target: Target,
  goal: number = plainGoal(target, own),
): readonly number[] | undefined {
  const { phase, quantity, factor, value } = target;
  const list = rows.flatMap((row, r) => {
    const found = meanOverAxes(row, phase, quantity);
    const base = factor === undefined ? value : own[r] && meanOverAxes(own[r], phase, quantity);
    return found === undefined || base === undefined ? [] : (found - (factor ?? 1) * base) / Math.abs(goal);
  });
  return list.length < rows.length || list.length === 0 ? undefined : list;
}

/** The goal by the plain mean of the model's realisations. */
function plainGoal({ phase, quantity, factor, value }: Target, own: readonly Row[]): number {
  const values = own.flatMap((row) => meanOverAxes(row, phase, quantity) ?? []);
  return value ?? factor! * meanWithError(values).mean;
}

/**
 * Mean relative deviation from the goal, adjusted to the exact volume fractions of both models where there are enough
 * realisations; undefined where one is missing.
 * @param model - that the study rests on. @param own - rows of the model itself, as for `deviationsOf`.
 */
export function deviationOf(
  model: ExcursionModel,
  rows: readonly Row[],
  own: readonly Row[],
  target: Target,
): Estimate | undefined {
  const list = deviationsOf(rows, own, target, goalOf(model, target, own));
  return list && adjustedMean(list, controlsOf(model, target.factor === undefined ? [rows] : [rows, own], target));
}

/** The value that a target stands for. @param own - rows of the model itself. */
export const goalOf = (model: ExcursionModel, target: Target, own: readonly Row[]): number =>
  target.value ?? target.factor! * (propertyOf(model, own, target)?.mean ?? Number.NaN);
