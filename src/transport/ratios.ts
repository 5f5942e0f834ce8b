/** An effective conductivity by the ratios that people compare. */
export interface ConductivityRatios {
  /** Effective over reference conductivity. */
  readonly relative: number;
  /** Reference over effective conductivity: MacMullin number, or formation factor; null where the way is blocked. */
  readonly macMullin: number | null;
}

/** Shares of a volume: all that conducts, and what is connected with both ends of the way. */
export interface Porosity {
  readonly all: number;
  readonly connected: number;
}

/** Porosity times MacMullin number, with either porosity; null where the way is blocked. */
export interface TortuosityFactor {
  readonly all: number | null;
  readonly connected: number | null;
}

/** Ratios of an effective conductivity. @param reference - conductivity that they refer to, in the same unit. */
export const ratiosOf = (effective: number, reference: number): ConductivityRatios => ({
  relative: reference > 0 ? effective / reference : 0,
  macMullin: effective > 0 ? reference / effective : null,
});

/** The tortuosity factor of a MacMullin number. */
export function tortuosityFactorOf(macMullin: number | null, { all, connected }: Porosity): TortuosityFactor {
  const factor = (share: number): number | null => (macMullin === null ? null : share * macMullin);
  return { all: factor(all), connected: factor(connected) };
}
