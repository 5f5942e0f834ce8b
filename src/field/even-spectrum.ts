import type { Triple } from '../grid/index.ts';
import type { LagTable } from './lag-table.ts';

/**
 * One octant of a function on a torus that is even along every axis, as correlations and their spectra are: entries 0
 * ... floor(n / 2) of each axis stand for all - shape [mz, my, mx] - float64.
 */
export interface Octant {
  readonly shape: Triple;
  readonly values: Float64Array;
}

const half = (n: number): number => Math.floor(n / 2) + 1;

/**
 * Fills an octant of a torus [nz, ny, nx] with rho at the lags of its table. Rows may be longer than the octant, for
 * alignment; the rest is 0.
 */
export function fillOctant({ shape, values }: Octant, rho: Float64Array, table: LagTable, torus: Triple): void {
  table.spread(rho, values, shape);
  const row = shape[2];
  for (let end = row; end <= values.length; end += row) values.fill(0, end - row + half(torus[2]), end);
}
