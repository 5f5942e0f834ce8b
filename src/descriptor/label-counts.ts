import { masked, type PhaseMap, type Triple } from '../grid/index.ts';
import type { Parts } from './blocks.ts';

/** Chords of one phase along one axis by length - [length - 1], steps - float64. */
export interface Chords {
  /** Those whose two ends are seen. */
  readonly complete: Float64Array;
  /** Those of which the border or a mask hides one end: the length that is seen. */
  readonly censored: Float64Array;
}

/** Adds the chords of a map along one axis to those of their phases. */
export function addChords(map: PhaseMap, axis: number, chords: readonly Chords[]): void {
  visitChords(map, axis, (phase, length, ends) => {
    if (ends === 2) chords[phase].complete[length - 1]++;
    else if (ends === 1) chords[phase].censored[length - 1]++;
  });
}

/**
 * Runs of voxels of one phase along one axis.
 * @param visit - gets the phase, the length in voxels, how many of the ends are seen, and the first voxel and the
 * line's step, as indices of the map.
 */
export function visitChords(
  { grid, data }: PhaseMap,
  axis: number,
  visit: (phase: number, length: number, ends: 0 | 1 | 2, first: number, stride: number) => void,
): void {
  const length = grid.shape[axis];
  const inner = grid.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = data.length / (length * inner);
  // All lines of a slab advance together, so that memory is read in order along every axis.
  const phase = new Uint8Array(inner);
  const run = new Uint32Array(inner);
  const opened = new Uint8Array(inner);
  /** Ends the run of line k before the voxel at an index. */
  const end = (k: number, closed: 0 | 1, index: number): void => {
    if (phase[k] === masked) return;
    visit(phase[k], run[k], (opened[k] + closed) as 0 | 1 | 2, index - run[k] * inner, inner);
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
        end(k, now === masked ? 0 : 1, row + k);
        opened[k] = phase[k] === masked ? 0 : 1;
        phase[k] = now;
        run[k] = 1;
      }
    }
    for (let k = 0; k < inner; k++) end(k, 0, (o + 1) * length * inner + k);
  }
}

/** Block of every voxel of a map, by its index, where it is the middle of a run. @param parts - of the map. */
export function middleOf(
  { grid }: PhaseMap,
  { row, along }: Parts,
): (length: number, first: number, stride: number) => number {
  const [, ny, nx] = grid.shape;
  return (length, first, stride) => {
    const at = first + (length >> 1) * stride;
    const line = Math.floor(at / nx);
    return row(Math.floor(line / ny), line % ny) + along[at - line * nx];
  };
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
