import type { Triple } from '../grid/index.ts';

/** A lattice of cells, two radii wide (or the nearest width that divides a period), along one axis. */
export interface CellAxis {
  readonly edge: number;
  readonly first: number;
  readonly count: number;
  readonly period: number | undefined;
}

/** Axes of a lattice of cells - [z, y, x]. */
export type Lattice = readonly [CellAxis, CellAxis, CellAxis];

/** Cells from a place to another along an axis, or around its period. */
export function cellsAlong(low: number, high: number, period: number | undefined, radius: number): CellAxis {
  if (period !== undefined) {
    const count = Math.max(1, Math.round(period / (2 * radius)));
    return { edge: period / count, first: 0, count, period };
  }
  const edge = 2 * radius;
  const first = Math.floor(low / edge);
  return { edge, first, count: Math.floor(high / edge) - first + 1, period };
}

/** Steps from an octant of a cell to cells that a ball in it may touch - [step] each -, the nearest first. */
export interface CellSteps {
  readonly z: Int32Array;
  readonly y: Int32Array;
  readonly x: Int32Array;
  /** Least distance between places in the octant and in the cell. */
  readonly gap: Float64Array;
}

/** Distances between cells are taken as so much shorter, so that their rounding hides no ball. */
export const certain = 1 - 1e-9;

/** First and last step along an axis to cells nearer than a distance; around a period every cell is met once. */
function stepsAlong({ edge, count, period }: CellAxis, distance: number): readonly [number, number] {
  const most = Math.ceil(distance / edge);
  const isAround = period !== undefined && 2 * most + 1 > count;
  return isAround ? [-Math.floor((count - 1) / 2), Math.floor(count / 2)] : [-most, most];
}

/** Steps from the lowest octant to all cells nearer than a distance. */
function stepsFromLowest(axes: Lattice, distance: number): CellSteps {
  const [dz, dy, dx] = axes.map((axis) => {
    /** From the lower half of the cell to another cell, in edges. */
    const gapOf = (step: number): number => (step === 0 ? 0 : Math.abs(step) - 1 + (step > 0 ? 0.5 : 0));
    const [first, last] = stepsAlong(axis, distance);
    return Array.from({ length: last - first + 1 }, (_, k) => {
      const step = first + k;
      const ways = axis.period === undefined ? [step] : [step, step - axis.count, step + axis.count];
      // Between the middles of the half and of the cell.
      const middle = step + 0.25;
      return { step, near: middle * middle, gap: (axis.edge * Math.min(...ways.map(gapOf))) ** 2 };
    });
  });
  const most = distance * distance;
  const within = dz
    .flatMap((z) => dy.flatMap((y) => dx.map((x) => ({ z, y, x, gap: z.gap + y.gap + x.gap }))))
    .filter(({ gap }) => gap < most)
    .map((own) => ({ ...own, near: own.z.near + own.y.near + own.x.near }))
    .sort((p, q) => p.gap - q.gap || p.near - q.near);
  const [z, y, x] = (['z', 'y', 'x'] as const).map((axis) => Int32Array.from(within, (own) => own[axis].step));
  return { z, y, x, gap: Float64Array.from(within, ({ gap }) => certain * Math.sqrt(gap)) };
}

/** Steps from an octant, which mirror those from the lowest. */
function mirrored({ z, y, x, gap }: CellSteps, octant: number): CellSteps {
  const turned = (steps: Int32Array, isUpper: number): Int32Array => (isUpper ? steps.map((step) => -step) : steps);
  return { z: turned(z, octant & 4), y: turned(y, octant & 2), x: turned(x, octant & 1), gap };
}

/** No sum of places with it is one. */
const noPlace = -(2 ** 28);

/** What cells along an axis add to their number in the lattice, `most` before the first and behind the last as well. */
function placesAlong({ count, period }: CellAxis, stride: number, most: number): Int32Array {
  return Int32Array.from({ length: count + 2 * most }, (_, i) => {
    const at = i - most;
    if (at >= 0 && at < count) return at * stride;
    return period === undefined ? noPlace : (((at % count) + count) % count) * stride;
  });
}

/** Cells around the octants of a lattice. */
export interface Neighbourhood {
  /** By octant. */
  readonly steps: readonly CellSteps[];
  /** Longest steps along [z, y, x], by which places are shifted. */
  readonly most: Triple;
  /** What a place along [z, y, x] adds to the number of a cell; a sum below 0 is no cell. */
  readonly places: readonly [Int32Array, Int32Array, Int32Array];
}

/** All cells nearer than a distance to the octants of a lattice. */
export function neighbourhood(axes: Lattice, distance: number): Neighbourhood {
  const [az, ay, ax] = axes;
  const most = axes.map((axis) => Math.max(...stepsAlong(axis, distance).map(Math.abs))) as unknown as Triple;
  const lowest = stepsFromLowest(axes, distance);
  return {
    steps: Array.from({ length: 8 }, (_, octant) => mirrored(lowest, octant)),
    most,
    places: [
      placesAlong(az, ay.count * ax.count, most[0]),
      placesAlong(ay, ax.count, most[1]),
      placesAlong(ax, 1, most[2]),
    ],
  };
}
