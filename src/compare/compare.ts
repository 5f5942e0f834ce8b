import { checkArguments } from '../arguments.ts';
import {
  type AnyDescription,
  type DescribedPhase,
  type Descriptor,
  descriptors,
  isUnmeasured,
  numberOf,
  type Quantity,
  valueIn,
} from '../descriptor/index.ts';
import { type AxisName, axisNamesOf, phasePairs, unitOf } from '../grid/index.ts';
import { checkComparable, compareArguments } from './comparable.ts';
import {
  type ComparedQuantity,
  type Comparison,
  type CurveComparison,
  isOverall,
  type PhaseComparison,
} from './comparison.ts';
import { conclude } from './conclusion.ts';
import { compareDistributions, testDistances } from './distances.ts';
import type { VarianceTerm } from './significance.ts';
import { compareRows, defaultDelta, type Measurement, meanAndScatter, type Sides } from './verdict.ts';

/** How to compare. */
export interface CompareOptions {
  /** Two halves of the reference, both described as it is, to tell how far apart its own distributions are. */
  readonly halves?: readonly [AnyDescription, AnyDescription];
  /** Descriptors whose quantities are compared, by default those of the program. */
  readonly descriptors?: readonly Descriptor[];
  /** Share of the reference by which a quantity may differ and still agree; 0.05 unless told. */
  readonly delta?: number | undefined;
  /** Name of the model's class, for what is recommended. */
  readonly model?: string | undefined;
  /** Whether the reference is what the model was calibrated to. */
  readonly fittedToReference?: boolean | undefined;
  /** Relative standard errors of the images that the model was calibrated to; see `errorsOf`. */
  readonly fitErrors?: FitErrors | undefined;
}

/** Relative standard errors of images by phase and quantity, all axes together. */
export type FitErrors = readonly {
  readonly phase: string;
  readonly quantity: string;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
}[];

/** The number of one side, or the reason why there is none. */
function sideOf(quantity: Quantity, value: unknown, axis?: AxisName): number | string {
  const number = numberOf(quantity, value, axis);
  if (number === undefined) return axis ? `not measured along ${axis}` : 'not measured';
  return isUnmeasured(number) ? number.reason : number;
}

/** Mean over the axes; the reason of the first axis that has no value. */
function meanOverAxes(quantity: Quantity, value: unknown, axes: readonly AxisName[]): number | string {
  const numbers = axes.map((axis) => sideOf(quantity, value, axis));
  const missing = numbers.find((number) => typeof number === 'string');
  return missing ?? (numbers as number[]).reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Axes along which the reference has a quantity at all, and those along which all sides measured it. */
function axesOf(quantity: Quantity, values: readonly unknown[], rank: 2 | 3) {
  const all = axisNamesOf(rank).filter((axis) => numberOf(quantity, values[0], axis) !== undefined);
  const common = all.filter((axis) => values.every((value) => typeof sideOf(quantity, value, axis) === 'number'));
  return { all, common };
}

/** Blocks that the errors of sizes and paths come from, less one. */
const degreesOfParts = { 2: 15, 3: 7 } as const;

/** The standard error of a number along an axis, or of all axes together, where there is one. */
function errorAt(
  quantity: Quantity,
  { phase, value }: Side,
  axes: readonly AxisName[] | undefined,
  rank: 2 | 3,
): VarianceTerm | undefined {
  const { standardErrors } = phase;
  if (quantity.errorFromWindows) {
    const own = standardErrors[quantity.name];
    const error = typeof own === 'object' && own !== null ? own[axes?.length === 1 ? axes[0] : 'mean'] : own;
    const { degreesOfFreedom } = standardErrors;
    if (typeof error !== 'number' || typeof degreesOfFreedom !== 'number') return undefined;
    return { variance: error ** 2, degreesOfFreedom };
  }
  if (!quantity.standardError || isUnmeasured(value)) return undefined;
  const errors = (axes ?? ['x' as const]).map((axis) => quantity.standardError?.(value, axis) ?? null);
  if (errors.some((error) => error === null)) return undefined;
  // Along several axes the same structure is seen: the mean error is theirs together at most.
  const mean = (errors as number[]).reduce((sum, error) => sum + error, 0) / errors.length;
  return { variance: mean ** 2, degreesOfFreedom: degreesOfParts[rank] };
}

/** What a side measured of a phase. */
interface Side {
  readonly phase: DescribedPhase<readonly Descriptor[]>;
  readonly value: unknown;
}

/** A row before verdicts are given. */
type Row = readonly [
  label: Pick<ComparedQuantity, 'name' | 'axis' | 'title' | 'unit' | 'shows' | 'reads'>,
  sides: Sides,
];

/**
 * Rows of a quantity, by axis first where there are axes, then all axes together.
 * @param sides - the reference first - [side].
 */
function rowsOf(
  quantity: Quantity,
  sides: readonly Side[],
  { unit, shape }: AnyDescription['grid'],
  how: Pick<Sides, 'delta' | 'fitted' | 'fit'>,
): Row[] {
  const rank = shape.length as 2 | 3;
  const label = {
    ...{ name: quantity.name, title: quantity.title, unit: unitOf(quantity.unit, unit, rank) },
    ...(quantity.shows && { shows: quantity.shows }),
    ...(quantity.reads && { reads: quantity.reads }),
  };
  const values = sides.map(({ value }) => value);
  const ranked = !quantity.errorFromWindows && !quantity.standardError;
  const row = (numbers: readonly (number | string)[], axes?: readonly AxisName[]): Sides => {
    const [reference, ...models] = numbers.map(
      (value, k): Measurement => ({ value, error: errorAt(quantity, sides[k], axes, rank) }),
    );
    return { ...how, reference, models, ranked };
  };
  if (!quantity.byAxis) return [[label, row(values.map((value) => sideOf(quantity, value)))]];
  const { all, common } = axesOf(quantity, values, rank);
  // What maps of this rank do not have is no row: the conductivity of an image, for instance.
  if (all.length === 0) return [];
  const over = (axes: readonly AxisName[]): readonly (number | string)[] =>
    quantity.pool && axes.length > 0 && axes.every((axis) => common.includes(axis))
      ? quantity.pool(values, axes)
      : values.map((value) => meanOverAxes(quantity, value, axes));
  const alongAxes = all.toReversed().map((axis): Row => [{ ...label, axis }, row(over([axis]), [axis])]);
  // Without a common axis the mean is unmeasured for the same reason as the axes are.
  const pooled = quantity.pool && common.length > 0 ? common : all;
  return [...alongAxes, [{ ...label, axis: 'mean' }, row(over(pooled), pooled)]];
}

/** Compares the curves that a quantity is taken from. @param values - the reference first - [side]. */
function compareCurves(
  quantity: Quantity,
  values: readonly unknown[],
  { unit, shape }: AnyDescription['grid'],
): CurveComparison[] {
  if (!quantity.curve) return [];
  const label = { name: quantity.name, title: quantity.curve.title };
  const { all, common } = axesOf(quantity, values, shape.length as 2 | 3);
  if (common.length === 0) {
    const [wanted, ...drawn] = values.map((value) => meanOverAxes(quantity, value, all));
    const lacking = drawn.filter((own) => typeof own === 'string');
    const model = `model: ${lacking[0]} in ${lacking.length} of ${drawn.length} realisations`;
    const why = lacking.length > 0 ? model : 'no common axis';
    return [{ ...label, value: null, reason: typeof wanted === 'string' ? `reference: ${wanted}` : why }];
  }
  const { step, values: curves } = quantity.curve.pool(values, common);
  const [wanted, ...drawn] = curves;
  const statistics = wanted.map((_, n) => meanAndScatter(drawn.map((curve) => curve[n])));
  return [
    {
      ...label,
      lags: wanted.map((_, n) => n * step),
      unit,
      model: statistics.map(({ mean }) => mean),
      reference: wanted,
      std: statistics.map(({ std }) => std),
    },
  ];
}

/** Rows and curves of everything that a phase's descriptors measured on all sides. */
function comparePhase(
  models: readonly AnyDescription[],
  reference: AnyDescription,
  place: number,
  list: readonly Descriptor[],
  { delta = defaultDelta, fittedToReference = false, fitErrors = [] }: CompareOptions,
): { readonly rows: Row[]; readonly curves: CurveComparison[] } {
  const { name } = reference.phases[place];
  const isCompared = ({ compared, comparedOf }: Quantity): boolean => {
    const phases = comparedOf?.(reference.phases.length) ?? 'each';
    return compared === true && (phases === 'each' || (phases === 'first' && place === 0));
  };
  const phases = [reference, ...models].map((own) => own.phases.find((phase) => phase.name === name)!);
  const pairs = list.flatMap((descriptor) => {
    const sides = phases.map((phase): Side => ({ phase, value: valueIn(phase, descriptor) }));
    if (sides.some(({ value }) => value === undefined)) return [];
    return descriptor.quantities.filter(isCompared).map((quantity) => ({ quantity, sides }));
  });
  return {
    rows: pairs.flatMap(({ quantity, sides }) => {
      const known = fitErrors.find((own) => own.phase === name && own.quantity === quantity.name);
      const fit = known && { variance: known.standardError ** 2, degreesOfFreedom: known.degreesOfFreedom };
      const fitted = fittedToReference && quantity.followsFromTwoPoint === true;
      return rowsOf(quantity, sides, reference.grid, { delta, fitted, fit: fittedToReference ? undefined : fit });
    }),
    curves: pairs.flatMap(({ quantity, sides }) =>
      compareCurves(
        quantity,
        sides.map(({ value }) => value),
        reference.grid,
      ),
    ),
  };
}

/** Gives verdicts to the rows of all phases: all axes together are one family, single axes another. */
function judge(phases: readonly (readonly Row[])[]): ComparedQuantity[][] {
  const out = phases.map((rows) => new Array<ComparedQuantity>(rows.length));
  for (const overall of [true, false]) {
    const places = phases.flatMap((rows, p) =>
      rows.flatMap(([label], r) => (isOverall(label) === overall ? [[p, r] as const] : [])),
    );
    const compared = compareRows(places.map(([p, r]) => phases[p][r][1]));
    places.forEach(([p, r], k) => {
      out[p][r] = { ...phases[p][r][0], ...compared[k] };
    });
  }
  return out;
}

/**
 * Relative standard errors of images that a model is calibrated to, all axes together: what its calibration is
 * uncertain by.
 */
export function fitErrorsOf(description: AnyDescription, list: readonly Descriptor[] = descriptors): FitErrors {
  const rank = description.grid.shape.length as 2 | 3;
  return description.phases.flatMap((phase) =>
    list.flatMap((descriptor) => {
      const value = valueIn(phase, descriptor);
      if (value === undefined) return [];
      return descriptor.quantities.flatMap((quantity) => {
        if (quantity.compared !== true) return [];
        const axes = quantity.byAxis ? axisNamesOf(rank) : undefined;
        const error = errorAt(quantity, { phase, value }, axes, rank);
        const number = axes ? meanOverAxes(quantity, value, axes) : sideOf(quantity, value);
        if (!error || typeof number === 'string' || number === 0) return [];
        const { degreesOfFreedom } = error;
        const standardError = Math.sqrt(error.variance) / Math.abs(number);
        return [{ phase: phase.name, quantity: quantity.name, standardError, degreesOfFreedom }];
      });
    }),
  );
}

/**
 * Curves over the lags that all sides have; the pair 'a-b' is found as 'b-a' where the model lists its phases in
 * another order.
 */
function compareTwoPoint(models: readonly AnyDescription[], reference: AnyDescription): Comparison['twoPoint'] {
  const rings = Math.min(...[reference, ...models].map((d) => d.twoPoint.lags.length));
  const names = reference.phases.map((phase) => phase.name);
  const curveOf = ({ twoPoint }: AnyDescription, a: string, b: string): readonly number[] =>
    twoPoint.pairs[`${a}-${b}`] ?? twoPoint.pairs[`${b}-${a}`];
  let squares = 0;
  const pairs: Record<string, { model: number[]; reference: number[]; std: number[] }> = {};
  const couples = phasePairs(names.length).map(([i, j]) => [names[i], names[j]]);
  for (const [a, b] of couples) {
    const curves = models.map((d) => curveOf(d, a, b));
    const wanted = curveOf(reference, a, b).slice(0, rings);
    const statistics = wanted.map((_, r) => meanAndScatter(curves.map((curve) => curve[r])));
    const model = statistics.map(({ mean }) => mean);
    pairs[`${a}-${b}`] = { model, reference: wanted, std: statistics.map(({ std }) => std) };
    squares += wanted.reduce((sum, c, r) => sum + (model[r] - c) ** 2, 0);
  }
  return {
    lags: reference.twoPoint.lags.slice(0, rings),
    unit: reference.twoPoint.unit,
    pairs,
    rootMeanSquareError: Math.sqrt(squares / (couples.length * rings)),
  };
}

/**
 * Compares realisations of a model with a reference, quantity by quantity: the mean over realisations against the
 * reference, the error relative to the reference, its standard error, and a verdict (`compareRows`).
 *
 * Surface areas are compared by the estimator of the rank: crofton in volumes, stereological in images. Chord lengths
 * are compared by axis and pooled over the axes that all sides measured, each chord with the same weight. Two-point
 * curves reach as far as the shortest. Lineal-path functions are averaged over the axes that all sides measured; they,
 * and the mean lineal lengths, which are their integrals, reach as far as the shortest that the window ends. A quantity
 * that some realisation or the reference does not have is `{value: null, reason}`. How distributions are compared
 * stands with `compareDistributions`.
 *
 * @param model - descriptions of single realisations, all of one shape. @param reference - what they are held against,
 * of the same rank.
 * @throws ExcursaError (usage) for fewer than 2 realisations, or sides that differ in rank, spacing, unit or phases;
 * (input) for a phase that the reference does not show.
 * @example
 * import { compare, createModel, describe, presets, realise } from 'excursa';
 * const model = createModel(presets.plurigaussian);
 * const measured = [];
 * for (const seed of [1, 2, 3]) measured.push(await describe((await realise(model, { shape: [96, 96], seed })).map));
 * const { phases } = compare(measured.slice(1), measured[0]);
 * console.log(phases.length); // 3
 */
export function compare(
  model: readonly AnyDescription[],
  reference: AnyDescription,
  options: CompareOptions = {},
): Comparison {
  checkArguments('compare', { model, reference, options }, compareArguments);
  const list = options.descriptors ?? descriptors;
  checkComparable(model, reference);
  const measured = reference.phases.map((_, place) => comparePhase(model, reference, place, list, options));
  const quantities = judge(measured.map(({ rows }) => rows));
  const distributions = testDistances(
    reference.phases.map(({ name }) => compareDistributions(model, reference, name, list, options.halves)),
    model.length,
  );
  const phases = reference.phases.map(
    ({ name, label }, place): PhaseComparison => ({
      ...{ name, label, quantities: quantities[place], curves: measured[place].curves },
      distributions: distributions[place],
    }),
  );
  return {
    conclusion: conclude(phases, model.length, { model: options.model, images: reference.grid.shape.length === 2 }),
    realisations: model.length,
    shape: model[0].grid.shape,
    phases,
    twoPoint: compareTwoPoint(model, reference),
  };
}
