import type { Parameter } from './parameter.ts';

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
export interface CorrelationFamily {
  /** Name that a user types. */
  readonly name: string;
  readonly summary: string;
  /** Where the family comes from. */
  readonly source: string;
  readonly parameters: readonly Parameter[];
  /** Whether the parameters are values of a smooth function at falling or rising arguments, in order. */
  readonly isCurve: boolean;
  /** The correlation before tapering. */
  readonly prepare: (options: CorrelationOptions) => CorrelationEvaluator;
}
