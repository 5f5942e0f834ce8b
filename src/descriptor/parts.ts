import type { Triple } from '../grid/index.ts';

/** Parts an axis of a map is cut into, by rank: 16 windows of an image, 8 of a volume. */
export const partsAlongAxis = { 2: 4, 3: 2 } as const;

/** Which part of a map each voxel belongs to, where a measurement of the whole is looked at part by part. */
export interface Parts {
  readonly count: number;
  /** Part of the row z, y at its first voxel, and at every voxel of a row the part to add - [x]. */
  readonly row: (z: number, y: number) => number;
  readonly along: Uint8Array;
}

/** Cuts a map into parts of nearly equal size. @param shape - [nz, ny, nx]. */
export function partsOf([nz, ny, nx]: Triple, rank: 2 | 3): Parts {
  const n = partsAlongAxis[rank];
  const place = (i: number, length: number): number => Math.floor((i * n) / length);
  return {
    count: n ** rank,
    row: (z, y) => ((rank === 3 ? place(z, nz) : 0) * n + place(y, ny)) * n,
    along: Uint8Array.from({ length: nx }, (_, x) => place(x, nx)),
  };
}

/** Standard error of the mean over independent values; null for less than four, or where one of them is missing. */
export function errorOf(values: readonly (number | null | undefined)[]): number | null {
  if (values.length < 4 || values.some((v) => v === undefined || v === null)) return null;
  const numbers = values as number[];
  const mean = numbers.reduce((sum, v) => sum + v, 0) / numbers.length;
  const squares = numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return Math.sqrt(squares / (numbers.length - 1) / numbers.length);
}
