import type { Compared, DistanceValues } from '../descriptor/index.ts';

/** Two-sided 95 % quantiles of Student's t for 1, 2, ... degrees of freedom; beyond the list the last one serves, 9 % above the normal value at most. */
const quantiles = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13];

/**
 * Error beyond which the model and the data differ by more than sampling: the 95 % limit for one more sample of the data's size beside
 * n realisations, t(n - 1) sqrt(scatter^2 + uncertainty^2). Relative, as `error` is.
 */
export function misfitLimit({ scatter, uncertainty }: Compared, realisations: number): number {
  const t = quantiles[Math.min(realisations - 1, quantiles.length) - 1] ?? quantiles[0];
  return t * Math.hypot(scatter, uncertainty);
}

/** Whether a quantity of the model lies beyond the limit. */
export function isMisfit(compared: Compared, realisations: number): boolean {
  return Math.abs(compared.error) > misfitLimit(compared, realisations);
}

/**
 * Whether the distance of the data from the realisations is larger than 95 % of those that a further realisation would have: Student's limit for
 * one more value beside n, one for each realisation.
 */
export function isFar({ value, modelAgainstModel }: DistanceValues, realisations: number): boolean {
  const { mean, std } = modelAgainstModel;
  if (std === null) return false;
  const t = quantiles[Math.min(realisations - 1, quantiles.length) - 1] ?? quantiles[0];
  return value - mean > t * std * Math.sqrt(1 + 1 / realisations);
}
