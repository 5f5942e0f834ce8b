import { type FamilyChoice, familyOf, toRaw } from '../../../correlation/index.ts';
import { distinctPairs } from '../../../grid/index.ts';
import { factorise, solveLower, solveLowerColumns, sumOfSquares } from '../../../numerics/index.ts';
import type { ModelRecord } from '../../../phase/index.ts';
import { createExactModel, type ExactModel, type ExactModelOptions } from './exact-model.ts';
import { boundaries, type DataStatistics, modelTolerance, surfaceWeights } from './statistics.ts';

/** What the loss weighs besides the whitened two-point functions: squared relative errors, each times its weight. */
export interface LossWeights {
  readonly volume: number;
  readonly surface: number;
  readonly chord: number;
  readonly interface: number;
  /** Weight of squared second differences along the parameters of a high-parametric family. */
  readonly smoothness: number;
}

/** A linear function of the features whose relative error is a residual of its own. */
export interface Pin {
  readonly coefficients: Float64Array;
  readonly weight: number;
}

/** The quantities that the loss holds with weights of their own; phases in the data's order. */
function pinsOf(statistics: DataStatistics, weights: LossWeights): Pin[] {
  const { phases, features, classes, pairs } = statistics;
  const m = features.length;
  const lags = classes.lags.length;
  const pins: Pin[] = [];
  const add = (weight: number, fill: (c: Float64Array) => void): void => {
    if (weight === 0) return;
    const coefficients = new Float64Array(m);
    fill(coefficients);
    const value = coefficients.reduce((sum, c, f) => sum + c * features[f], 0);
    pins.push({ coefficients: coefficients.map((c) => c / value), weight });
  };
  for (let i = 0; i < phases; i++) {
    const boundary = (c: Float64Array, weight: number, k: number): void => {
      pairs.forEach((pair, p) => {
        if (pair.includes(i)) c[phases + p * lags + k] += weight;
      });
    };
    add(weights.volume, (c) => {
      c[i] = 1;
    });
    add(weights.surface, (c) => {
      for (const [k, weight] of surfaceWeights) boundary(c, weight, k);
    });
    // The mean chord V / (V - C(1)), linearised about the data: to first order its relative error is the difference of
    // two.
    if (weights.chord > 0) {
      const coefficients = new Float64Array(m);
      boundary(coefficients, -1 / boundaries(statistics, features, 0)[i], 0);
      coefficients[i] = 1 / features[i];
      pins.push({ coefficients, weight: weights.chord });
    }
  }
  pairs.forEach((_, p) => {
    add(weights.interface, (c) => {
      for (const [k, weight] of surfaceWeights) c[phases + p * lags + k] = weight;
    });
  });
  return pins;
}

/**
 * Standard deviation of the prior on every unbounded parameter: it only keeps what the data do not determine from
 * running away.
 */
const priorDeviation = 4;

/**
 * The prior as rows of a sparse matrix - [row] of [parameter, weight] - acting on the distance of the parameters from a
 * centre.
 */
export interface Prior {
  readonly rows: readonly (readonly (readonly [number, number])[])[];
  readonly centre: Float64Array;
}

/**
 * Rows of the prior: distance of every parameter from the centre of its range, and second differences along a
 * high-parametric family.
 */
function priorOf(model: ExactModel, { fields, scalars }: ModelRecord, family: FamilyChoice, smoothness: number): Prior {
  const centre = Float64Array.from(model.parameters, (p) => toRaw(p.transform, p.start));
  const rows: [number, number][][] = model.parameters.map((_, i) => [[i, 1 / priorDeviation]]);
  if (!familyOf(family).isCurve) return { rows, centre };
  const perField = familyOf(family).parameters.length;
  const root = Math.sqrt(smoothness);
  fields.forEach((_, k) => {
    const first = scalars.length + k * perField;
    for (let q = 1; q + 1 < perField; q++) {
      rows.push([
        [first + q - 1, root],
        [first + q, -2 * root],
        [first + q + 1, root],
      ]);
    }
  });
  return { rows, centre };
}

/** Everything a fit needs, of a kind that can be sent to a thread. */
export interface FitSetup {
  readonly record: ModelRecord;
  readonly family: FamilyChoice;
  readonly taper: number;
  /** Longest correlation length of a phase in the data, pixels. */
  readonly correlationLength: number;
  readonly statistics: DataStatistics;
  readonly weights: LossWeights;
}

/**
 * How exactly the loss holds the data: far from the optimum, and for a class that cannot follow them, a soft loss has a
 * wider valley.
 */
export interface Tolerances {
  /**
   * Discrepancy granted to the model in every feature, beside the data's scatter; default 0.3 % of the feature's scale.
   */
  readonly tolerance?: number;
  /** Factor on the tolerances of the weighted quantities; default 1. */
  readonly softness?: number;
}

/** Residuals of the loss: the data's first, then the prior's. */
export interface Linearisation {
  readonly residuals: Float64Array;
  /** Shape [residual, parameter] - float64; empty unless asked for. */
  readonly jacobian: Float64Array;
}

/** The loss of one order of phases as a sum of squares. */
export interface Problem {
  readonly model: ExactModel;
  /** Number of unbounded parameters. */
  readonly count: number;
  /** Number of whitened features, the first residuals. */
  readonly whitened: number;
  readonly evaluate: (raw: Float64Array, derivatives: boolean) => Linearisation;
  /**
   * Change of the data's residuals (the first ones) when the features of the data shift, with the sign of a shift of
   * the model.
   */
  readonly dataResponse: (shift: Float64Array) => Float64Array;
  /** Features in the data's order of phases, and their Jacobian. */
  readonly features: (raw: Float64Array, derivatives: boolean) => { values: Float64Array; jacobian: Float64Array };
}

/**
 * Cholesky factor of the features' covariance in units of their scales: scatter of the blocks, and the tolerance on the
 * diagonal.
 */
function covarianceFactor({ features, influences }: DataStatistics, tolerance = modelTolerance): Float64Array {
  const m = features.length;
  const out = new Float64Array(m * m);
  for (let i = 0; i < m; i++) out[i * m + i] = tolerance ** 2;
  for (const z of influences) {
    for (let i = 0; i < m; i++) for (let j = 0; j <= i; j++) out[i * m + j] += z[i] * z[j];
  }
  if (!factorise(out, m)) throw new RangeError('covariance of the two-point functions: not positive definite');
  return out;
}

/** Mean squared whitened misfit per feature, if the model is granted a discrepancy. */
export function meanSquaredMisfit(statistics: DataStatistics, model: Float64Array, tolerance: number): number {
  const m = model.length;
  const misfit = model.map((value, f) => (value - statistics.features[f]) / statistics.scales[f]);
  solveLower(covarianceFactor(statistics, tolerance), m, misfit);
  return sumOfSquares(misfit) / m;
}

/**
 * The loss of one order: whitened misfits of the features, relative errors of pinned quantities, prior.
 * @param order - material phase (in the data's order) that plays Xi_1, Xi_2, ...
 * @param quadrature - Sobol points, those of the derivatives, and the seed of their scrambling.
 */
export function createProblem(
  setup: FitSetup,
  order: readonly number[],
  quadrature: Pick<ExactModelOptions, 'points' | 'slopePoints' | 'seed'>,
  { tolerance, softness }: Tolerances = {},
): Problem {
  const { record, family, taper, statistics, weights } = setup;
  const { phases, features: data, scales, classes, pairs } = statistics;
  const lags = classes.lags.length;
  const m = data.length;
  const model = createExactModel({ record, family, taper, lags: classes.lags, ...quadrature });
  const count = model.parameters.length;
  const factor = covarianceFactor(statistics, tolerance ?? modelTolerance);
  const pins = pinsOf(statistics, weights).map((pin) => ({ ...pin, weight: pin.weight / (softness ?? 1) ** 2 }));
  const prior = priorOf(model, record, family, weights.smoothness);
  const rowCount = m + pins.length + prior.rows.length;

  // Feature of the model, phases and lags, that stands for each feature of the data.
  const source = new Int32Array(m);
  order.forEach((phase, i) => {
    source[phase] = i;
  });
  distinctPairs(phases).forEach(([a, b], p) => {
    const [x, y] = [order[a], order[b]].sort((i, j) => i - j);
    const to = pairs.findIndex(([i, j]) => i === x && j === y);
    for (let k = 0; k < lags; k++) source[phases + to * lags + k] = phases + p * lags + k;
  });

  // The data are means over the lattice points of a class of lags.
  const averaged = Array.from(source, (from, f): (readonly [number, number])[] => {
    if (f < phases) return [[from, 1]];
    const c = (f - phases) % lags;
    return classes.averages[c].map(([k, weight]) => [from + k - c, weight]);
  });

  const features: Problem['features'] = (raw, derivatives) => {
    const exact = model.evaluate(raw, derivatives);
    const values = data.map((_, f) => averaged[f].reduce((sum, [g, weight]) => sum + weight * exact.values[g], 0));
    if (!derivatives) return { values, jacobian: exact.jacobian };
    const jacobian = new Float64Array(m * count);
    averaged.forEach((list, f) => {
      for (const [g, weight] of list) {
        for (let i = 0; i < count; i++) jacobian[f * count + i] += weight * exact.jacobian[g * count + i];
      }
    });
    return { values, jacobian };
  };

  const dataResponse = (misfit: Float64Array): Float64Array => {
    const whitened = misfit.map((value, f) => value / scales[f]);
    solveLower(factor, m, whitened);
    return Float64Array.of(
      ...whitened,
      ...pins.map(
        ({ coefficients, weight }) => Math.sqrt(weight) * coefficients.reduce((sum, c, f) => sum + c * misfit[f], 0),
      ),
    );
  };

  const evaluate = (raw: Float64Array, derivatives: boolean): Linearisation => {
    const exact = features(raw, derivatives);
    const residuals = new Float64Array(rowCount);
    residuals.set(dataResponse(exact.values.map((value, f) => value - data[f])));
    prior.rows.forEach((row, r) => {
      residuals[m + pins.length + r] = row.reduce((sum, [i, w]) => sum + w * (raw[i] - prior.centre[i]), 0);
    });
    if (!derivatives) return { residuals, jacobian: new Float64Array(0) };
    const jacobian = new Float64Array(rowCount * count);
    for (let f = 0; f < m; f++) {
      for (let i = 0; i < count; i++) jacobian[f * count + i] = exact.jacobian[f * count + i] / scales[f];
    }
    solveLowerColumns(factor, m, jacobian.subarray(0, m * count), count);
    pins.forEach(({ coefficients, weight }, r) => {
      const row = (m + r) * count;
      coefficients.forEach((c, f) => {
        if (c === 0) return;
        for (let i = 0; i < count; i++) jacobian[row + i] += Math.sqrt(weight) * c * exact.jacobian[f * count + i];
      });
    });
    prior.rows.forEach((row, r) => {
      for (const [i, w] of row) jacobian[(m + pins.length + r) * count + i] = w;
    });
    return { residuals, jacobian };
  };
  return { model, count, whitened: m, evaluate, dataResponse, features };
}
