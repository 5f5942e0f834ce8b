import type { PhaseMap, Triple } from '../grid/index.ts';

/** Pairs of neighbouring voxels along one direction. */
export interface Crossings {
  /** Pairs without a masked voxel. */
  pairs: number;
  /** Those of which one voxel is of the phase and the other is not - [phase], pairs - float64. */
  readonly separated: Float64Array;
}

/** No pairs yet - [direction]. */
export function noCrossings(directions: number, phases: number): Crossings[] {
  return Array.from({ length: directions }, () => ({ pairs: 0, separated: new Float64Array(phases) }));
}

/** Rows and columns of the table of neighbours: a voxel's value indexes it directly, masked ones too. */
const values = 256;

/**
 * Adds the pairs of voxels (t, t + offset) of a map to a table by the values of their ends. Periodic axes wrap.
 * @param table - pairs by [value at t, value at t + offset] - shape [256, 256] - voxel pairs - float64.
 */
function addNeighbours({ grid, data }: PhaseMap, [dz, dy, dx]: Triple, table: Float64Array): void {
  const [nz, ny, nx] = grid.shape;
  const neighbour = (i: number, step: number, axis: number): number => {
    const to = i + step;
    if (to >= 0 && to < grid.shape[axis]) return to;
    return grid.periodic[axis] ? (to + grid.shape[axis]) % grid.shape[axis] : -1;
  };
  const [first, end] = [Math.max(0, -dx), nx - Math.max(0, dx)];
  for (let z = 0; z < nz; z++) {
    const toZ = neighbour(z, dz, 0);
    for (let y = 0; y < ny; y++) {
      const toY = neighbour(y, dy, 1);
      if (toZ < 0 || toY < 0) continue;
      const row = (z * ny + y) * nx;
      const toRow = (toZ * ny + toY) * nx;
      for (let x = first; x < end; x++) table[data[row + x] * values + data[toRow + x + dx]]++;
      if (dx !== 0 && grid.periodic[2]) {
        const [x, toX] = dx > 0 ? [nx - 1, 0] : [0, nx - 1];
        table[data[row + x] * values + data[toRow + toX]]++;
      }
    }
  }
}

/** Adds the pairs of a map to those along each direction. @param offsets - steps [dz, dy, dx] of -1 to 1 - [direction]. */
export function addCrossings(map: PhaseMap, offsets: readonly Triple[], total: readonly Crossings[]): void {
  offsets.forEach((offset, d) => {
    const table = new Float64Array(values * values);
    addNeighbours(map, offset, table);
    const { separated } = total[d];
    for (let a = 0; a < separated.length; a++) {
      for (let b = 0; b < separated.length; b++) {
        const n = table[a * values + b];
        total[d].pairs += n;
        if (a === b) continue;
        separated[a] += n;
        separated[b] += n;
      }
    }
  });
}
