import { dot } from '../numerics/index.ts';
import type { Correlation, CorrelationFamily, Parameter } from './family.ts';
import { createMollifier, type Mollifier } from './mollifier.ts';

/** Largest length of the mollifier, voxels. */
const longestMollifier = 4.5;

/** A component at the radii of a mollifier, with its derivatives. */
export interface Profile {
  /** 1 at radius 0 - shape [radius] - float64. */
  readonly value: Float64Array;
  /** Derivatives with respect to the parameters of the component - [parameter] of shape [radius]. */
  readonly tangents: readonly Float64Array[];
}

/** A correlation function that others are added to, valid in three dimensions. */
export interface Component {
  /** Its parameters. @param c - number that ends their names. */
  readonly parameters: (c: number) => readonly Parameter[];
  /** @param values - of its parameters. @param radii - voxels, 0 first. @param logRadii - their logarithms. */
  readonly evaluate: (values: Float64Array, radii: Float64Array, logRadii: Float64Array) => Profile;
}

/** Length over which a component decays. */
export const rangeOf = (c: number, start: number): Parameter => ({
  name: `range${c}`,
  meaning: `length a over which component ${c} decays`,
  role: 'range',
  dimension: 'length',
  transform: { kind: 'interval', lower: 1, upper: 40, logarithmic: true },
  start,
  spread: 0.6,
});

/** Wavenumber with which a component oscillates. */
export const wavenumberOf = (c: number, start: number): Parameter => ({
  name: `wavenumber${c}`,
  meaning: `angular wavenumber b of the oscillation (hole effect) of component ${c}`,
  role: 'wavenumber',
  dimension: 'wavenumber',
  transform: { kind: 'interval', lower: 0, upper: 0.8 },
  start,
  spread: 0.5,
});

const mollifierParameter: Parameter = {
  name: 'mollifier',
  meaning: 'length s of the Gaussian smoothing of the field: its spectrum is multiplied by exp(-s^2 kappa^2)',
  role: 'mollifier',
  dimension: 'length',
  transform: { kind: 'interval', lower: 0.3, upper: longestMollifier, logarithmic: true },
  start: 1.3,
  spread: 0.3,
};

/** A decay times sin(x) / x, x = b r, and its derivative with respect to b. */
export function oscillate(decay: number, b: number, r: number): readonly [value: number, byWavenumber: number] {
  const x = b * r;
  const sinc = x < 1e-4 ? 1 - (x * x) / 6 : Math.sin(x) / x;
  return [decay * sinc, x < 1e-3 ? (-decay * b * r * r) / 3 : (decay * (Math.cos(x) - sinc)) / b];
}

function evaluate(
  components: readonly Component[],
  counts: readonly number[],
  values: Float64Array,
  { radii, mollify }: Mollifier,
  logRadii: Float64Array,
): Correlation {
  const firsts = counts.map((_, c) => counts.slice(0, c).reduce((sum, n) => sum + n + 1, 0));
  const length = values[values.length - 1];
  const total = firsts.reduce((sum, first) => sum + values[first], 0);
  const profiles = components.map((component, c) =>
    component.evaluate(values.subarray(firsts[c] + 1, firsts[c] + 1 + counts[c]), radii, logRadii),
  );
  const sum = new Float64Array(radii.length);
  profiles.forEach(({ value }, c) => {
    const share = values[firsts[c]] / total;
    for (let n = 0; n < sum.length; n++) sum[n] += share * value[n];
  });
  const mollified = mollify(sum, length);
  // A component changes the profile by its own derivative; a weight by the component less the whole, for the weights
  // are normalised.
  const tangents = (): Float64Array[] =>
    profiles.flatMap(({ value, tangents: own }, c) => {
      const share = values[firsts[c]] / total;
      return [value.map((v, n) => (v - sum[n]) / total), ...own.map((profile) => profile.map((v) => share * v))];
    });
  const pullback = (gradient: Float64Array): Float64Array => {
    const { byProfile, byLength } = mollified.transposed(gradient);
    return Float64Array.of(...tangents().map((t) => dot(t, byProfile)), byLength);
  };
  const jacobian = (): Float64Array[] => {
    const { rows, byLength } = mollified.along(tangents());
    return [...rows, byLength];
  };
  return { rho: mollified.rho, curvature: mollified.curvature, pullback, jacobian };
}

/**
 * A family of weighted sums of components, smoothed by a Gaussian mollifier in three dimensions and normalised to
 * rho(0) = 1. Parameters: of every component its weight and its own, then the mollifier.
 * @source docs/design/correlation-functions.md
 */
export function sumOfComponents<Name extends string>(
  name: Name,
  summary: string,
  components: readonly Component[],
): CorrelationFamily<Name> {
  const own = components.map(({ parameters }, c) => parameters(c + 1));
  return {
    ...{ name, summary, source: 'docs/design/correlation-functions.md', isCurve: false },
    parameters: [
      ...own.flatMap((list, c): Parameter[] => [
        {
          name: `weight${c + 1}`,
          meaning: `weight of component ${c + 1}; the weights are normalised to sum 1`,
          role: 'share',
          dimension: 'number',
          transform: { kind: 'positive' },
          start: 1 / components.length,
          spread: 0.3,
        },
        ...list,
      ]),
      mollifierParameter,
    ],
    prepare: ({ lags }) => {
      const mollifier = createMollifier(lags, longestMollifier);
      const logRadii = mollifier.radii.map((r) => Math.log(r));
      const counts = own.map(({ length }) => length);
      return (values) => evaluate(components, counts, values, mollifier, logRadii);
    },
  };
}
