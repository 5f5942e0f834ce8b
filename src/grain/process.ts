import type { Triple } from '../grid/index.ts';
import { normalTail } from '../numerics/index.ts';
import { type Key, philox, streamWord } from '../random/index.ts';

/** A process of balls that keep apart and are then stretched to spheroids of the same volume. Lengths in voxels. */
export interface GrainProcess {
  /**
   * Volume of all balls that arrive, those without room included, per volume of space: 1 packs loosely, 10 nearly as
   * densely as chance can.
   */
  readonly density: number;
  /** Median radius. */
  readonly radius: number;
  /** Standard deviation of the logarithm of the radius. */
  readonly spread: number;
  /** Standard deviation of k: a grain's semi-axis is exp(2 k) radii along a random direction, exp(-k) across. */
  readonly elongation: number;
  /**
   * How far balls arrive by size, large ones first: 0, in any order, unless told; 1, strictly. Small ones then fill
   * what large ones leave, so that grains are denser before they touch.
   */
  readonly sorting?: number | undefined;
  /** Whether balls lie anywhere, one over the other too; unless told they keep apart. Then sorting changes nothing. */
  readonly overlapping?: boolean;
}

/** Where balls are drawn: [z, y, x] from `low` to `high`, voxels; a period closes an axis to a circle from 0 to it. */
export interface GrainRegion {
  readonly low: Triple;
  readonly high: Triple;
  readonly periods: readonly [number | undefined, number | undefined, number | undefined];
}

/**
 * Spheroids - shape [grain] each: centre [z, y, x] and radius of the ball of equal volume, voxels; k and the direction
 * of the symmetry axis.
 */
export interface Grains {
  readonly z: Float64Array;
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly radius: Float64Array;
  /** Normal number of the size: radius = median exp(spread size). */
  readonly size: Float64Array;
  /** Normal number of the shape: k = elongation shape. */
  readonly shape: Float64Array;
  /** Unit vectors [z, y, x] - shape [grain, 3]. */
  readonly direction: Float64Array;
  /** A second population, which lies among these. */
  readonly bubbles?: Grains | undefined;
}

/** Sizes and shapes are lognormal up to this many standard deviations either way. */
const tail = 2.2;
/** Most balls that arrive in a cell are numbered by 7 bits. */
const mostInCell = 128;

/** Largest radius that occurs, voxels. */
export const largestRadius = ({ radius, spread }: GrainProcess): number => radius * Math.exp(tail * spread);

/** How many times longer than its radius a grain can be. */
export const longestStretch = ({ elongation }: GrainProcess): number => Math.exp(2 * tail * elongation);

const cut = (normal: number): number => Math.max(-tail, Math.min(tail, normal));

/** A direction in space, from two words - [z, y, x]. */
function directionOf(a: number, b: number): readonly [number, number, number] {
  const z = 2 * (a + 0.5) * 2 ** -32 - 1;
  const across = Math.sqrt(1 - z * z);
  const angle = 2 * Math.PI * b * 2 ** -32;
  return [z, across * Math.cos(angle), across * Math.sin(angle)];
}

/** A lattice of cells, two radii wide (or the nearest width that divides a period), along one axis. */
interface CellAxis {
  readonly edge: number;
  readonly first: number;
  readonly count: number;
  readonly period: number | undefined;
}

function cellsAlong(low: number, high: number, period: number | undefined, radius: number): CellAxis {
  if (period !== undefined) {
    const count = Math.max(1, Math.round(period / (2 * radius)));
    return { edge: period / count, first: 0, count, period };
  }
  const edge = 2 * radius;
  const first = Math.floor(low / edge);
  return { edge, first, count: Math.floor(high / edge) - first + 1, period };
}

/** Balls that arrive - [arrival] each -, in the order of their cells. */
interface Arrivals {
  /** Between 0 and 1. */
  readonly time: number[];
  readonly z: number[];
  readonly y: number[];
  readonly x: number[];
  readonly radius: number[];
  readonly size: number[];
  readonly shape: number[];
  /** Words of the direction. */
  readonly words: number[];
  /** Position along [z, y, x] in the lattice - [arrival, 3]. */
  readonly cell: number[];
}

/**
 * All arrivals of a lattice: those of a cell are a pure function of its place, the same whatever region is drawn, and
 * more of the same when the density rises.
 */
function drawArrivals(axes: readonly CellAxis[], process: GrainProcess, realisation: number, key: Key): Arrivals {
  const out: Arrivals = { time: [], z: [], y: [], x: [], radius: [], size: [], shape: [], words: [], cell: [] };
  const [az, ay, ax] = axes;
  const volume = az.edge * ay.edge * ax.edge;
  const most = (process.density * volume) / ((4 / 3) * Math.PI * process.radius ** 3);
  const { sorting = 0 } = process;
  const a = new Uint32Array(4);
  const b = new Uint32Array(4);
  const inCell = (z: number, y: number, x: number): void => {
    const [cz, cy, cx] = [az.first + z, ay.first + y, ax.first + x];
    for (let j = 0, time = 0; j < mostInCell; j++) {
      const word = streamWord(realisation, 2 * j);
      philox(a, cx, cy, cz, word, key);
      time -= Math.log((a[0] + 0.5) * 2 ** -32);
      if (time > most) break;
      philox(b, cx, cy, cz, word + 1, key);
      // Two normal numbers by Box and Muller, cut at the tail.
      const length = Math.sqrt(-2 * Math.log((b[0] + 0.5) * 2 ** -32));
      const angle = 2 * Math.PI * b[1] * 2 ** -32;
      const size = cut(length * Math.cos(angle));
      // The share of balls that are larger is as even between 0 and 1 as the time of an arrival.
      out.time.push(sorting > 0 ? (1 - sorting) * (time / most) + sorting * normalTail(size) : time / most);
      out.z.push((cz + (a[1] + 0.5) * 2 ** -32) * az.edge);
      out.y.push((cy + (a[2] + 0.5) * 2 ** -32) * ay.edge);
      out.x.push((cx + (a[3] + 0.5) * 2 ** -32) * ax.edge);
      out.radius.push(process.radius * Math.exp(process.spread * size));
      out.size.push(size);
      out.shape.push(cut(length * Math.sin(angle)));
      out.words.push(b[2], b[3]);
      out.cell.push(z, y, x);
    }
  };
  for (let z = 0; z < az.count; z++) {
    for (let y = 0; y < ay.count; y++) {
      for (let x = 0; x < ax.count; x++) inCell(z, y, x);
    }
  }
  return out;
}

/**
 * First and last cell that may hold a ball within reach of one in `cell`; cells beyond a period's end continue at its
 * beginning.
 */
function cellsWithin({ edge, count, period }: CellAxis, cell: number, reach: number): readonly [number, number] {
  const steps = Math.ceil(reach / edge);
  if (period === undefined) return [Math.max(0, cell - steps), Math.min(count - 1, cell + steps)];
  return 2 * steps + 1 >= count ? [0, count - 1] : [cell - steps + count, cell + steps + count];
}

/** Squared distance along an axis. */
function squaredApart(a: number, b: number, period: number | undefined): number {
  const d = Math.abs(a - b);
  return period !== undefined && d > period / 2 ? (period - d) ** 2 : d * d;
}

/** The arrivals that stay, in the order of their times: those that overlap none that stayed before. */
function staying(arrivals: Arrivals, axes: readonly CellAxis[], widest: number): number[] {
  const { time, z, y, x, radius, cell } = arrivals;
  const [az, ay, ax] = axes;
  /** The last ball that stayed in each cell, and the one before each. */
  const last = new Int32Array(az.count * ay.count * ax.count).fill(-1);
  const before = new Int32Array(time.length);
  const isFree = (i: number): boolean => {
    const reach = radius[i] + widest;
    const [z0, z1] = cellsWithin(az, cell[3 * i], reach);
    const [y0, y1] = cellsWithin(ay, cell[3 * i + 1], reach);
    const [x0, x1] = cellsWithin(ax, cell[3 * i + 2], reach);
    for (let cz = z0; cz <= z1; cz++) {
      for (let cy = y0; cy <= y1; cy++) {
        const row = ((cz % az.count) * ay.count + (cy % ay.count)) * ax.count;
        for (let cx = x0; cx <= x1; cx++) {
          for (let j = last[row + (cx % ax.count)]; j >= 0; j = before[j]) {
            const squared =
              squaredApart(z[i], z[j], az.period) +
              squaredApart(y[i], y[j], ay.period) +
              squaredApart(x[i], x[j], ax.period);
            if (squared < (radius[i] + radius[j]) ** 2) return false;
          }
        }
      }
    }
    return true;
  };
  const order = Uint32Array.from(time.keys()).sort((p, q) => time[p] - time[q]);
  const out: number[] = [];
  for (const i of order) {
    if (!isFree(i)) continue;
    const place = (cell[3 * i] * ay.count + cell[3 * i + 1]) * ax.count + cell[3 * i + 2];
    before[i] = last[place];
    last[place] = i;
    out.push(i);
  }
  return out;
}

/**
 * Grains of random sequential addition: balls arrive one after the other at uniform places and stay where they overlap
 * none that stayed before; those that stay are stretched, each along a direction of its own, and keep their volumes.
 * Of overlapping ones all stay.
 *
 * The lattice of arrivals scales with the median radius, so that a realisation is a smooth function of the parameters
 * but where a ball loses its place. Whether a ball stays may depend on a chain of others; arrivals are followed up to
 * two exclusion distances beyond the region, beyond which chains hardly ever reach: two regions of one realisation
 * agree but for rare balls.
 * @param realisation - below 2^24.
 * @source evans1993 (random sequential adsorption); matern1986
 */
export function drawGrains(process: GrainProcess, region: GrainRegion, realisation: number, key: Key): Grains {
  const widest = largestRadius(process);
  // What lies anywhere does not depend on others.
  const margin = process.overlapping ? 0 : 4 * widest;
  const axes = region.low.map((low, axis) =>
    cellsAlong(low - margin, region.high[axis] + margin, region.periods[axis], process.radius),
  );
  const arrivals = drawArrivals(axes, process, realisation, key);
  const kept = process.overlapping ? [...arrivals.time.keys()] : staying(arrivals, axes, widest);
  const of = (values: readonly number[]): Float64Array => Float64Array.from(kept, (i) => values[i]);
  const { z, y, x, radius, size, shape, words } = arrivals;
  return {
    ...{ z: of(z), y: of(y), x: of(x), radius: of(radius), size: of(size), shape: of(shape) },
    direction: Float64Array.from(kept.flatMap((i) => directionOf(words[2 * i], words[2 * i + 1]))),
  };
}
