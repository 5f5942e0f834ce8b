import type { ExactFitSummary, FittedCurve, FittedQuantity } from '../../src/calibrate/index.ts';
import { permutations } from '../../src/calibrate/settings.ts';

const unit = 'um';
const lags = Array.from({ length: 30 }, (_, k) => 0.398 * k);

/** C_ij(h) = p_i p_j + (p_i [i = j] - p_i p_j) exp(-h / range): phases in exponential correlation. */
function probability(p: readonly number[], i: number, j: number, range: number): number[] {
  const excess = (i === j ? p[i] : 0) - p[i] * p[j];
  return lags.map((h) => p[i] * p[j] + excess * Math.exp(-h / range));
}

function curvesOf(names: readonly string[], fractions: readonly number[], worst: number): FittedCurve[] {
  return names.flatMap((a, i) =>
    names.slice(i).map((b, k): FittedCurve => {
      const j = i + k;
      const data = probability(fractions, i, j, 2.1);
      // Volume fractions and ranges of the model are a little off, the last phase's most; mixed pairs cannot scatter at
      // lag 0.
      const off = fractions.map((p, phase) => p * (1 + (phase === names.length - 1 ? worst : -0.001)));
      const sampling = lags.map((h, lag) => (i === j || lag > 0 ? 0.004 * fractions[j] * (1.5 - Math.exp(-h / 3)) : 0));
      return {
        pair: `${a}-${b}`,
        phases: [i, j],
        model: probability(off, i, j, 2.2),
        data,
        dataStandardError: sampling,
        modelStandardError: sampling.map((s) => 0.5 * s),
      };
    }),
  );
}

const quantity = (name: string, of: string, data: number, error: number, inLoss: boolean): FittedQuantity => ({
  quantity: name,
  of,
  model: data * (1 + error),
  data,
  unit: name === 'volume fraction' ? '' : name === 'mean chord' ? unit : `1/${unit}`,
  error,
  dataStandardError: 0.012,
  modelStandardError: 0.007,
  inLoss,
});

function quantitiesOf(names: readonly string[], fractions: readonly number[], worst: number): FittedQuantity[] {
  const last = names.length - 1;
  const own = names.flatMap((name, i) => [
    quantity('volume fraction', name, fractions[i], i === last ? worst : -0.004, true),
    quantity('specific surface area', name, 0.9 * fractions[i], i === last ? -2.04 * worst : 0.0051, true),
    quantity('mean chord', name, 4 * fractions[i], i === last ? 3 * worst : -0.0089, false),
  ]);
  const mixed = names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => quantity('interface area', `${a}-${b}`, 0.11, 0.0132, false)),
  );
  return [...own, ...mixed];
}

/** Singular values that fall over eight decades, as those of models with ten numbers a field do. */
const fall = (count: number): number[] => Array.from({ length: count }, (_, k) => 180 * 10 ** (-k / (count / 8)));

function startsOf(phases: number, perOrder: number): ExactFitSummary['starts'] {
  return permutations(phases).flatMap((order, o) =>
    Array.from({ length: perOrder }, (_, start) => {
      const droppedInRound = o % 3 > 0 ? o % 2 : start > 1 ? 1 : null;
      const loss = 0.0031 * (1 + 2.7 * o) * (1 + 0.4 * ((start * 7 + o) % 3)) * (droppedInRound === 0 ? 6 : 1);
      return {
        order,
        start,
        iterations: droppedInRound === null ? 63 : 8 * (droppedInRound + 1),
        loss,
        droppedInRound,
      };
    }),
  );
}

function summary(
  names: readonly string[],
  fractions: readonly number[],
  parameters: number,
  worst: number,
): ExactFitSummary {
  const singularValues = fall(parameters);
  const fields = ['X', 'Y', 'Xt', 'Yt', 'Zt'];
  return {
    lags,
    unit,
    curves: curvesOf(names, fractions, worst),
    quantities: quantitiesOf(names, fractions, worst),
    blocks: 64,
    predictions: [
      { quantity: 'interface area, continuum', of: `${names[0]}-${names[1]}`, value: 0.4321, unit: '1/um' },
      { quantity: 'voxel face area, volume images', of: names[0], value: 0.6543, unit: '1/um' },
    ],
    discrepancy: 0.02,
    goodnessOfFit: {
      chiSquare: 184.31,
      expected: 21.4,
      components: 18,
      windows: 64,
      windowEdge: 128,
      pValue: 2.3e-19,
      verdict: 'misfit',
      sentence: `The misfit is larger than sampling explains: the specific surface area of ${names.at(-1)} is off by −5.1 standard errors.`,
    },
    identifiability: {
      singularValues,
      determined: singularValues.filter((value) => value > 1).length,
      parameters,
      combinations: singularValues.slice(0, 6).map((singularValue, k) => ({
        singularValue,
        terms: [0.71, -0.52, 0.31, -0.2].map((weight, t) => ({
          group: t === 1 ? 'scalars' : fields[(k + t) % 5],
          parameter: t === 1 ? `lambda${1 + (k % 2)}` : `range${1 + ((k + t) % 3)}`,
          weight: k % 2 === 0 ? weight : -weight,
        })),
      })),
    },
    starts: startsOf(names.length, 4),
    quadrature: { points: 8192, lossScatter: 0.0042, repeats: 1, areaScatter: 0.002, accurate: true },
  };
}

/** Three phases and 70 parameters, a fit that does not hold. */
export const threePhases: ExactFitSummary = summary(['pore', 'nmc', 'binder'], [0.34, 0.54, 0.12], 70, 0.03);

/** Two phases, a compatible fit by a high-parametric family. */
export const twoPhases: ExactFitSummary = {
  ...summary(['pore', 'solid'], [0.36, 0.64], 101, 0.002),
  goodnessOfFit: {
    chiSquare: 9.72,
    expected: 11.8,
    components: 10,
    windows: 36,
    windowEdge: 96,
    pValue: 0.5634,
    verdict: 'compatible',
    sentence: 'The two-point functions of an image of this size show nothing against the model.',
  },
  smoothness: {
    weight: 1e-3,
    tried: [0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1].map((weight, k) => ({ weight, loss: 0.021 + 0.004 * (k - 3) ** 2 })),
  },
};
