import { boundaryDirections } from '../../../descriptor/index.ts';
import { distinctPairs, type PhaseMap } from '../../../grid/index.ts';
import { phaseCount } from '../../../phase/index.ts';
import { createExactModel } from './exact-model.ts';
import type { ExactFitSummary, FittedCurve, FittedQuantity, Prediction } from './fit-summary.ts';
import { testFit } from './goodness-of-fit.ts';
import { identify, propagate, standardError } from './linearisation.ts';
import type { ModelScatter } from './model-windows.ts';
import { createProblem, type FitSetup } from './problem.ts';
import { type SearchProgress, type SearchResult, tolerableAreaScatter } from './search.ts';
import { boundaries, type DataStatistics, surfaceWeights } from './statistics.ts';

/** Lengths of the 13 steps to neighbours in a cubic lattice. */
const steps = [1, Math.SQRT2, Math.sqrt(3)];

/**
 * What the fitted model predicts beyond the images: areas in the continuum by Rice's formula, and what volume images
 * with the same cubic voxels would show, 2 sum of directions w_d X_d / |d| with X_d = 2 (V - C(d)), and the area of
 * voxel faces 6 (V - C(1)).
 */
function predict(setup: FitSetup, section: PhaseMap, found: SearchResult, points: number): Prediction[] {
  const { record, family, taper } = setup;
  const lags = Float64Array.from(steps);
  const model = createExactModel({ record, family, taper, lags, points, seed: found.quadratureSeed });
  const voxel = section.grid.spacing[2];
  const unit = `1/${section.grid.unit}`;
  const features = model.evaluate(found.raw, false).values;
  const phases = phaseCount(record);
  const layout = { phases, pairs: distinctPairs(phases), classes: { lags } };
  const perStep = steps.map((_, c) => boundaries(layout, features, c));
  const names = found.order.map((phase) => section.phases[phase].name);
  const areas = model.interfaceAreas(found.raw);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const directions = boundaryDirections(3, [1, 1, 1]);
  const crofton = (i: number): number =>
    sum(
      directions.map(
        ({ length, weight }) => (4 * weight * perStep[steps.findIndex((s) => Math.abs(s - length) < 1e-9)][i]) / length,
      ),
    );
  const entry = (quantity: string, of: string, value: number): Prediction => ({
    quantity,
    of,
    value: value / voxel,
    unit,
  });
  return [
    ...names.map((name, i) => entry('specific surface area, continuum', name, sum(areas[i]))),
    ...layout.pairs.map(([i, j]) => {
      // Interfaces are named in the user's order of phases.
      const [a, b] = found.order[i] < found.order[j] ? [i, j] : [j, i];
      return entry('interface area, continuum', `${names[a]}-${names[b]}`, areas[i][j]);
    }),
    ...names.map((name, i) => entry('specific surface area, volume images', name, crofton(i))),
    ...names.map((name, i) => entry('voxel face area, volume images', name, 6 * perStep[0][i])),
  ];
}

/** Points of the summary, if the search had fewer. */
const reportPoints = 8192;
/** Points of the misfit that is tested. */
const testPoints = 32768;

/** A quantity as a function of features, phases in the data's order. */
interface Quantity {
  readonly quantity: string;
  readonly of: string;
  readonly unit: string;
  readonly inLoss: boolean;
  readonly value: (features: Float64Array) => number;
}

/** Pixel quantities that are functions of the features. */
function quantitiesOf(setup: FitSetup, section: PhaseMap): Quantity[] {
  const { statistics, weights } = setup;
  const { phases, pairs, classes } = statistics;
  const voxel = section.grid.spacing[2];
  const unit = section.grid.unit;
  const names = section.phases.map((phase) => phase.name);
  const lags = classes.lags.length;
  const surface = (at: (c: number) => number): number =>
    surfaceWeights.reduce((sum, [c, weight]) => sum + weight * at(c), 0) / voxel;
  const all = Array.from({ length: phases }, (_, i) => i);
  return [
    ...all.map((i) => ({
      quantity: 'volume fraction',
      of: names[i],
      unit: '1',
      inLoss: weights.volume > 0,
      value: (f: Float64Array) => f[i],
    })),
    ...all.map((i) => ({
      quantity: 'specific surface area',
      of: names[i],
      unit: `1/${unit}`,
      inLoss: weights.surface > 0,
      value: (f: Float64Array) => surface((c) => boundaries(statistics, f, c)[i]),
    })),
    ...all.map((i) => ({
      quantity: 'mean chord',
      of: names[i],
      unit,
      inLoss: weights.chord > 0,
      value: (f: Float64Array) => (voxel * f[i]) / boundaries(statistics, f, 0)[i],
    })),
    ...(phases > 2 ? pairs : []).map(([i, j], p) => ({
      quantity: 'interface area',
      of: `${names[i]}-${names[j]}`,
      unit: `1/${unit}`,
      inLoss: weights.interface > 0,
      value: (f: Float64Array) => surface((c) => f[phases + p * lags + c]),
    })),
  ];
}

/** Two-point functions of all pairs as linear functions of the features: own pairs first. */
function curvesOf({ phases, pairs, classes }: DataStatistics, names: readonly string[]) {
  const lags = classes.lags.length;
  const cross = (f: Float64Array, p: number, c: number): number => f[phases + p * lags + c];
  const own = names.map((name, i) => ({
    pair: `${name}-${name}`,
    phases: [i, i] as const,
    at: (f: Float64Array, c: number): number =>
      f[i] - pairs.reduce((sum, pair, p) => (pair.includes(i) ? sum + cross(f, p, c) : sum), 0),
  }));
  const mixed = pairs.map(([i, j], p) => ({
    pair: `${names[i]}-${names[j]}`,
    phases: [i, j] as const,
    at: (f: Float64Array, c: number): number => cross(f, p, c),
  }));
  return [...own, ...mixed];
}

/** Two-point functions of a fit that is under way beside the data's. */
export interface CurvesSoFar {
  /** Lags, in `unit` - [lag]. */
  readonly lags: readonly number[];
  readonly unit: string;
  readonly curves: readonly Pick<FittedCurve, 'pair' | 'phases' | 'model' | 'data'>[];
}

/** The curves of a fit that is under way, by the quadrature of its round. */
export function curvesSoFar(
  setup: FitSetup,
  section: PhaseMap,
  { order, raw, points }: NonNullable<SearchProgress['fit']>,
  seed: number,
): CurvesSoFar {
  const { statistics } = setup;
  const { values } = createProblem(setup, order, { points, seed }).features(raw, false);
  const { lags } = statistics.classes;
  const names = section.phases.map(({ name }) => name);
  const along = (features: Float64Array, at: (f: Float64Array, c: number) => number): number[] =>
    Array.from(lags, (_, c) => at(features, c));
  return {
    lags: Array.from(lags, (lag) => lag * section.grid.spacing[2]),
    unit: section.grid.unit,
    curves: curvesOf(statistics, names).map(({ pair, phases, at }) => ({
      ...{ pair, phases, model: along(values, at), data: along(statistics.features, at) },
    })),
  };
}

/** Model minus data with a quadrature that is more accurate than the search's. */
function accurateMisfit(setup: FitSetup, found: SearchResult): Float64Array {
  const { order, raw, quadratureSeed: seed } = found;
  const points = Math.max(found.points, testPoints);
  const { values } = createProblem(setup, order, { points, seed }).features(raw, false);
  return values.map((value, f) => value - setup.statistics.features[f]);
}

/**
 * Everything that is said about a fit: exact quantities and curves with errors, the test, what is determined, the
 * course of the search.
 */
export function summarise(
  setup: FitSetup,
  section: PhaseMap,
  found: SearchResult,
  scatter: ModelScatter,
  {
    smoothness,
    wide,
  }: {
    readonly smoothness: ExactFitSummary['smoothness'];
    /** Whether a wide search chose the optimum: the starts of `found` say nothing of it then. */
    readonly wide: boolean;
  },
): ExactFitSummary {
  const { statistics } = setup;
  const points = Math.max(found.points, reportPoints);
  const problem = createProblem(
    setup,
    found.order,
    { points, seed: found.quadratureSeed },
    { tolerance: found.discrepancy },
  );
  const propagation = propagate(problem, statistics, found.raw);
  const { model, dataShifts, modelShifts } = propagation;
  const { spacing, unit } = section.grid;
  const names = section.phases.map((phase) => phase.name);
  const lags = Array.from(statistics.classes.lags, (lag) => lag * spacing[2]);

  const quantities = quantitiesOf(setup, section).map(({ value, ...rest }): FittedQuantity => {
    const data = value(statistics.features);
    const fitted = value(model);
    // Slope along a shift by a central difference: the functions are ratios of sums and nearly linear over a standard
    // error.
    const slope = (at: Float64Array) => (shift: Float64Array) =>
      (value(at.map((x, f) => x + shift[f])) - value(at.map((x, f) => x - shift[f]))) / (2 * data);
    return {
      ...rest,
      model: fitted,
      data,
      error: fitted / data - 1,
      dataStandardError: standardError(dataShifts, slope(statistics.features)),
      modelStandardError: standardError(modelShifts, slope(model)),
    };
  });
  const curves = curvesOf(statistics, names).map(({ pair, phases, at }): FittedCurve => {
    const along = (f: Float64Array): number[] => lags.map((_, c) => at(f, c));
    const errors = (shifts: readonly Float64Array[]): number[] =>
      lags.map((_, c) => standardError(shifts, (shift) => at(shift, c)));
    return {
      pair,
      phases,
      model: along(model),
      data: along(statistics.features),
      dataStandardError: errors(dataShifts),
      modelStandardError: errors(modelShifts),
    };
  });
  const phaseLabels = section.phases.map((phase) => phase.label);
  return {
    lags,
    unit,
    curves,
    quantities,
    blocks: statistics.influences.length,
    predictions: predict(setup, section, found, points),
    goodnessOfFit: testFit(statistics, propagation, accurateMisfit(setup, found), scatter, {
      ...{ quantities, curves, lags, unit, starts: wide ? [] : found.starts },
    }),
    identifiability: identify(propagation.whitenedJacobian, problem.model.parameters),
    starts: found.starts.map((start) => ({ ...start, order: start.order.map((phase) => phaseLabels[phase]) })),
    discrepancy: found.discrepancy,
    quadrature: {
      ...{ points: found.points, lossScatter: found.lossScatter, repeats: found.repeats },
      ...{ areaScatter: found.areaScatter, accurate: found.areaScatter <= tolerableAreaScatter },
    },
    ...(smoothness && { smoothness }),
  };
}
