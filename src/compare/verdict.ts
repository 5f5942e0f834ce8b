import type { Unmeasured } from '../descriptor/index.ts';
import type { Compared, DistanceValues } from './comparison.ts';

/** Mean and sample standard deviation (divisor n - 1). */
export function meanAndScatter(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}

/**
 * Two-sided 95 % quantiles of Student's t for 1, 2, ... degrees of freedom; beyond the list the last one serves, 9 %
 * above the normal value at most.
 */
const quantiles = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13];

/**
 * Error beyond which the model and the data differ by more than sampling: the 95 % limit for one more sample of the
 * data's size beside n realisations, t(n - 1) sqrt(scatter^2 + standardError^2). Relative, as `error` is.
 */
export function misfitLimit(
  { scatter, standardError }: Pick<Compared, 'scatter' | 'standardError'>,
  realisations: number,
): number {
  const t = quantiles[Math.min(realisations - 1, quantiles.length) - 1] ?? quantiles[0];
  return t * Math.hypot(scatter, standardError);
}

/**
 * Whether the distance of the data from the realisations is larger than 95 % of those that a further realisation would
 * have: Student's limit for one more value beside n, one for each realisation.
 */
export function isFar({ value, modelAgainstModel }: DistanceValues, realisations: number): boolean {
  const { mean, std } = modelAgainstModel;
  if (std === null) return false;
  const t = quantiles[Math.min(realisations - 1, quantiles.length) - 1] ?? quantiles[0];
  return value - mean > t * std * Math.sqrt(1 + 1 / realisations);
}

/**
 * Compares the numbers of several realisations with that of the reference; one that is a reason was not measured.
 * @param numbers - the reference first - [side].
 */
export function compareNumbers([reference, ...models]: readonly (number | string)[]): Compared | Unmeasured {
  if (typeof reference === 'string') return { value: null, reason: `reference: ${reference}` };
  const measured = models.filter((v) => typeof v === 'number');
  if (measured.length < models.length) {
    const reason = models.find((v) => typeof v === 'string');
    return {
      value: null,
      reason: `model: ${reason} in ${models.length - measured.length} of ${models.length} realisations`,
    };
  }
  if (reference === 0) return { value: null, reason: 'reference: 0, so that there is no relative error' };
  const { mean, std } = meanAndScatter(measured);
  const size = Math.abs(reference);
  const error = (mean - reference) / size;
  const spread = { standardError: std / Math.sqrt(measured.length) / size, scatter: std / size };
  const verdict = Math.abs(error) > misfitLimit(spread, measured.length) ? 'misfit' : 'within scatter';
  return { model: mean, reference, error, ...spread, verdict };
}
