import { aNumber, aText, checkArguments } from '../arguments.ts';
import type { Grid, Triple } from './grid.ts';
import type { PhaseMap } from './phase-map.ts';

/** Powers of ten of a metre of the units of length. */
const exponents: Readonly<Record<string, number>> = { nm: -9, um: -6, mm: -3, cm: -2, m: 0 };

/**
 * A length in another unit; undefined where one of the units is no length, `voxel` for instance.
 * @example
 * import { lengthIn } from 'excursa';
 * console.log(lengthIn(50, 'nm', 'um'), lengthIn(50, 'voxel', 'um')); // 0.05 undefined
 */
export function lengthIn(value: number, from: string, to: string): number | undefined {
  checkArguments('lengthIn', { value, from, to }, { value: aNumber, from: aText, to: aText });
  if (from === to) return value;
  if (!Object.hasOwn(exponents, from) || !Object.hasOwn(exponents, to)) return undefined;
  // 50 nm are 0.05 um, and not the next number that a product of powers of ten would give.
  return Number((value * 10 ** (exponents[from] - exponents[to])).toPrecision(14));
}

/** A grid with its lengths in another unit; the grid itself where that cannot be. */
export function gridIn(grid: Grid, unit: string): Grid {
  if (grid.unit === unit) return grid;
  const spacing = grid.spacing.map((d) => lengthIn(d, grid.unit, unit));
  return spacing.includes(undefined) ? grid : { ...grid, spacing: spacing as unknown as Triple, unit };
}

/** A map with its lengths in another unit; the map itself where that cannot be. */
export function mapIn(map: PhaseMap, unit: string): PhaseMap {
  const grid = gridIn(map.grid, unit);
  if (grid === map.grid) return map;
  const height = map.section && lengthIn(map.section.height, map.grid.unit, unit);
  return { ...map, grid, ...(map.section && height !== undefined && { section: { ...map.section, height } }) };
}
