import { masked, type PhaseMap, type Triple } from '../grid/index.ts';

/** Chords of one phase along one axis by length - [length - 1], steps - float64. */
export interface Chords {
  /** Those whose two ends are seen. */
  readonly complete: Float64Array;
  /** Those of which the border or a mask hides one end: the length that is seen. */
  readonly censored: Float64Array;
}

/** Adds the chords of a map along one axis to those of their phases. */
export function addChords({ grid, data }: PhaseMap, axis: number, chords: readonly Chords[]): void {
  const length = grid.shape[axis];
  const inner = grid.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = data.length / (length * inner);
  // All lines of a slab advance together, so that memory is read in order along every axis.
  const phase = new Uint8Array(inner);
  const run = new Uint32Array(inner);
  const opened = new Uint8Array(inner);
  const end = (k: number, closed: boolean): void => {
    const before = phase[k];
    if (before === masked) return;
    const { complete, censored } = chords[before];
    if (opened[k] === 1 && closed) complete[run[k] - 1]++;
    else if (opened[k] === 1 || closed) censored[run[k] - 1]++;
  };
  for (let o = 0; o < outer; o++) {
    phase.fill(masked);
    for (let step = 0; step < length; step++) {
      const row = (o * length + step) * inner;
      for (let k = 0; k < inner; k++) {
        const now = data[row + k];
        if (now === phase[k]) {
          run[k]++;
          continue;
        }
        end(k, now !== masked);
        opened[k] = phase[k] === masked ? 0 : 1;
        phase[k] = now;
        run[k] = 1;
      }
    }
    for (let k = 0; k < inner; k++) end(k, false);
  }
}

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

/**
 * Adds the pairs of a map to those along each direction.
 * @param offsets - steps [dz, dy, dx] of -1 to 1 - [direction].
 */
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
