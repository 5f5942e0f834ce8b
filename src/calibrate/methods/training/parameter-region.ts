/** Parameters inside the region. */
export interface Restored {
  readonly raw: Float64Array;
  /** Whether they had to be moved. */
  readonly moved: boolean;
  /** Loss of an earlier fit relative to that of its optimum, before they were moved. */
  readonly relativeLoss: number;
}

/** A set of parameters around the optimum of an earlier fit, which training must not leave. */
export interface ParameterRegion {
  /** Gradient of the earlier fit's loss relative to its optimum - shape [parameter] - float64. */
  readonly gradient: (raw: Float64Array) => Float64Array;
  /** The parameters themselves when inside; otherwise moved inside. */
  readonly restore: (raw: Float64Array) => Restored;
}
