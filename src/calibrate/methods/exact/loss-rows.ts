import { type FamilyChoice, familyOf, toRaw } from '../../../correlation/index.ts';
import type { ModelRecord } from '../../../phase/index.ts';
import type { ExactModel } from './exact-model.ts';
import { boundaries, type DataStatistics, surfaceWeights } from './statistics.ts';

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
export function pinsOf(statistics: DataStatistics, weights: LossWeights): Pin[] {
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
export function priorOf(
  model: ExactModel,
  { fields, scalars }: ModelRecord,
  family: FamilyChoice,
  smoothness: number,
): Prior {
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
