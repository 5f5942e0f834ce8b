import {
  type AnyDescription,
  type Descriptor,
  descriptors,
  isUnmeasured,
  numberOf,
  type Quantity,
  valueIn,
} from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { type AxisName, axisNamesOf, phasePairs, unitOf } from '../grid/index.ts';
import type { ComparedQuantity, Comparison, CurveComparison, PhaseComparison } from './comparison.ts';
import { compareDistributions } from './distances.ts';
import { compareNumbers, meanAndScatter } from './verdict.ts';

/** How to compare. */
export interface CompareOptions {
  /** Two halves of the reference, both described as it is, to tell how far apart its own distributions are. */
  readonly halves?: readonly [AnyDescription, AnyDescription];
  /** Descriptors whose quantities are compared, by default those of the program. */
  readonly descriptors?: readonly Descriptor[];
}

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

/**
 * Compares a quantity, by axis first where there are axes, then all axes together.
 * @param values - the reference first - [side].
 */
function compareQuantity(
  quantity: Quantity,
  values: readonly unknown[],
  { unit, shape }: AnyDescription['grid'],
): ComparedQuantity[] {
  const rank = shape.length as 2 | 3;
  const label = { name: quantity.name, title: quantity.title, unit: unitOf(quantity.unit, unit, rank) };
  if (!quantity.byAxis) return [{ ...label, ...compareNumbers(values.map((value) => sideOf(quantity, value))) }];
  const { all, common } = axesOf(quantity, values, rank);
  const over = (axes: readonly AxisName[]): readonly (number | string)[] =>
    quantity.pool && axes.length > 0 && axes.every((axis) => common.includes(axis))
      ? quantity.pool(values, axes)
      : values.map((value) => meanOverAxes(quantity, value, axes));
  const alongAxes = all
    .toReversed()
    .map((axis): ComparedQuantity => ({ ...label, axis, ...compareNumbers(over([axis])) }));
  // Without a common axis the mean is unmeasured for the same reason as the axes are.
  const pooled = quantity.pool && common.length > 0 ? common : all;
  const overall = all.length > 0 ? over(pooled) : values.map(() => 'not measured along any axis');
  return [...alongAxes, { ...label, axis: 'mean', ...compareNumbers(overall) }];
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
    const sides = values.map((value) => meanOverAxes(quantity, value, all));
    const why = compareNumbers(all.length > 0 ? sides : values.map(() => 'not measured along any axis'));
    return [{ ...label, value: null, reason: isUnmeasured(why) ? why.reason : 'no common axis' }];
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

/** Compares everything that a phase's descriptors measured on all sides. */
function comparePhase(
  models: readonly AnyDescription[],
  reference: AnyDescription,
  place: number,
  list: readonly Descriptor[],
): Pick<PhaseComparison, 'quantities' | 'curves'> {
  const { name } = reference.phases[place];
  const isCompared = ({ compared, comparedOf }: Quantity): boolean => {
    const phases = comparedOf?.(reference.phases.length) ?? 'each';
    return compared === true && (phases === 'each' || (phases === 'first' && place === 0));
  };
  const sides = [reference, ...models].map(({ phases }) => phases.find((phase) => phase.name === name)!);
  const pairs = list.flatMap((descriptor) => {
    const values = sides.map((phase) => valueIn(phase, descriptor));
    if (values.some((value) => value === undefined)) return [];
    return descriptor.quantities.filter(isCompared).map((quantity) => ({ quantity, values }));
  });
  return {
    quantities: pairs.flatMap(({ quantity, values }) => compareQuantity(quantity, values, reference.grid)),
    curves: pairs.flatMap(({ quantity, values }) => compareCurves(quantity, values, reference.grid)),
  };
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

function checkComparable(models: readonly AnyDescription[], reference: AnyDescription): void {
  if (models.length < 2) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'compare',
      expected: 'at least 2 realisations to tell error from scatter',
      got: `${models.length}`,
      remedy: { setting: 'realisations', value: 8 },
    });
  }
  const wanted = reference.grid;
  const names = (d: AnyDescription): string =>
    d.phases
      .map((phase) => phase.name)
      .sort()
      .join(',');
  for (const description of models) {
    const { shape, spacing, unit } = description.grid;
    // Spacings may have passed through a file as decimals of single precision.
    const sameSpacing = spacing.every((d, a) => Math.abs(d - wanted.spacing[a]) <= 1e-6 * wanted.spacing[a]);
    if (shape.length !== wanted.shape.length || unit !== wanted.unit || !sameSpacing) {
      const show = (g: AnyDescription['grid']): string => `${g.shape.length}D at ${g.spacing.join(' x ')} ${g.unit}`;
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: `realisations like the reference, ${show(wanted)}`,
        got: show(description.grid),
        remedy: ['the same rank and ', { setting: 'spacing' }],
      });
    }
    if (shape.join() !== models[0].grid.shape.join()) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: 'realisations of one shape',
        got: `${models[0].grid.shape.join(' x ')} and ${shape.join(' x ')}`,
      });
    }
    if (names(description) !== names(reference)) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: `the phases ${names(reference)} in the model`,
        got: names(description),
        remedy: { setting: 'labels' },
      });
    }
  }
  const absent = reference.phases.find(({ name }) => !(reference.twoPoint.pairs[`${name}-${name}`][0] > 0));
  if (absent) {
    throw new ExcursaError({
      kind: 'input',
      what: 'compare',
      expected: 'every phase in the reference',
      got: `no voxel of ${absent.name}`,
      remedy: 'leaving that phase out',
    });
  }
}

/**
 * Compares realisations of a model with a reference, quantity by quantity: the mean over realisations against the
 * reference, the error relative to the reference, the standard error of that from the scatter of the realisations
 * (divisor n - 1), and the scatter of one realisation. A scatter describes a window of the realisations' size: it is
 * the sampling error of the reference only if that is as large.
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
  const list = options.descriptors ?? descriptors;
  checkComparable(model, reference);
  return {
    realisations: model.length,
    shape: model[0].grid.shape,
    phases: reference.phases.map(({ name, label }, place) => ({
      ...{ name, label, ...comparePhase(model, reference, place, list) },
      distributions: compareDistributions(model, reference, name, list, options.halves),
    })),
    twoPoint: compareTwoPoint(model, reference),
  };
}
