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
  count: number;
  /** Between 0 and 1. */
  time: Float64Array;
  /** Centre [z, y, x] and radius - shape [arrival, 4]. */
  balls: Float64Array;
  /** Random words of size, shape and direction - shape [arrival, 4]. */
  words: Uint32Array;
  /** Number of the cell in the lattice. */
  cell: Int32Array;
}

const createArrivals = (room: number): Arrivals => ({
  count: 0,
  time: new Float64Array(room),
  balls: new Float64Array(4 * room),
  words: new Uint32Array(4 * room),
  cell: new Int32Array(room),
});

/** The same arrivals with room for twice as many. */
function grown({ count, time, balls, words, cell }: Arrivals): Arrivals {
  const out = createArrivals(2 * time.length);
  out.count = count;
  out.time.set(time);
  out.balls.set(balls);
  out.words.set(words);
  out.cell.set(cell);
  return out;
}

/** Two normal numbers by Box and Muller are this length along an angle. */
const lengthOf = (word: number): number => Math.sqrt(-2 * Math.log((word + 0.5) * 2 ** -32));
const angleOf = (word: number): number => 2 * Math.PI * word * 2 ** -32;
const sizeOf = (a: number, b: number): number => cut(lengthOf(a) * Math.cos(angleOf(b)));
const shapeOf = (a: number, b: number): number => cut(lengthOf(a) * Math.sin(angleOf(b)));

/**
 * All arrivals of a lattice: those of a cell are a pure function of its place, the same whatever region is drawn, and
 * more of the same when the density rises.
 */
function drawArrivals(axes: readonly CellAxis[], process: GrainProcess, realisation: number, key: Key): Arrivals {
  const [az, ay, ax] = axes;
  const volume = az.edge * ay.edge * ax.edge;
  const most = (process.density * volume) / ((4 / 3) * Math.PI * process.radius ** 3);
  const expected = most * az.count * ay.count * ax.count;
  // Six deviations more than are expected hardly ever arrive.
  let out = createArrivals(Math.ceil(expected + 6 * Math.sqrt(expected) + 64));
  const { sorting = 0, radius, spread } = process;
  const a = new Uint32Array(4);
  const b = new Uint32Array(4);
  let cell = 0;
  const inCell = (cz: number, cy: number, cx: number): void => {
    for (let j = 0, time = 0; j < mostInCell; j++) {
      const word = streamWord(realisation, 2 * j);
      philox(a, cx, cy, cz, word, key);
      time -= Math.log((a[0] + 0.5) * 2 ** -32);
      if (time > most) break;
      philox(b, cx, cy, cz, word + 1, key);
      if (out.count === out.time.length) out = grown(out);
      const i = out.count++;
      const size = sizeOf(b[0], b[1]);
      // The share of balls that are larger is as even between 0 and 1 as the time of an arrival.
      out.time[i] = sorting > 0 ? (1 - sorting) * (time / most) + sorting * normalTail(size) : time / most;
      out.balls[4 * i] = (cz + (a[1] + 0.5) * 2 ** -32) * az.edge;
      out.balls[4 * i + 1] = (cy + (a[2] + 0.5) * 2 ** -32) * ay.edge;
      out.balls[4 * i + 2] = (cx + (a[3] + 0.5) * 2 ** -32) * ax.edge;
      out.balls[4 * i + 3] = radius * Math.exp(spread * size);
      out.words.set(b, 4 * i);
      out.cell[i] = cell;
    }
  };
  for (let z = 0; z < az.count; z++) {
    for (let y = 0; y < ay.count; y++) {
      for (let x = 0; x < ax.count; x++, cell++) inCell(az.first + z, ay.first + y, ax.first + x);
    }
  }
  return out;
}

/** The first `count` numbers of 0, 1, 2, ... in the order of their times; those of equal times stay in order. */
function ordered(time: Float64Array, count: number): Uint32Array {
  const bucket = (i: number): number => Math.min(count - 1, Math.floor(time[i] * count));
  const ends = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) ends[bucket(i) + 1]++;
  for (let k = 0; k < count; k++) ends[k + 1] += ends[k];
  const out = new Uint32Array(count);
  // Times are spread over the buckets, about one in each: what is left to sort is near its place.
  for (let i = 0; i < count; i++) out[ends[bucket(i)]++] = i;
  for (let k = 1; k < count; k++) {
    const own = out[k];
    const at = time[own];
    let to = k;
    for (; to > 0 && time[out[to - 1]] > at; to--) out[to] = out[to - 1];
    out[to] = own;
  }
  return out;
}

/** Squared distance along an axis. */
function squaredApart(a: number, b: number, period: number | undefined): number {
  const d = Math.abs(a - b);
  return period !== undefined && d > period / 2 ? (period - d) ** 2 : d * d;
}

/** Steps from a cell to others that a ball in it may touch - [step] each -, the nearest first. */
interface CellSteps {
  readonly z: Int32Array;
  readonly y: Int32Array;
  readonly x: Int32Array;
  /** Least distance between places in the two cells. */
  readonly gap: Float64Array;
  /** Most steps along each axis. */
  readonly most: readonly number[];
}

/** Distances between cells are taken as so much shorter, so that their rounding hides no ball. */
const certain = 1 - 1e-9;

/** Steps to all cells nearer than a distance; around a period every cell is met once. */
function stepsWithin(axes: readonly CellAxis[], distance: number): CellSteps {
  const [dz, dy, dx] = axes.map(({ edge, count, period }) => {
    const most = Math.ceil(distance / edge);
    const isAround = period !== undefined && 2 * most + 1 > count;
    const [first, last] = isAround ? [-Math.floor((count - 1) / 2), Math.floor(count / 2)] : [-most, most];
    return Array.from({ length: last - first + 1 }, (_, i) => {
      const step = first + i;
      return { step, gap: Math.max(0, Math.abs(step) - 1) * edge };
    });
  });
  const list = dz.flatMap((z) =>
    dy.flatMap((y) =>
      dx.map((x) => {
        const steps = [z.step, y.step, x.step] as const;
        const near = steps.reduce((sum, step) => sum + step * step, 0);
        return { steps, near, gap: Math.hypot(z.gap, y.gap, x.gap) };
      }),
    ),
  );
  const within = list.filter(({ gap }) => gap < distance).sort((p, q) => p.gap - q.gap || p.near - q.near);
  const [z, y, x] = [0, 1, 2].map((axis) => Int32Array.from(within, ({ steps }) => steps[axis]));
  const most = [dz, dy, dx].map((steps) => Math.max(...steps.map(({ step }) => Math.abs(step))));
  return { z, y, x, gap: Float64Array.from(within, ({ gap }) => certain * gap), most };
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

/**
 * The arrivals that stay, in the order of their times: those that overlap none that stayed before. Most that do not are
 * found to in a near cell, and cells whose largest ball does not reach are passed by.
 */
function staying({ count, time, balls, cell }: Arrivals, axes: readonly CellAxis[], widest: number): Uint32Array {
  const [az, ay, ax] = axes;
  const cells = az.count * ay.count * ax.count;
  const { z: stepZ, y: stepY, x: stepX, gap: gaps, most } = stepsWithin(axes, 2 * widest);
  const planes = placesAlong(az, ay.count * ax.count, most[0]);
  const rows = placesAlong(ay, ax.count, most[1]);
  const columns = placesAlong(ax, 1, most[2]);
  /** The last ball that stayed in each cell, the largest radius there, and the ball before each. */
  const last = new Int32Array(cells).fill(-1);
  const largest = new Float64Array(cells);
  const before = new Int32Array(count);
  const stayed = new Uint32Array(count);
  /** Of those that stayed, side by side - [z, y, x, radius] each. */
  let own = new Float64Array(256);
  let end = 0;
  const isFree = (i: number): boolean => {
    const at = cell[i];
    const row = Math.floor(at / ax.count);
    const cx = at - row * ax.count + most[2];
    const plane = Math.floor(row / ay.count);
    const cy = row - plane * ay.count + most[1];
    const cz = plane + most[0];
    const z = balls[4 * i];
    const y = balls[4 * i + 1];
    const x = balls[4 * i + 2];
    const radius = balls[4 * i + 3];
    for (let k = 0; k < gaps.length; k++) {
      const gap = gaps[k];
      if (gap > radius + widest) return true;
      const other = planes[cz + stepZ[k]] + rows[cy + stepY[k]] + columns[cx + stepX[k]];
      if (other < 0 || gap > radius + largest[other]) continue;
      for (let j = last[other]; j >= 0; j = before[j]) {
        const squared =
          squaredApart(z, own[4 * j], az.period) +
          squaredApart(y, own[4 * j + 1], ay.period) +
          squaredApart(x, own[4 * j + 2], ax.period);
        if (squared < (radius + own[4 * j + 3]) ** 2) return false;
      }
    }
    return true;
  };
  for (const i of ordered(time, count)) {
    if (!isFree(i)) continue;
    if (4 * end === own.length) {
      const longer = new Float64Array(2 * own.length);
      longer.set(own);
      own = longer;
    }
    own.set(balls.subarray(4 * i, 4 * i + 4), 4 * end);
    const at = cell[i];
    before[end] = last[at];
    last[at] = end;
    largest[at] = Math.max(largest[at], balls[4 * i + 3]);
    stayed[end++] = i;
  }
  return stayed.subarray(0, end);
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
  const { count, balls, words } = arrivals;
  const kept = process.overlapping ? Uint32Array.from({ length: count }, (_, i) => i) : staying(arrivals, axes, widest);
  const of = (value: (i: number) => number): Float64Array => Float64Array.from(kept, value);
  const direction = new Float64Array(3 * kept.length);
  kept.forEach((i, g) => {
    direction.set(directionOf(words[4 * i + 2], words[4 * i + 3]), 3 * g);
  });
  return {
    ...{ z: of((i) => balls[4 * i]), y: of((i) => balls[4 * i + 1]), x: of((i) => balls[4 * i + 2]) },
    radius: of((i) => balls[4 * i + 3]),
    size: of((i) => sizeOf(words[4 * i], words[4 * i + 1])),
    shape: of((i) => shapeOf(words[4 * i], words[4 * i + 1])),
    direction,
  };
}
