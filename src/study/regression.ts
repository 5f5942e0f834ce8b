import { dot, linearRegression, normalQuantile, sumOfSquares } from '../numerics/index.ts';

/** A way to predict: fitted to some points, it predicts the value of others. */
export interface Predictor {
  readonly name: string;
  /** What the fit came to, in words with numbers: exponents, for instance. */
  readonly describe?: (points: readonly RegressionPoint[]) => string;
  /** Undefined where the points do not determine it. */
  readonly fit: (points: readonly RegressionPoint[]) => ((point: RegressionPoint) => Predicted) | undefined;
}

/** A predicted value, and the standard deviation of its logarithm where the predictor states one. */
export interface Predicted {
  readonly value: number;
  /** Of the function, without the error of a point. */
  readonly deviation?: number;
}

/** A point of a regression: what is known, and the value; both are positive where logarithms are taken. */
export interface RegressionPoint {
  /** Parameters, each between 0 and 1 - [variation]. */
  readonly place: readonly number[];
  /** Descriptors by name. */
  readonly known: Readonly<Record<string, number>>;
  readonly value: number;
  /** Standard error of the logarithm of the value; undefined where it is not known. */
  readonly error?: number | undefined;
}

/** How well values are predicted that no fit has seen. */
export interface HeldOut {
  /** Predicted values - [point]; undefined where the fit failed. */
  readonly predicted: readonly (number | undefined)[];
  /** Median and root mean square of |predicted / computed - 1|. */
  readonly median: number;
  readonly rootMeanSquare: number;
  /** 1 - sum of squared errors / sum of squares about the mean, of logarithms. */
  readonly explained: number;
  /** Share of the points in the predictor's own 95 % intervals, the errors of points included; undefined without. */
  readonly covered: number | undefined;
}

/** Parts of a cross-validation. */
export const folds = 10;

/**
 * Predicts every point by a fit to the points of the other parts. The parts take turns in the order of the points, so
 * that each is spread over a design.
 */
export function crossValidate(points: readonly RegressionPoint[], predictor: Predictor): HeldOut {
  const parts = Math.min(folds, points.length);
  const predicted = new Array<Predicted | undefined>(points.length);
  for (let part = 0; part < parts; part++) {
    const predict = predictor.fit(points.filter((_, i) => i % parts !== part));
    points.forEach((point, i) => {
      if (i % parts === part) predicted[i] = predict?.(point);
    });
  }
  const pairs = points.flatMap(({ value, error = 0 }, i) => {
    const found = predicted[i];
    if (found === undefined || !(found.value > 0)) return [];
    const { value: own, deviation } = found;
    return [{ value, own, spread: deviation === undefined ? undefined : Math.hypot(deviation, error) }];
  });
  const judged = pairs.flatMap(({ value, own, spread }) =>
    spread === undefined ? [] : [Math.abs(Math.log(own / value)) <= normalQuantile(0.975) * spread],
  );
  const errors = pairs.map(({ value, own }) => Math.abs(own / value - 1)).sort((a, b) => a - b);
  const logs = pairs.map(({ value }) => Math.log(value));
  const mean = logs.reduce((sum, v) => sum + v, 0) / logs.length;
  const about = logs.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  const left = pairs.reduce((sum, { value, own }) => sum + Math.log(own / value) ** 2, 0);
  return {
    predicted: predicted.map((found) => found?.value),
    median: errors.length > 0 ? errors[errors.length >> 1] : Number.NaN,
    rootMeanSquare: Math.sqrt(sumOfSquares(errors) / errors.length),
    explained: 1 - left / about,
    covered: judged.length > 0 ? judged.filter(Boolean).length / judged.length : undefined,
  };
}

/** A linear regression of the logarithm. @param names - of the columns of `row`, but for a constant that is first. */
function linearLaw(
  name: string,
  names: readonly string[],
  row: (point: RegressionPoint) => readonly number[],
): Predictor {
  const fitOf = (points: readonly RegressionPoint[]) =>
    linearRegression(
      points.map(row),
      points.map(({ value }) => Math.log(value)),
    );
  return {
    name,
    fit: (points) => {
      const fit = fitOf(points);
      return fit && ((point) => ({ value: Math.exp(dot(row(point), fit.coefficients)) }));
    },
    describe: (points) => {
      const fit = fitOf(points);
      if (!fit) return 'not determined';
      const constants = fit.coefficients.length - names.length;
      const words = fit.coefficients.map((value, i) => {
        const error = fit.standardErrors[i];
        const number = `${value.toFixed(2)}${error === null ? '' : ` ± ${error.toFixed(2)}`}`;
        return i < constants ? `constant ${Math.exp(value).toPrecision(3)}` : `${names[i - constants]}: ${number}`;
      });
      return words.join(', ');
    },
  };
}

/**
 * A product of powers of descriptors: log value = constant + sum of exponent times log descriptor.
 * @param isFree - whether there is a constant; without it the value is 1 where all descriptors are.
 */
export const powerLaw = (name: string, names: readonly string[], isFree: boolean): Predictor =>
  linearLaw(name, names, ({ known }) => [...(isFree ? [1] : []), ...names.map((own) => Math.log(known[own]))]);

/** log value = constant + sum of slope times parameter, each parameter from 0 to 1. */
export const logLinear = (name: string, names: readonly string[]): Predictor =>
  linearLaw(name, names, ({ place }) => [1, ...place]);

/** A law whose exponents were published: nothing is fitted. */
export function publishedLaw(name: string, factor: number, exponents: Readonly<Record<string, number>>): Predictor {
  return {
    name,
    fit: () => (point) => ({
      value:
        factor * Object.entries(exponents).reduce((product, [own, power]) => product * point.known[own] ** power, 1),
    }),
    describe: () =>
      [`constant ${factor}`, ...Object.entries(exponents).map(([own, power]) => `${own}: ${power}`)].join(', '),
  };
}
