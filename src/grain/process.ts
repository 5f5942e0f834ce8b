import type { Triple } from '../grid/index.ts';
import { type Key, philox } from '../random/index.ts';

/** A process of balls that keep apart and are then stretched to spheroids of the same volume. Lengths in voxels. */
export interface GrainProcess {
  /** Volume of all balls that arrive, those without room included, per volume of space: 1 packs loosely, 10 nearly as densely as chance can. */
  readonly density: number;
  /** Median radius. */
  readonly radius: number;
  /** Standard deviation of the logarithm of the radius. */
  readonly spread: number;
  /** Standard deviation of k: a grain's semi-axis is exp(2 k) radii along a random direction, exp(-k) across. */
  readonly elongation: number;
}

/** Where balls are drawn: [z, y, x] from `low` to `high`, voxels; a period closes an axis to a circle from 0 to it. */
export interface GrainRegion {
  readonly low: Triple;
  readonly high: Triple;
  readonly periods: readonly [number | undefined, number | undefined, number | undefined];
}

/** Spheroids - shape [grain] each: centre [z, y, x] and radius of the ball of equal volume, voxels; k and the direction of the symmetry axis. */
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

/** Two normal numbers cut at the tail, from two words. */
function cutNormals(a: number, b: number): readonly [number, number] {
  const radius = Math.sqrt(-2 * Math.log((a + 0.5) * 2 ** -32));
  const angle = 2 * Math.PI * b * 2 ** -32;
  return [cut(radius * Math.cos(angle)), cut(radius * Math.sin(angle))];
}

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

/** One arrival. */
interface Arrival {
  readonly time: number;
  readonly at: readonly [number, number, number];
  readonly radius: number;
  readonly size: number;
  readonly shape: number;
  readonly direction: readonly [number, number, number];
  readonly cell: readonly [number, number, number];
}

/** All arrivals in one cell, a pure function of its place: the same whatever region is drawn, and more of the same when the density rises. */
function arrivalsOf(
  cell: readonly [number, number, number],
  axes: readonly CellAxis[],
  process: GrainProcess,
  realisation: number,
  key: Key,
): Arrival[] {
  const volume = axes.reduce((product, { edge }) => product * edge, 1);
  const most = (process.density * volume) / ((4 / 3) * Math.PI * process.radius ** 3);
  const a = new Uint32Array(4);
  const b = new Uint32Array(4);
  const [cz, cy, cx] = cell.map((c, axis) => axes[axis].first + c);
  const out: Arrival[] = [];
  for (let j = 0, time = 0; j < mostInCell; j++) {
    const word = ((realisation << 8) | (2 * j)) >>> 0;
    philox(a, cx, cy, cz, word, key);
    time -= Math.log((a[0] + 0.5) * 2 ** -32);
    if (time > most) break;
    philox(b, cx, cy, cz, word + 1, key);
    const at = [a[1], a[2], a[3]].map((u, axis) => ([cz, cy, cx][axis] + (u + 0.5) * 2 ** -32) * axes[axis].edge);
    const [size, shape] = cutNormals(b[0], b[1]);
    const radius = process.radius * Math.exp(process.spread * size);
    const direction = directionOf(b[2], b[3]);
    out.push({ time: time / most, at: at as [number, number, number], radius, size, shape, direction, cell });
  }
  return out;
}

/**
 * Grains of random sequential addition: balls arrive one after the other at uniform places and stay where they overlap none that stayed before;
 * those that stay are stretched, each along a direction of its own, and keep their volumes.
 *
 * The lattice of arrivals scales with the median radius, so that a realisation is a smooth function of the parameters but where a ball loses
 * its place. Whether a ball stays may depend on a chain of others; arrivals are followed up to two exclusion distances beyond the region,
 * beyond which chains hardly ever reach: two regions of one realisation agree but for rare balls.
 * @param realisation - below 2^24.
 * @source evans1993 (random sequential adsorption); matern1986
 */
export function drawGrains(process: GrainProcess, region: GrainRegion, realisation: number, key: Key): Grains {
  const widest = largestRadius(process);
  const margin = 4 * widest;
  const axes = region.low.map((low, axis) =>
    cellsAlong(low - margin, region.high[axis] + margin, region.periods[axis], process.radius),
  );
  const [nz, ny, nx] = axes.map(({ count }) => count);
  const arrivals: Arrival[] = [];
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) arrivals.push(...arrivalsOf([z, y, x], axes, process, realisation, key));
    }
  }
  arrivals.sort((p, q) => p.time - q.time);
  const kept: (Arrival[] | undefined)[] = new Array(nz * ny * nx);
  const staying: Arrival[] = [];
  const neighbours = (axis: number, cell: number, reach: number): number[] => {
    const { edge, count, period } = axes[axis];
    const steps = Math.ceil(reach / edge);
    if (period !== undefined && 2 * steps + 1 >= count) return Array.from({ length: count }, (_, i) => i);
    const out: number[] = [];
    for (let c = cell - steps; c <= cell + steps; c++) {
      if (period !== undefined) out.push((c + count) % count);
      else if (c >= 0 && c < count) out.push(c);
    }
    return out;
  };
  const apart = (axis: number, a: number, b: number): number => {
    const { period } = axes[axis];
    const d = Math.abs(a - b);
    return period !== undefined && d > period / 2 ? period - d : d;
  };
  for (const arrival of arrivals) {
    const reach = arrival.radius + widest;
    const [zs, ys, xs] = [0, 1, 2].map((axis) => neighbours(axis, arrival.cell[axis], reach));
    const { at, radius } = arrival;
    const free = zs.every((z) =>
      ys.every((y) =>
        xs.every((x) =>
          (kept[(z * ny + y) * nx + x] ?? []).every((other) => {
            const squared =
              apart(0, at[0], other.at[0]) ** 2 + apart(1, at[1], other.at[1]) ** 2 + apart(2, at[2], other.at[2]) ** 2;
            return squared >= (radius + other.radius) ** 2;
          }),
        ),
      ),
    );
    if (!free) continue;
    const [z, y, x] = arrival.cell;
    const place = (z * ny + y) * nx + x;
    kept[place] ??= [];
    kept[place].push(arrival);
    staying.push(arrival);
  }
  const coordinate = (axis: number): Float64Array => Float64Array.from(staying, ({ at }) => at[axis]);
  return {
    z: coordinate(0),
    y: coordinate(1),
    x: coordinate(2),
    radius: Float64Array.from(staying, (g) => g.radius),
    size: Float64Array.from(staying, (g) => g.size),
    shape: Float64Array.from(staying, (g) => g.shape),
    direction: Float64Array.from(staying.flatMap((g) => g.direction)),
  };
}
