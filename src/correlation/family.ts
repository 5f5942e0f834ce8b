/**
 * Model parameters: what a number means, the interval it lives in, and the map from the unbounded number that an
 * optimiser moves.
 */

/** How a parameter scales when the voxel size changes. */
export type Dimension = 'number' | 'length' | 'wavenumber';

/**
 * Map from the whole line onto the parameter's interval.
 * identity: no bounds. positive: exp. interval: logistic between lower and upper, `logarithmic` if the logistic acts on
 * the logarithm.
 */
export type Transform =
  | { readonly kind: 'identity' }
  | { readonly kind: 'positive' }
  | { readonly kind: 'interval'; readonly lower: number; readonly upper: number; readonly logarithmic?: boolean };

/** What a parameter does in a model: every role, with its meaning. Code asks for roles, never for names. */
export const roles = {
  weight: 'factor of a term of a latent',
  'square-weight': 'factor of a squared Gaussian field in a latent',
  ratio: 'factor of one term against another',
  threshold: 'level at which a latent is cut',
  density: 'volume of the grains that arrive per volume of space',
  radius: 'median radius of grains',
  spread: 'standard deviation of the logarithm of the radius of grains',
  elongation: 'how far grains are from balls',
  roughness: 'standard deviation of a rough surface',
  reach: 'distance over which a term of grains or of another latent acts',
  softness: 'distance over which such a term ends',
  share: 'part of one component in a correlation; the shares of a field sum to 1 in a model file',
  range: 'length over which a component of a correlation decays',
  shape: 'exponent of the decay of a component',
  wavenumber: 'angular wavenumber of the oscillation of a component',
  mollifier: 'length of the smoothing of a field',
  ordinate: 'value of a curve that makes a correlation, at a fixed argument',
} as const;

/** A role of a parameter. */
export type Role = keyof typeof roles;

/** One scalar parameter of a model or of a correlation family. Lengths in voxels, wavenumbers in radians per voxel. */
export interface Parameter {
  readonly name: string;
  readonly meaning: string;
  readonly role: Role;
  readonly dimension: Dimension;
  readonly transform: Transform;
  /** Centre of the random start, on the parameter's own scale. */
  readonly start: number;
  /** Standard deviation of the random start on the unbounded scale. */
  readonly spread: number;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** The parameter's value at an unbounded number. */
export function toValue(transform: Transform, raw: number): number {
  if (transform.kind === 'identity') return raw;
  if (transform.kind === 'positive') return Math.exp(raw);
  const { lower, upper, logarithmic } = transform;
  return logarithmic ? lower * (upper / lower) ** logistic(raw) : lower + (upper - lower) * logistic(raw);
}

/** Derivative of the value with respect to the unbounded number. */
export function toSlope(transform: Transform, raw: number): number {
  if (transform.kind === 'identity') return 1;
  if (transform.kind === 'positive') return Math.exp(raw);
  const s = logistic(raw);
  const { lower, upper, logarithmic } = transform;
  const width = s * (1 - s);
  return logarithmic ? toValue(transform, raw) * Math.log(upper / lower) * width : (upper - lower) * width;
}

/** The unbounded number of a value; values on or beyond a bound are taken 1e-9 of the interval inside it. */
export function toRaw(transform: Transform, value: number): number {
  if (transform.kind === 'identity') return value;
  if (transform.kind === 'positive') return Math.log(value);
  const { lower, upper, logarithmic } = transform;
  const share = logarithmic ? Math.log(value / lower) / Math.log(upper / lower) : (value - lower) / (upper - lower);
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, share));
  return Math.log(inside / (1 - inside));
}

/** A correlation function at given lags, and the way back from its gradient to that of the parameters. */
export interface Correlation {
  /** rho(h) - shape [lag] - dimensionless - float64. */
  readonly rho: Float64Array;
  /** -rho''(0), per squared voxel: variance of the field's slope. */
  readonly curvature: number;
  /**
   * Gradient with respect to rho - shape [lag] - to gradient with respect to the parameter values - shape [parameter].
   */
  readonly pullback: (gradient: Float64Array) => Float64Array;
  /** d rho / d parameter value - [parameter] of shape [lag] - float64. */
  readonly jacobian: () => Float64Array[];
}

/** Evaluates a family at fixed lags; what depends on the lags alone is computed once. */
export type CorrelationEvaluator = (values: Float64Array) => Correlation;

/** Settings that all families share. */
export interface CorrelationOptions {
  /** Lags h >= 0, voxels - shape [lag] - float64. */
  readonly lags: Float64Array;
  /** Radius beyond which the correlation is tapered to 0, voxels. */
  readonly taper: number;
}

/**
 * A family of isotropic correlation functions, valid in three dimensions and therefore on every two-dimensional
 * section. Lengths are in voxels; `parameters` states names, bounds and starts in the order of the values.
 */
export interface CorrelationFamily<Name extends string = string> {
  /** Name that a user types; as a type, `families` has it. */
  readonly name: Name;
  readonly summary: string;
  /** Where the family comes from. */
  readonly source: string;
  readonly parameters: readonly Parameter[];
  /** Whether the parameters are values of a smooth function at falling or rising arguments, in order. */
  readonly isCurve: boolean;
  /** The correlation before tapering. */
  readonly prepare: (options: CorrelationOptions) => CorrelationEvaluator;
}
