import type { Correlation, CorrelationFamily, Parameter } from './family.ts';
import { createMollifier, type Mollifier } from './mollifier.ts';

const components = 3;
/** Largest length of the mollifier, voxels. */
const longestMollifier = 4.5;

const component = (c: number, start: { range: number; wavenumber: number }): Parameter[] => [
  {
    name: `weight${c}`,
    meaning: `weight of component ${c}; the weights are normalised to sum 1`,
    role: 'share',
    dimension: 'number',
    transform: { kind: 'positive' },
    start: 1 / components,
    spread: 0.3,
  },
  {
    name: `range${c}`,
    meaning: `length a over which component ${c} decays`,
    role: 'range',
    dimension: 'length',
    transform: { kind: 'interval', lower: 1, upper: 40, logarithmic: true },
    start: start.range,
    spread: 0.6,
  },
  {
    name: `shape${c}`,
    meaning: `exponent p of the decay of component ${c}: 2 is smooth, below 1 is rough`,
    role: 'shape',
    dimension: 'number',
    transform: { kind: 'interval', lower: 0.3, upper: 2 },
    start: 1.5,
    spread: 0.3,
  },
  {
    name: `wavenumber${c}`,
    meaning: `angular wavenumber b of the oscillation (hole effect) of component ${c}`,
    role: 'wavenumber',
    dimension: 'wavenumber',
    transform: { kind: 'interval', lower: 0, upper: 0.8 },
    start: start.wavenumber,
    spread: 0.5,
  },
];

const parameters: readonly Parameter[] = [
  ...component(1, { range: 10, wavenumber: 0.1 }),
  ...component(2, { range: 10, wavenumber: 0.1 }),
  ...component(3, { range: 10, wavenumber: 0.1 }),
  {
    name: 'mollifier',
    meaning: 'length s of the Gaussian smoothing of the field: its spectrum is multiplied by exp(-s^2 kappa^2)',
    role: 'mollifier',
    dimension: 'length',
    transform: { kind: 'interval', lower: 0.3, upper: longestMollifier, logarithmic: true },
    start: 1.3,
    spread: 0.3,
  },
];

/** The unmollified components at the radii and their derivatives, kept for the way back. */
interface Components {
  readonly sum: Float64Array;
  readonly value: Float64Array[];
  readonly byRange: Float64Array[];
  readonly byShape: Float64Array[];
  readonly byWavenumber: Float64Array[];
}

function evaluateComponents(values: Float64Array, radii: Float64Array, logRadii: Float64Array): Components {
  const count = radii.length;
  const make = (): Float64Array[] => Array.from({ length: components }, () => new Float64Array(count));
  const out = { sum: new Float64Array(count), value: make(), byRange: make(), byShape: make(), byWavenumber: make() };
  const total = values[0] + values[4] + values[8];
  for (let c = 0; c < components; c++) {
    const [weight, a, p, b] = values.subarray(4 * c, 4 * c + 4);
    const share = weight / total;
    const logA = Math.log(a);
    const value = out.value[c];
    value[0] = 1;
    out.sum[0] += share;
    for (let n = 1; n < count; n++) {
      const logRatio = logRadii[n] - logA;
      const power = Math.exp(p * logRatio);
      // exp(-40) is below the rounding error of the sum; later radii only decay further.
      if (power > 40) break;
      const decay = Math.exp(-power);
      const phase = b * radii[n];
      const sinc = phase < 1e-4 ? 1 - (phase * phase) / 6 : Math.sin(phase) / phase;
      value[n] = decay * sinc;
      out.byRange[c][n] = (value[n] * p * power) / a;
      out.byShape[c][n] = -value[n] * power * logRatio;
      out.byWavenumber[c][n] =
        phase < 1e-3 ? (-decay * b * radii[n] * radii[n]) / 3 : (decay * (Math.cos(phase) - sinc)) / b;
      out.sum[n] += share * value[n];
    }
  }
  return out;
}

function evaluate(values: Float64Array, { radii, mollify }: Mollifier, logRadii: Float64Array): Correlation {
  const parts = evaluateComponents(values, radii, logRadii);
  const mollified = mollify(parts.sum, values[4 * components]);
  const weightSum = values[0] + values[4] + values[8];
  // A component changes the profile by its own derivative; a weight by the component less the whole, for the weights
  // are normalised.
  const tangents = (): Float64Array[] =>
    Array.from({ length: components }, (_, c) => {
      const share = values[4 * c] / weightSum;
      const scaled = (profile: Float64Array): Float64Array => profile.map((v) => share * v);
      return [
        parts.value[c].map((v, n) => (v - parts.sum[n]) / weightSum),
        scaled(parts.byRange[c]),
        scaled(parts.byShape[c]),
        scaled(parts.byWavenumber[c]),
      ];
    }).flat();

  const pullback = (gradient: Float64Array): Float64Array => {
    const { byProfile, byLength } = mollified.transposed(gradient);
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, n) => sum + v * b[n], 0);
    return Float64Array.of(...tangents().map((t) => dot(t, byProfile)), byLength);
  };
  const jacobian = (): Float64Array[] => {
    const { rows, byLength } = mollified.along(tangents());
    return [...rows, byLength];
  };
  return { rho: mollified.rho, curvature: mollified.curvature, pullback, jacobian };
}

/**
 * Low-parametric family, 13 numbers a field: rho(h) = sum_c w_c exp(-(h / a_c)^p_c) sin(b_c h) / (b_c h), three
 * components, smoothed by a Gaussian mollifier in three dimensions and normalised to rho(0) = 1.
 * @source docs/design/correlation-functions.md
 */
export const low: CorrelationFamily<'low'> = {
  name: 'low',
  source: 'docs/design/correlation-functions.md',
  summary: 'three stretched exponentials with hole effect and a mollifier, 13 parameters a field',
  parameters,
  isCurve: false,
  prepare: ({ lags }) => {
    const mollifier = createMollifier(lags, longestMollifier);
    const logRadii = mollifier.radii.map((r) => Math.log(r));
    return (values) => evaluate(values, mollifier, logRadii);
  },
};
