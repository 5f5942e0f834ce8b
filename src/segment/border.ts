import type { Triple } from '../grid/index.ts';

/** Share of equal neighbours in a row above which it was drawn and not recorded. */
const drawn = 0.6;
/** Share of equal neighbours in the rows of a recorded image, at most: an image without noise shows no bar. */
const recorded = 0.4;
/** Rows that a bar of information has at least, and its largest share of the image. */
const [leastRows, largestShare] = [8, 0.3];

/** Share of neighbours in a row that have exactly the same value. */
function equalShare(values: Float64Array, row: number, nx: number): number {
  let equal = 0;
  for (let x = 1; x < nx; x++) if (values[row * nx + x] === values[row * nx + x - 1]) equal++;
  return equal / Math.max(1, nx - 1);
}

/**
 * Finds the bar with scale and text that a microscope draws along the lower or upper border of an image: rows in which
 * most neighbours are exactly equal, as noise never leaves them.
 * @param values - one page - shape [ny, nx].
 * @returns rows [from, to) of the image without the bar; undefined where there is none.
 */
export function findBar(values: Float64Array, [, ny, nx]: Triple): readonly [from: number, to: number] | undefined {
  const shares = Array.from({ length: ny }, (_, y) => equalShare(values, y, nx));
  const isDrawn = (y: number): boolean => shares[y] > drawn;
  let to = ny;
  while (to > 0 && isDrawn(to - 1)) to--;
  let from = 0;
  while (from < to && isDrawn(from)) from++;
  if (ny - to < leastRows) to = ny;
  if (from < leastRows) from = 0;
  const left = to - from;
  if (left === ny || left < (1 - largestShare) * ny) return undefined;
  const rest = shares.slice(from, to).sort((a, b) => a - b);
  return rest[rest.length >> 1] < recorded ? [from, to] : undefined;
}
