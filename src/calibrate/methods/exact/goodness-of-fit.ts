import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { factorise, fisherTail, solveLower, solveLowerColumns, sumOfSquares } from '../../../numerics/index.ts';
import type { FittedCurve, FittedQuantity, GoodnessOfFit, StartSummary } from './fit-summary.ts';
import type { Propagation } from './linearisation.ts';
import type { ModelScatter } from './model-windows.ts';
import type { DataStatistics } from './statistics.ts';

/** Share of the windows that choose the directions; the others give the covariance, and know nothing of the choice. */
const shareForDirections = 3 / 8;
/** A covariance of k directions needs at least so many times k windows. */
const windowsPerDirection = 2;
/** At least so many directions are tested. */
const leastTested = 3;
/** Below the first probability the misfit is called real, below the second there is weak evidence of one. */
const [significance, weakSignificance] = [0.01, 0.05];
/** Directions that scatter less, relative to the values, are not tested: the quadrature is not more exact. */
const leastDeviation = 2e-4;
/** A square of scatter below this share of the largest is rounding. */
const rounding = 1e-12;
/**
 * The fit follows a combination of parameters that moves the features by so many standard errors a unit of its
 * unbounded scale. The prior leaves it about four units.
 */
const followed = 0.1;

/** Orthonormal directions of largest scatter among vectors - [direction] of shape [feature]. */
function principalDirections(vectors: readonly Float64Array[], most: number): Float64Array[] {
  const gram = new Matrix(vectors.map((a) => vectors.map((b) => a.reduce((sum, x, f) => sum + x * b[f], 0))));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const sorted = realEigenvalues
    .map((square, column) => ({ square, column }))
    .sort((a, b) => b.square - a.square)
    .slice(0, most);
  return sorted
    .filter(({ square }) => square > rounding * sorted[0].square && square > 0)
    .filter(({ square }, i) => i < leastTested || square > leastDeviation ** 2 * (vectors.length - 1))
    .map(({ square, column }) => {
      const direction = new Float64Array(vectors[0].length);
      vectors.forEach((z, b) => {
        const weight = eigenvectorMatrix.get(b, column) / Math.sqrt(square);
        for (let f = 0; f < direction.length; f++) direction[f] += weight * z[f];
      });
      return direction;
    });
}

/**
 * Directions that a fit follows: orthonormal ones that span the columns of a Jacobian in units of the scatter, but for
 * combinations of parameters that hardly move anything - [direction] of shape [row].
 * @param jacobian - shape [row, parameter].
 */
function followedDirections(jacobian: Float64Array, rows: number, most: number): Float64Array[] {
  const count = jacobian.length / rows;
  const row = (i: number): Float64Array => jacobian.subarray(i * count, (i + 1) * count);
  const gram = new Matrix(
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: rows }, (_, j) => row(i).reduce((sum, x, p) => sum + x * row(j)[p], 0)),
    ),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return realEigenvalues
    .map((square, column) => ({ square, column }))
    .filter(({ square }) => square > followed ** 2)
    .sort((a, b) => b.square - a.square)
    .slice(0, most)
    .map(({ column }) => Float64Array.from({ length: rows }, (_, i) => eigenvectorMatrix.get(i, column)));
}

/** How the sentence of a verdict begins. */
function beginning(verdict: GoodnessOfFit['verdict'], p: number): string {
  switch (verdict) {
    case 'misfit':
      return 'This model class does not represent the two-point statistics of these images to within their sampling scatter';
    case 'weak evidence against':
      return `There is weak evidence against this model class in the two-point statistics of these images: one true model in ${Math.round(1 / p)} fits as badly`;
    default:
      return 'The two-point statistics of these images are compatible with this model class';
  }
}

/** What is said where windows of the model are too much alike for a test. */
const notTestable =
  'The goodness of fit cannot be tested: windows drawn from the fitted model hardly differ in their two-point statistics.';

const percent = (value: number): string => `${(100 * Math.abs(value)).toFixed(Math.abs(value) < 0.0995 ? 1 : 0)} %`;

/** A sentence or two with the quantity and the curve that deviate most, in standard errors of the data. */
function sentenceOf(
  begin: string,
  hasMisfit: boolean,
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
  const quantity =
    errors(worst) > 2
      ? `the ${worst.quantity} of ${worst.of} is ${percent(worst.error)} too ${worst.error > 0 ? 'large' : 'small'} (${errors(worst).toFixed(1)} standard errors)`
      : 'volume fractions, surface areas, mean chords and interface areas lie within 2 standard errors of the data';
  const curve = `the two-point function ${strayed.pair} deviates most at h = ${lags[strayed.k].toPrecision(3)} ${unit}, by ${strayed.by.toFixed(4).replace('-', '\u2212')} (${strayed.deviation.toFixed(1)} standard errors)`;
  // Scatter that all lags have in common hides what their differences show.
  const alone = strayed.deviation < 2 && errors(worst) <= 2;
  const together = hasMisfit && alone ? ', but together the lags deviate more than their scatter allows' : '';
  return `${begin}: ${quantity}; ${curve}${together}.`;
}

/** Loss relative to the least of all starts up to which a start has reached the same optimum. */
const sameOptimum = 1.1;

/** What a small p may mean where no second start confirms the optimum; empty where one does. */
function remarkOf(starts: readonly Pick<StartSummary, 'loss'>[]): string {
  const least = Math.min(...starts.map(({ loss }) => loss));
  const reached = starts.filter(({ loss }) => loss <= sameOptimum * least);
  if (starts.length === 0 || reached.length > 1) return '';
  return starts.length === 1
    ? ' The search had one start: one that ends in a poorer optimum gives a small p too. More starts tell.'
    : ` No second one of ${starts.length} starts came near this optimum: a search that ends in a poorer one gives a small p too. More starts tell.`;
}

/** Hotelling's T^2 of a misfit, without what a fit follows. */
export interface MisfitTest {
  readonly chiSquare: number;
  /** Directions tested. */
  readonly components: number;
  /** Windows that gave the covariance. */
  readonly windows: number;
  readonly expected: number;
  readonly pValue: number;
}

/**
 * Tests a misfit against the scatter of windows of the model. Some windows choose the directions in which features
 * scatter most, the others give the covariance of the misfit in these directions. What the parameters can follow is
 * projected out in units of that covariance: whatever the fit did there, to first order the rest is what sampling left.
 * @param misfit - model minus data, relative to the features' scales - shape [feature].
 * @param jacobian - of the model, relative to the scales - shape [feature, parameter]; empty for a given model.
 * @param deviations - of windows, relative to the scales, as large as those of all data - [window] of shape [feature].
 * @returns undefined where windows differ in fewer than three directions.
 * @source docs/design/goodness-of-fit.md; hotelling1931: Ann. Math. Stat. 2 (1931) 360, doi:10.1214/aoms/1177732979
 */
export function testMisfit(
  misfit: Float64Array,
  jacobian: Float64Array,
  deviations: readonly Float64Array[],
): MisfitTest | undefined {
  const forDirections = Math.round(shareForDirections * deviations.length);
  const others = deviations.slice(forDirections);
  const windows = others.length;
  const most = Math.min(forDirections - 1, Math.floor(windows / windowsPerDirection));
  const directions = principalDirections(deviations.slice(0, forDirections), most);
  const rows = directions.length;
  if (rows < leastTested) return undefined;
  const project = (values: Float64Array): Float64Array =>
    Float64Array.from(directions, (direction) => direction.reduce((sum, u, f) => sum + u * values[f], 0));
  const projected = others.map(project);
  const mean = directions.map((_, i) => projected.reduce((sum, z) => sum + z[i], 0) / windows);
  const covariance = new Float64Array(rows * rows);
  for (const z of projected) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j <= i; j++) covariance[i * rows + j] += ((z[i] - mean[i]) * (z[j] - mean[j])) / (windows - 1);
    }
  }
  if (!factorise(covariance, rows)) return undefined;
  const whitened = project(misfit);
  solveLower(covariance, rows, whitened);
  const count = jacobian.length / misfit.length;
  const slopes = new Float64Array(rows * count);
  directions.forEach((direction, i) => {
    direction.forEach((u, f) => {
      for (let p = 0; p < count; p++) slopes[i * count + p] += u * jacobian[f * count + p];
    });
  });
  if (count > 0) solveLowerColumns(covariance, rows, slopes, count);
  const followedOnes = count > 0 ? followedDirections(slopes, rows, rows - leastTested) : [];
  const removed = followedOnes.reduce((sum, own) => sum + own.reduce((dot, u, i) => dot + u * whitened[i], 0) ** 2, 0);
  const chiSquare = Math.max(0, sumOfSquares(whitened) - removed);
  const components = rows - followedOnes.length;
  const remaining = windows - components;
  return {
    chiSquare,
    components,
    windows,
    // Mean of Hotelling's law.
    expected: (components * (windows - 1)) / (remaining - 2),
    pValue: fisherTail((chiSquare * remaining) / (components * (windows - 1)), components, remaining),
  };
}

/**
 * Tests the misfit of an optimum against the scatter that the fitted model itself has.
 * @param misfit - model minus data at the optimum, by an accurate quadrature - shape [feature].
 */
export function testFit(
  { scales }: Pick<DataStatistics, 'scales'>,
  { featureJacobian }: Pick<Propagation, 'featureJacobian'>,
  misfit: Float64Array,
  { deviations, windowEdge, sections }: ModelScatter,
  shown: {
    /** Starts of the search: where one alone reached the optimum, a small p may come from the search. */
    readonly starts?: readonly Pick<StartSummary, 'loss'>[];
    readonly quantities: readonly FittedQuantity[];
    readonly curves: readonly FittedCurve[];
    readonly lags: readonly number[];
    readonly unit: string;
  },
): GoodnessOfFit {
  const relative = (values: Float64Array): Float64Array => values.map((value, f) => value / scales[f]);
  const count = featureJacobian.length / scales.length;
  const jacobian = featureJacobian.map((value, k) => value / scales[Math.floor(k / count)]);
  const test = testMisfit(relative(misfit), jacobian, deviations.map(relative));
  const common = { windows: deviations.length, windowEdge, ...(sections !== undefined && { sections }) };
  if (!test) {
    const nothing = { chiSquare: null, expected: null, components: 0, pValue: null };
    return { ...nothing, ...common, verdict: 'not testable', sentence: notTestable };
  }
  const { pValue } = test;
  const verdict = pValue < significance ? 'misfit' : pValue < weakSignificance ? 'weak evidence against' : 'compatible';
  const begin = beginning(verdict, pValue);
  const small = verdict !== 'compatible';
  const sentence = sentenceOf(begin, small, shown.quantities, shown.curves, shown.lags, shown.unit);
  return { ...{ ...test, ...common, verdict }, sentence: sentence + (small ? remarkOf(shown.starts ?? []) : '') };
}
