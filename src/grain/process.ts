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
  /** Eight times the number of the cell in the lattice, plus 4, 2 and 1 in its upper halves along z, y and x. */
  octant: Int32Array;
}

const createArrivals = (room: number): Arrivals => ({
  count: 0,
  time: new Float64Array(room),
  balls: new Float64Array(4 * room),
  words: new Uint32Array(4 * room),
  octant: new Int32Array(room),
});

/** The same arrivals with room for twice as many. */
function grown({ count, time, balls, words, octant }: Arrivals): Arrivals {
  const out = createArrivals(2 * time.length);
  out.count = count;
  out.time.set(time);
  out.balls.set(balls);
  out.words.set(words);
  out.octant.set(octant);
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
      for (let k = 0; k < 4; k++) out.words[4 * i + k] = b[k];
      out.octant[i] = 8 * cell + 4 * (a[1] >>> 31) + 2 * (a[2] >>> 31) + (a[3] >>> 31);
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

/** Steps from an octant of a cell to cells that a ball in it may touch - [step] each -, the nearest first. */
interface CellSteps {
  readonly z: Int32Array;
  readonly y: Int32Array;
  readonly x: Int32Array;
  /** Least distance between places in the octant and in the cell. */
  readonly gap: Float64Array;
}

/** Distances between cells are taken as so much shorter, so that their rounding hides no ball. */
const certain = 1 - 1e-9;

/** First and last step along an axis to cells nearer than a distance; around a period every cell is met once. */
function stepsAlong({ edge, count, period }: CellAxis, distance: number): readonly [number, number] {
  const most = Math.ceil(distance / edge);
  const isAround = period !== undefined && 2 * most + 1 > count;
  return isAround ? [-Math.floor((count - 1) / 2), Math.floor(count / 2)] : [-most, most];
}

/** Steps from an octant to all cells nearer than a distance. */
function stepsFrom(octant: number, axes: readonly CellAxis[], distance: number): CellSteps {
  const [dz, dy, dx] = axes.map((axis, i) => {
    const isUpper = (octant >> (2 - i)) % 2 === 1;
    /** From the half of the cell to another cell, in edges. */
    const gapOf = (step: number): number => (step === 0 ? 0 : Math.abs(step) - 1 + (step > 0 === isUpper ? 0 : 0.5));
    const [first, last] = stepsAlong(axis, distance);
    return Array.from({ length: last - first + 1 }, (_, k) => {
      const step = first + k;
      const ways = axis.period === undefined ? [step] : [step, step - axis.count, step + axis.count];
      // Between the middles of the half and of the cell.
      const middle = Math.abs(step + (isUpper ? -0.25 : 0.25));
      return { step, middle, gap: axis.edge * Math.min(...ways.map(gapOf)) };
    });
  });
  const list = dz.flatMap((z) =>
    dy.flatMap((y) =>
      dx.map((x) => {
        const steps = [z.step, y.step, x.step] as const;
        return { steps, near: Math.hypot(z.middle, y.middle, x.middle), gap: Math.hypot(z.gap, y.gap, x.gap) };
      }),
    ),
  );
  const within = list.filter(({ gap }) => gap < distance).sort((p, q) => p.gap - q.gap || p.near - q.near);
  const [z, y, x] = [0, 1, 2].map((axis) => Int32Array.from(within, ({ steps }) => steps[axis]));
  return { z, y, x, gap: Float64Array.from(within, ({ gap }) => certain * gap) };
}

/** Rounding to float32 leaves what is this much larger no smaller. */
const roundedUp = 1 + 2 ** -22;

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
function staying(arrivals: Arrivals, axes: readonly CellAxis[], widest: number): Uint32Array {
  const { count } = arrivals;
  const [az, ay, ax] = axes;
  const cells = az.count * ay.count * ax.count;
  const octants = Array.from({ length: 8 }, (_, i) => stepsFrom(i, axes, 2 * widest));
  const most = axes.map((axis) => Math.max(...stepsAlong(axis, 2 * widest).map(Math.abs)));
  const planes = placesAlong(az, ay.count * ax.count, most[0]);
  const rows = placesAlong(ay, ax.count, most[1]);
  const columns = placesAlong(ax, 1, most[2]);
  // Of each cell the last ball that stayed, and the largest radius, rounded up: side by side, as they are looked at.
  const last = new Int32Array(2 * cells);
  const largest = new Float32Array(last.buffer);
  for (let own = 0; own < cells; own++) last[2 * own] = -1;
  const before = new Int32Array(count);
  const order = ordered(arrivals.time, count);
  // In the order of their times, so that what is looked at together lies together; those that stayed move to the front.
  const balls = new Float64Array(4 * count);
  const octant = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    const i = order[n];
    for (let k = 0; k < 4; k++) balls[4 * n + k] = arrivals.balls[4 * i + k];
    octant[n] = arrivals.octant[i];
  }
  const isFree = (n: number): boolean => {
    const cell = octant[n] >> 3;
    const row = Math.floor(cell / ax.count);
    const cx = cell - row * ax.count + most[2];
    const plane = Math.floor(row / ay.count);
    const cy = row - plane * ay.count + most[1];
    const cz = plane + most[0];
    const z = balls[4 * n];
    const y = balls[4 * n + 1];
    const x = balls[4 * n + 2];
    const radius = balls[4 * n + 3];
    const steps = octants[octant[n] & 7];
    for (let k = 0; k < steps.gap.length; k++) {
      const gap = steps.gap[k];
      if (gap > radius + widest) return true;
      const other = planes[cz + steps.z[k]] + rows[cy + steps.y[k]] + columns[cx + steps.x[k]];
      if (other < 0 || gap > radius + largest[2 * other + 1]) continue;
      for (let j = last[2 * other]; j >= 0; j = before[j]) {
        const squared =
          squaredApart(z, balls[4 * j], az.period) +
          squaredApart(y, balls[4 * j + 1], ay.period) +
          squaredApart(x, balls[4 * j + 2], ax.period);
        if (squared < (radius + balls[4 * j + 3]) ** 2) return false;
      }
    }
    return true;
  };
  let end = 0;
  for (let n = 0; n < count; n++) {
    if (!isFree(n)) continue;
    const cell = octant[n] >> 3;
    before[end] = last[2 * cell];
    last[2 * cell] = end;
    largest[2 * cell + 1] = Math.max(largest[2 * cell + 1], roundedUp * balls[4 * n + 3]);
    for (let k = 0; k < 4; k++) balls[4 * end + k] = balls[4 * n + k];
    order[end++] = order[n];
  }
  return order.subarray(0, end);
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
  const kept = process.overlapping ? undefined : staying(arrivals, axes, widest);
  const grains = kept?.length ?? count;
  const [z, y, x, radius, size, shape] = Array.from({ length: 6 }, () => new Float64Array(grains));
  const direction = new Float64Array(3 * grains);
  for (let g = 0; g < grains; g++) {
    const i = kept ? kept[g] : g;
    z[g] = balls[4 * i];
    y[g] = balls[4 * i + 1];
    x[g] = balls[4 * i + 2];
    radius[g] = balls[4 * i + 3];
    size[g] = sizeOf(words[4 * i], words[4 * i + 1]);
    shape[g] = shapeOf(words[4 * i], words[4 * i + 1]);
    const axis = directionOf(words[4 * i + 2], words[4 * i + 3]);
    for (let k = 0; k < 3; k++) direction[3 * g + k] = axis[k];
  }
  return { z, y, x, radius, size, shape, direction };
}
