import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { factorise, fisherTail, solveLower } from '../../../numerics/index.ts';
import type { FittedCurve, FittedQuantity, GoodnessOfFit } from './fit-summary.ts';
import type { Propagation } from './linearisation.ts';
import type { ModelScatter } from './model-windows.ts';
import type { DataStatistics } from './statistics.ts';

/** Most directions that are tested; with few windows a third of them. */
const mostComponents = 20;
/** Below this probability the misfit is called real. */
const significance = 0.01;
/** Directions that scatter less, relative to the values, are not tested: the quadrature is not more exact. */
const leastDeviation = 3e-4;

/** Orthonormal directions of largest scatter among vectors - [direction] of shape [feature]. */
function principalDirections(vectors: readonly Float64Array[], most: number): Float64Array[] {
  const gram = new Matrix(vectors.map((a) => vectors.map((b) => a.reduce((sum, x, f) => sum + x * b[f], 0))));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return realEigenvalues
    .map((variance, column) => ({ variance, column }))
    .sort((a, b) => b.variance - a.variance)
    .slice(0, most)
    .filter(({ variance }, i) => i === 0 || variance > leastDeviation ** 2)
    .map(({ variance, column }) => {
      const direction = new Float64Array(vectors[0].length);
      vectors.forEach((z, b) => {
        const weight = eigenvectorMatrix.get(b, column) / Math.sqrt(variance);
        for (let f = 0; f < direction.length; f++) direction[f] += weight * z[f];
      });
      return direction;
    });
}

const percent = (value: number): string => `${(100 * Math.abs(value)).toFixed(Math.abs(value) < 0.0995 ? 1 : 0)} %`;

/** A sentence or two with the quantity and the curve that deviate most, in standard errors of the data. */
function sentenceOf(
  verdict: GoodnessOfFit['verdict'],
  quantities: readonly FittedQuantity[],
  curves: readonly FittedCurve[],
  lags: readonly number[],
  unit: string,
): string {
  const errors = ({ error, dataStandardError }: FittedQuantity): number => Math.abs(error) / dataStandardError;
  const [worst] = [...quantities].sort((a, b) => errors(b) - errors(a));
  const [strayed] = curves
    .flatMap(({ pair, model, data, dataStandardError }) =>
      model.map((value, k) => ({
        pair,
        k,
        by: value - data[k],
        deviation: Math.abs(value - data[k]) / Math.max(1e-12, dataStandardError[k]),
      })),
    )
    .sort((a, b) => b.deviation - a.deviation);
  const begin =
    verdict === 'misfit'
      ? 'This model class does not represent the two-point statistics of these images to within their sampling scatter'
      : 'The two-point statistics of these images are compatible with this model class';
  const quantity =
    errors(worst) > 2
      ? `the ${worst.quantity} of ${worst.of} is ${percent(worst.error)} too ${worst.error > 0 ? 'large' : 'small'} (${errors(worst).toFixed(1)} standard errors)`
      : 'volume fractions, surface areas, mean chords and interface areas lie within 2 standard errors of the data';
  const curve = `the two-point function ${strayed.pair} deviates most at h = ${lags[strayed.k].toPrecision(3)} ${unit}, by ${strayed.by.toFixed(4).replace('-', '\u2212')} (${strayed.deviation.toFixed(1)} standard errors)`;
  return `${begin}: ${quantity}; ${curve}.`;
}

/**
 * Tests the misfit of an optimum against the scatter that the fitted model itself has. Windows drawn from the model
 * give deviations of the features as the data have them if the model is true, and each is fitted as the data were; what
 * these fits leave is the scatter of the misfit. The misfit is projected on directions in which the remainders of the
 * data's blocks scatter most, and its square in units of the windows' covariance follows Hotelling's law.
 * @param misfit - model minus data at the optimum of an accurate quadrature - shape [feature].
 * @source docs/design/goodness-of-fit.md; hotelling1931: Ann. Math. Stat. 2 (1931) 360, doi:10.1214/aoms/1177732979
 */
export function testFit(
  statistics: DataStatistics,
  propagation: Propagation,
  misfit: Float64Array,
  { deviations, windowEdge }: ModelScatter,
  shown: {
    readonly quantities: readonly FittedQuantity[];
    readonly curves: readonly FittedCurve[];
    readonly lags: readonly number[];
    readonly unit: string;
  },
): GoodnessOfFit {
  const { scales } = statistics;
  const { dataShifts, modelShifts } = propagation;
  const windows = deviations.length;
  const ofBlocks = dataShifts.map((shift, b) => shift.map((value, f) => (modelShifts[b][f] - value) / scales[f]));
  const directions = principalDirections(ofBlocks, Math.min(mostComponents, Math.floor(windows / 3)));
  const k = directions.length;
  const project = (values: Float64Array): Float64Array =>
    Float64Array.from(directions, (direction) => direction.reduce((sum, u, f) => sum + (u * values[f]) / scales[f], 0));
  const mean = scales.map((_, f) => deviations.reduce((sum, own) => sum + own[f], 0) / windows);
  const covariance = new Float64Array(k * k);
  for (const deviation of deviations) {
    const z = project(deviation.map((value, f) => value - mean[f]));
    for (let i = 0; i < k; i++) for (let j = 0; j <= i; j++) covariance[i * k + j] += (z[i] * z[j]) / (windows - 1);
  }
  for (let i = 0; i < k; i++) covariance[i * k + i] += leastDeviation ** 2;
  if (!factorise(covariance, k)) throw new RangeError('goodness of fit: expected a positive definite covariance');
  const whitened = project(misfit);
  solveLower(covariance, k, whitened);
  const chiSquare = whitened.reduce((sum, t) => sum + t * t, 0);
  const remaining = windows - k;
  const pValue = fisherTail((chiSquare * remaining) / (k * (windows - 1)), k, remaining);
  const verdict = pValue < significance ? 'misfit' : 'compatible';
  return {
    chiSquare,
    // Mean of Hotelling's law.
    expected: (k * (windows - 1)) / (remaining - 2),
    components: k,
    windows,
    windowEdge,
    pValue,
    verdict,
    sentence: sentenceOf(verdict, shown.quantities, shown.curves, shown.lags, shown.unit),
  };
}
