import type { Triple } from '../grid/index.ts';
import { certain, type Lattice } from './lattice.ts';
import type { GrainProcess } from './process.ts';
import { directionOf, shapeOf, tail } from './words.ts';

/** A box of space from `low` to `high` that sees grains as far outside them as `reach`, in their own length, voxels. */
export interface SeenBox {
  readonly low: Triple;
  readonly high: Triple;
  readonly reach: number;
}

/** How a box sees grains. */
export interface BoxView {
  /**
   * Least length of the pair of normal numbers - that of the size and that of the shape - of grains in a cell, [z, y,
   * x] in the lattice, that the box sees; undefined where it sees none.
   */
  readonly leastLength: (z: number, y: number, x: number) => number | undefined;
  /**
   * Whether the box sees a grain: never false where it does.
   * @param balls - centre [z, y, x] and radius - shape [grain, 4]. @param words - of its size, shape and direction.
   */
  readonly sees: (balls: Float64Array, grain: number, words: Uint32Array) => boolean;
}

/** Steps of tables: of lengths up to the longest pair within the tails, and of angles. */
const [lengths, angles] = [96, 32];
const longest = Math.SQRT2 * tail;

/** How far grains reach at most by the length of their pair of normal numbers - [length]. */
function farthestByLength({ radius, spread, elongation }: GrainProcess, reach: number): Float64Array {
  return Float64Array.from({ length: lengths + 1 }, (_, i) => {
    const length = (i / lengths) * longest;
    let most = 0;
    for (let k = 0; k < angles; k++) {
      // Both numbers at that end of the step at which they are larger.
      const [size, shape] = [Math.cos((0.5 * Math.PI * k) / angles), Math.sin((0.5 * Math.PI * (k + 1)) / angles)];
      const own = radius * Math.exp(spread * Math.min(tail, length * size)) + reach;
      most = Math.max(most, own * Math.exp(2 * elongation * Math.min(tail, length * shape)));
    }
    return most;
  });
}

/** How a box sees the grains of a lattice. */
export function createView({ low, high, reach }: SeenBox, axes: Lattice, process: GrainProcess): BoxView {
  // Along closed axes the box is taken to be everywhere.
  const beyond = (axis: number, at: number): number =>
    axes[axis].period === undefined ? at - Math.max(low[axis], Math.min(high[axis], at)) : 0;
  const gaps = axes.map(({ first, edge, count, period }, axis) =>
    Float64Array.from({ length: count }, (_, i) => {
      const from = (first + i) * edge;
      return period === undefined ? Math.max(0, from - high[axis], low[axis] - from - edge) ** 2 : 0;
    }),
  );
  const farthest = farthestByLength(process, reach).map((far) => far * far);
  return {
    leastLength: (z, y, x) => {
      const gap = certain * (gaps[0][z] + gaps[1][y] + gaps[2][x]);
      if (gap > farthest[lengths]) return undefined;
      let [from, to] = [0, lengths];
      while (to - from > 1) {
        const middle = (from + to) >> 1;
        if (farthest[middle] < gap) from = middle;
        else to = middle;
      }
      return (from / lengths) * longest;
    },
    sees: (balls, i, words) => {
      const dz = beyond(0, balls[4 * i]);
      const dy = beyond(1, balls[4 * i + 1]);
      const dx = beyond(2, balls[4 * i + 2]);
      const squared = dz * dz + dy * dy + dx * dx;
      const k = process.elongation * shapeOf(words[0], words[1]);
      const far = balls[4 * i + 3] + reach;
      const along = far * far * Math.exp(4 * k);
      const across = far * far * Math.exp(-2 * k);
      if (certain * squared > Math.max(along, across)) return false;
      // The plane through the nearest place of the box, across the way to it, parts the box from grains that end
      // before.
      const [uz, uy, ux] = directionOf(words[2], words[3]);
      const s = dz * uz + dy * uy + dx * ux;
      return certain * squared * squared <= s * s * along + (squared - s * s) * across;
    },
  };
}
