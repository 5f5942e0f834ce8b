import { ExcursaError } from '../../../errors.ts';
import { levenbergMarquardt } from '../../../numerics/index.ts';
import { type ModelParameter, parametersOf, toRaws } from '../../../phase/index.ts';
import type { FeatureLayout } from '../../two-point/two-point-features.ts';
import { permuteSimulated, type SimulatedTarget } from './simulated-features.ts';
import type { SimulationSetup, Simulator } from './simulator.ts';

/** How far a model may be off for a residual of one: two-point functions and lineal paths absolutely, volume fractions and surface areas relatively. */
const tolerance = { curve: 0.003, volume: 0.002, surface: 0.004 };
/** Weight of a parameter's distance from its start, in its unbounded unit: keeps what the data do not determine. */
const anchorWeight = 0.3;
/** Step of finite differences on the unbounded scale: long against the jumps of single pixels, short against a unit. */
const difference = 0.04;
/** Most Gauss-Newton steps. */
const mostSteps = 12;

/** What a simulated fit found. */
export interface SimulatedFit {
  readonly order: readonly number[];
  /** Unbounded parameters - shape [parameter]. */
  readonly raw: Float64Array;
  /** Sum of squared residuals. */
  readonly loss: number;
  readonly iterations: number;
  /** Relative errors on the simulated images, by phase in the data's order. */
  readonly volumeFractionErrors: readonly number[];
  readonly surfaceAreaErrors: readonly number[];
}

/** Residuals of features: [feature], each ring weighted alike. */
function weightsOf(target: Float64Array, { volume, surface, length }: FeatureLayout): Float64Array {
  return target.map((value, k) => {
    if (k < volume || k >= length) return 1 / tolerance.curve;
    return 1 / ((k < surface ? tolerance.volume : tolerance.surface) * value);
  });
}

/** A kind of start: how large the balls are against the radius that the first phase's chords tell, how far grains swell, how much of the second phase keeps to them and to where two of them are near. */
export interface StartKind {
  readonly radius: number;
  readonly swelling: number;
  readonly coat: number;
  readonly neck: number;
}

/** Separate smooth grains and grown-together ones, with a second phase anywhere, around grains or between them. */
export const startKinds: readonly StartKind[] = [
  { radius: 0.9, swelling: 0.1, coat: 0.5, neck: 0.5 },
  { radius: 0.55, swelling: 0.5, coat: 0.5, neck: 0.5 },
  { radius: 0.9, swelling: 0.1, coat: 2.5, neck: 0.5 },
  { radius: 0.55, swelling: 0.5, coat: 2.5, neck: 0.5 },
  { radius: 0.55, swelling: 0.5, coat: 0.5, neck: 4 },
];

/** Where a fit begins: the class's own starts, with lengths from the surface of the first phase. */
function startOf(
  parameters: readonly ModelParameter[],
  features: Float64Array,
  { volume, surface }: FeatureLayout,
  kind: StartKind,
): Float64Array {
  // A ball's mean chord is 4 R / 3, and that of any body 4 V / S. Cracks cut the chords of grains: there what the second phase leaves tells how large
  // they are, and sizes that differ make the mean chord exp(5 spread^2 / 2) times longer than that of a grain of median size.
  const cracked = parameters.some((p) => p.name === 'crack');
  const spread = 0.5;
  const radius = cracked
    ? (3 * (1 - features[volume + 1])) / features[surface + 1] / Math.exp(2.5 * spread ** 2)
    : (3 * features[volume]) / features[surface];
  const share = Math.min(0.9, Math.max(0.02, features[volume + 1] / (1 - features[volume])));
  const values: Record<string, number> = {
    radius: kind.radius * radius,
    ...(cracked && { density: 4, spread }),
    roughness: 0.06 * radius,
    lambda1: -kind.swelling * kind.radius * radius,
    coat: kind.coat,
    neck: kind.neck,
    fillet: 0.05 * radius,
    coatLength: 0.25 * radius,
    coatSoftness: 0.08 * radius,
    neckLength: 0.3 * radius,
    // A coat of e^-1/2 on the average is taken into account; the quantile of a logistic is near enough to a normal's.
    lambda2: 0.6 * Math.log((1 - share) / share) + 0.6 * kind.coat,
  };
  return toRaws(
    parameters,
    parameters.map((p) => (p.group === 'scalars' ? (values[p.name] ?? p.start) : p.start)),
  );
}

/** Relative errors of simulated volume fractions and surface areas, by phase in the data's order. @param features - in the model's order. */
export function errorsOf(
  features: Float64Array,
  target: SimulatedTarget,
  order: readonly number[],
): Pick<SimulatedFit, 'volumeFractionErrors' | 'surfaceAreaErrors'> {
  const wanted = permuteSimulated(target, order);
  const errorsFrom = (first: number): number[] =>
    order.map((_, phase) => {
      const k = first + order.indexOf(phase);
      return features[k] / wanted[k] - 1;
    });
  const { volume, surface } = target.twoPoint.layout;
  return { volumeFractionErrors: errorsFrom(volume), surfaceAreaErrors: errorsFrom(surface) };
}

/**
 * Fits a model whose two-point functions have no closed form by those of simulated images, with common random numbers: Levenberg's and
 * Marquardt's method on finite differences.
 * @param order - material phase that plays Xi_1, Xi_2, ...
 * @throws ExcursaError (numeric) when no start gives finite features.
 */
export function fitSimulated(
  setup: SimulationSetup,
  simulator: Simulator,
  target: SimulatedTarget,
  order: readonly number[],
  options: {
    readonly kind?: StartKind;
    readonly most?: number;
    readonly from?: Float64Array;
    readonly onStep?: (loss: number) => void;
  } = {},
): SimulatedFit {
  const wanted = permuteSimulated(target, order);
  const { layout } = target.twoPoint;
  const weights = weightsOf(wanted, layout);
  const parameters = parametersOf(setup.record, setup.family);
  const start = startOf(parameters, wanted, layout, options.kind ?? startKinds[0]);
  const count = start.length;
  const rows = wanted.length + count;
  const residualsOf = (raw: Float64Array): Float64Array => {
    const features = simulator.features(raw);
    return Float64Array.from({ length: rows }, (_, k) =>
      k < wanted.length
        ? weights[k] * (features[k] - wanted[k])
        : anchorWeight * (raw[k - wanted.length] - start[k - wanted.length]),
    );
  };
  const evaluate = (raw: Float64Array, withJacobian: boolean) => {
    const residuals = residualsOf(raw);
    options.onStep?.(residuals.reduce((sum, r) => sum + r * r, 0));
    const jacobian = new Float64Array(withJacobian ? rows * count : 0);
    if (withJacobian) {
      for (let i = 0; i < count; i++) {
        const moved = raw.slice();
        moved[i] += difference;
        const there = residualsOf(moved);
        for (let k = 0; k < rows; k++) jacobian[k * count + i] = (there[k] - residuals[k]) / difference;
      }
    }
    return { residuals, jacobian };
  };
  const fit = levenbergMarquardt({ count, evaluate }, options.from ?? start, options.most ?? mostSteps);
  if (!Number.isFinite(fit.loss)) {
    throw new ExcursaError({
      kind: 'numeric',
      what: 'calibrate',
      expected: 'finite features of simulated images',
      got: 'none',
      remedy: ['another ', { setting: 'seed' }],
    });
  }
  return {
    order,
    raw: fit.raw,
    loss: fit.loss,
    iterations: fit.iterations,
    ...errorsOf(simulator.features(fit.raw), target, order),
  };
}
