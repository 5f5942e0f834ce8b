import type { TwinConductivity } from 'excursa';

/** How far a mean is from the precision that was asked for. */
export interface Missed {
  /** Relative standard error, of the axis where it is largest. */
  readonly error: number;
  /** The one that was asked for. */
  readonly precision: number;
  readonly realisations: number;
  /** Realisations that would do, about: errors fall as the root of their number. */
  readonly needed: number;
}

/** @returns undefined where it was reached, or where nothing flows, which more realisations hardly change. */
export function missedBy(
  { axes, realisations, reached }: Pick<TwinConductivity, 'axes' | 'realisations' | 'reached'>,
  precision: number,
): Missed | undefined {
  const error = Math.max(...Object.values(axes).map((own) => own.standardError / own.effective));
  if (reached || !Number.isFinite(error)) return undefined;
  return { error, precision, realisations, needed: Math.ceil(realisations * (error / precision) ** 2) };
}
