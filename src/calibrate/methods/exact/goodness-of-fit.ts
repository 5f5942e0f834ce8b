import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { fisherTail } from '../../../numerics/index.ts';
import type { FittedCurve, FittedQuantity, GoodnessOfFit } from './fit-summary.ts';
import type { Propagation } from './linearisation.ts';
import { type DataStatistics, modelTolerance } from './statistics.ts';

/** Most principal components that are tested; with few blocks a third of them. */
const mostComponents = 20;
/** Below this probability the misfit is called real. */
const significance = 0.01;

/** Directions of largest scatter among the blocks, in units of the scales - variances, falling, and unit vectors. */
function principalComponents(influences: readonly Float64Array[], count: number) {
  const gram = new Matrix(influences.map((a) => influences.map((b) => a.reduce((sum, x, f) => sum + x * b[f], 0))));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  return realEigenvalues
    .map((variance, column) => ({ variance, column }))
    .sort((a, b) => b.variance - a.variance)
    .slice(0, count)
    .filter(({ variance }) => variance > 0)
    .map(({ variance, column }) => {
      const direction = new Float64Array(influences[0].length);
      influences.forEach((z, b) => {
        const weight = eigenvectorMatrix.get(b, column) / Math.sqrt(variance);
        for (let f = 0; f < direction.length; f++) direction[f] += weight * z[f];
      });
      return { variance, direction };
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
 * Tests the misfit of an optimum against the scatter of the data. The misfit is projected on the leading principal
 * components of the blocks' scatter; its expectation under the model follows from the linearised fit, which takes away
 * what the parameters can follow. The sum of squares is matched to a chi-square law in mean and variance, and divided
 * by an estimated covariance it follows Fisher's law as Hotelling's does. The quantity that deviates most is tested
 * beside it by Student's law; the p-value is that of the two tests together (Bonferroni).
 * @source docs/design/goodness-of-fit.md; hotelling1931: Ann. Math. Stat. 2 (1931) 360, doi:10.1214/aoms/1177732979
 */
export function testFit(
  statistics: DataStatistics,
  { model, dataShifts, modelShifts }: Propagation,
  shown: {
    readonly quantities: readonly FittedQuantity[];
    readonly curves: readonly FittedCurve[];
    readonly lags: readonly number[];
    readonly unit: string;
  },
): GoodnessOfFit {
  const { features, scales, influences, blockEdge } = statistics;
  const blocks = influences.length;
  const wanted = Math.max(1, Math.min(mostComponents, Math.floor(blocks / 3)));
  const components = principalComponents(influences, wanted);
  const k = components.length;
  const tolerance = modelTolerance ** 2;
  const project = (misfit: (f: number) => number): Float64Array =>
    Float64Array.from(components, ({ variance, direction }) => {
      const along = direction.reduce((sum, u, f) => sum + (u * misfit(f)) / scales[f], 0);
      return along / Math.sqrt(variance + tolerance);
    });
  const misfit = project((f) => model[f] - features[f]);
  const chiSquare = misfit.reduce((sum, t) => sum + t * t, 0);
  const shifts = dataShifts.map((shift, b) => project((f) => modelShifts[b][f] - shift[f]));
  let trace = 0;
  let squares = 0;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const own = i === j ? tolerance / (components[i].variance + tolerance) : 0;
      const a = shifts.reduce((sum, s) => sum + s[i] * s[j], own);
      if (i === j) trace += a;
      squares += a * a;
    }
  }
  const freedom = trace ** 2 / squares;
  // A fit cannot scatter more than the data it follows; where the linearisation says so, it is poor.
  const expected = Math.min(trace, k);
  const remaining = Math.max(1, blocks - k);
  const ratio = ((chiSquare / expected) * remaining) / Math.max(1, blocks - 1);
  const byComponents = fisherTail(ratio, freedom, remaining);
  // Few components may miss a quantity that is plainly off: the worst one is tested beside them, Bonferroni's way.
  const { quantities } = shown;
  const byQuantity = quantities.map(({ error, dataStandardError }) =>
    fisherTail((error / dataStandardError) ** 2, 1, Math.max(1, blocks - 1)),
  );
  const pValue = Math.min(1, 2 * Math.min(byComponents, quantities.length * Math.min(...byQuantity)));
  const verdict = pValue < significance ? 'misfit' : 'compatible';
  return {
    chiSquare,
    expected,
    components: k,
    blocks,
    blockEdge,
    pValue,
    verdict,
    sentence: sentenceOf(verdict, shown.quantities, shown.curves, shown.lags, shown.unit),
  };
}
