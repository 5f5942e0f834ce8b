import type { Compared, Unmeasured } from '../descriptor/index.ts';

/** Mean and sample standard deviation (divisor n - 1). */
export function meanAndScatter(values: readonly number[]): { mean: number; std: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const squares = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (values.length - 1)) };
}

/** Compares a quantity; a side that is a reason was not measured. */
export function compareValues(models: readonly (number | string)[], reference: number | string): Compared | Unmeasured {
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
  return {
    model: mean,
    reference,
    error: (mean - reference) / size,
    uncertainty: std / Math.sqrt(measured.length) / size,
    scatter: std / size,
  };
}
