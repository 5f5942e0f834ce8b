import { factorise, solveLower, solveUpper } from './cholesky.ts';
import { dot } from './inner-product.ts';

/** A linear least-squares fit. */
export interface LinearFit {
  /** Coefficients - [column]. */
  readonly coefficients: readonly number[];
  /** Their standard errors; null without degrees of freedom - [column]. */
  readonly standardErrors: readonly (number | null)[];
  /** Standard deviation of the residuals; null without degrees of freedom. */
  readonly deviation: number | null;
}

/**
 * Least squares of y on columns; undefined where the columns depend on each other or outnumber the rows.
 * @param rows - shape [row][column]. @param y - [row].
 */
export function linearRegression(rows: readonly (readonly number[])[], y: readonly number[]): LinearFit | undefined {
  const n = rows.length;
  const p = rows[0]?.length ?? 0;
  if (p === 0 || n < p) return undefined;
  // Columns of unit length, so that the test for dependence does not depend on units.
  const lengths = Array.from({ length: p }, (_, j) => Math.hypot(...rows.map((row) => row[j])));
  if (lengths.some((length) => !(length > 0))) return undefined;
  const gram = new Float64Array(p * p);
  const right = new Float64Array(p);
  rows.forEach((row, r) => {
    for (let i = 0; i < p; i++) {
      right[i] += (row[i] / lengths[i]) * y[r];
      for (let j = 0; j <= i; j++) gram[i * p + j] += (row[i] * row[j]) / lengths[i] / lengths[j];
    }
  });
  if (!factorise(gram, p) || gram.some((pivot, k) => k % (p + 1) === 0 && pivot < 1e-6)) return undefined;
  solveLower(gram, p, right);
  solveUpper(gram, p, right);
  const coefficients = Array.from(right, (value, i) => value / lengths[i]);
  const squares = rows.reduce((sum, row, r) => sum + (y[r] - dot(row, coefficients)) ** 2, 0);
  const deviation = n > p ? Math.sqrt(squares / (n - p)) : null;
  const standardErrors = lengths.map((length, i) => {
    const unit = new Float64Array(p);
    unit[i] = 1;
    solveLower(gram, p, unit);
    return deviation === null ? null : (deviation * Math.hypot(...unit)) / length;
  });
  return { coefficients, standardErrors, deviation };
}
