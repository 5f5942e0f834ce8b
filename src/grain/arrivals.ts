import type { Triple } from '../grid/index.ts';
import { normalTail } from '../numerics/index.ts';
import { philox } from '../random/index.ts';
import type { Lattice } from './lattice.ts';
import type { GrainProcess } from './process.ts';
import { createView, type SeenBox } from './seen-box.ts';
import {
  type ArrivalWords,
  arrivalWords,
  firstWord,
  mostInCell,
  octantOf,
  sizeOf,
  type WordSource,
  waitOf,
  wordBelow,
} from './words.ts';

/** What is known of whether an arrival stays. */
export const states = { unknown: 0, gone: 1, stays: 2 } as const;

/** Times are compared with so much more, so that their rounding hides no arrival. */
const certainly = 1 + 1e-9;

const wider = <T extends { set: (values: T) => void }>(out: T, values: T): T => {
  out.set(values);
  return out;
};

/**
 * Balls that arrive in the cells of a lattice: those of a cell are a pure function of its place, the same whatever
 * region is drawn, and more of the same when the density rises. First come those that are wanted; others are drawn
 * where they may be in the way of these.
 */
export class Arrivals {
  readonly axes: Lattice;
  readonly cells: number;
  readonly process: GrainProcess;
  /** How many arrive in a cell on average: the time up to which they do. */
  readonly most: number;
  /** Arrivals that were taken, and how many of them, the first, are wanted. */
  count = 0;
  wanted = 0;
  /** Between 0 and 1 - [arrival]. */
  time = new Float64Array(1024);
  /** Centre [z, y, x] and radius - shape [arrival, 4]. */
  balls = new Float64Array(4096);
  /** Eight times the number of the cell in the lattice, plus 4, 2 and 1 in its upper halves along z, y and x. */
  octant = new Int32Array(1024);
  /** Number of the arrival in its cell. */
  number = new Uint8Array(1024);
  /** One of `states`. */
  state = new Uint8Array(1024);
  /** The next arrival of the same cell that is not wanted, -1 behind the last - [arrival]. */
  next = new Int32Array(1024);
  /** The first arrival that is not wanted, -1 for none - [cell]. */
  readonly others: Int32Array;

  readonly #source: WordSource;
  readonly #word: number;
  /** Of each cell, when the next arrival that is not wanted comes, 0 where that is not known, and its number. */
  readonly #upTo: Float64Array;
  readonly #numbers: Uint8Array;
  /** Which arrivals are wanted, a bit each - [cell, 4]. */
  readonly #isWanted: Int32Array;
  readonly #a = new Uint32Array(4);
  readonly #b = new Uint32Array(4);

  constructor(axes: Lattice, process: GrainProcess, source: WordSource) {
    const [az, ay, ax] = axes;
    const volume = az.edge * ay.edge * ax.edge;
    this.axes = axes;
    this.cells = az.count * ay.count * ax.count;
    this.process = process;
    this.most = (process.density * volume) / ((4 / 3) * Math.PI * process.radius ** 3);
    this.#source = source;
    this.#word = firstWord(source);
    this.others = new Int32Array(this.cells).fill(-1);
    this.#upTo = new Float64Array(this.cells);
    this.#numbers = new Uint8Array(this.cells);
    this.#isWanted = new Int32Array(4 * this.cells);
  }

  /** Words of all arrivals. @param kept - of the same lattice. */
  words(kept?: ArrivalWords): ArrivalWords {
    return kept && kept.most >= this.most ? kept : arrivalWords(this.axes, this.most, this.#source, kept);
  }

  /** Takes all arrivals, in the order of cells. */
  takeAll({ first, time, size, place }: ArrivalWords): void {
    this.#widen(Math.max(1024, first[this.cells]));
    for (let cell = 0; cell < this.cells; cell++) {
      const [cz, cy, cx] = this.#placeOf(cell);
      for (let i = first[cell]; i < first[cell + 1] && time[i] <= this.most; i++) {
        const octant = octantOf(cell, place[3 * i], place[3 * i + 1], place[3 * i + 2]);
        this.#add(octant, i - first[cell], this.timeOf(time[i], size[i]), size[i]);
        this.#place(cz, cy, cx, place[3 * i], place[3 * i + 1], place[3 * i + 2]);
      }
    }
  }

  /** Takes the arrivals that a box sees, which are wanted. */
  takeSeen(box: SeenBox): void {
    const view = createView(box, this.axes, this.process);
    const { key } = this.#source;
    const [a, b] = [this.#a, this.#b];
    const [az, ay, ax] = this.axes;
    let cell = 0;
    const inCell = (least: number, cz: number, cy: number, cx: number): void => {
      const below = wordBelow(least);
      let areAll = true;
      for (let j = 0, at = 0; j < mostInCell; j++) {
        philox(a, cx, cy, cz, this.#word + 2 * j, key);
        at += waitOf(a[0]);
        if (at > this.most) break;
        philox(b, cx, cy, cz, this.#word + 2 * j + 1, key);
        const isSeen = b[0] < below && this.#takeWhere(cell, j, at, cz, cy, cx, view.sees);
        if (isSeen) this.#isWanted[4 * cell + (j >> 5)] |= 1 << (j & 31);
        else areAll = false;
      }
      if (areAll) this.#upTo[cell] = Number.POSITIVE_INFINITY;
    };
    for (let z = 0; z < az.count; z++) {
      for (let y = 0; y < ay.count; y++) {
        for (let x = 0; x < ax.count; x++, cell++) {
          const least = view.leastLength(z, y, x);
          if (least !== undefined) inCell(least, az.first + z, ay.first + y, ax.first + x);
        }
      }
    }
    this.wanted = this.count;
  }

  /** Takes the arrivals of a cell that are not wanted, those at least that come up to a time. */
  takeOthers(cell: number, time: number): void {
    const { sorting = 0 } = this.process;
    // Sorted by size, arrivals come later than that.
    const until = sorting < 1 ? (certainly * time * this.most) / (1 - sorting) : Number.POSITIVE_INFINITY;
    let at = this.#upTo[cell];
    if (at > until) return;
    const { key } = this.#source;
    const [a, b] = [this.#a, this.#b];
    const [cz, cy, cx] = this.#placeOf(cell);
    let isKnown = at > 0;
    let j = this.#numbers[cell];
    for (; j < mostInCell; j++) {
      philox(a, cx, cy, cz, this.#word + 2 * j, key);
      if (!isKnown) at += waitOf(a[0]);
      isKnown = false;
      if (at > until || at > this.most) break;
      if ((this.#isWanted[4 * cell + (j >> 5)] >>> (j & 31)) % 2 === 1) continue;
      philox(b, cx, cy, cz, this.#word + 2 * j + 1, key);
      this.#takeWhere(cell, j, at, cz, cy, cx);
      this.next[this.count - 1] = this.others[cell];
      this.others[cell] = this.count - 1;
    }
    this.#upTo[cell] = at > this.most || j === mostInCell ? Number.POSITIVE_INFINITY : at;
    this.#numbers[cell] = j;
  }

  /** When an arrival comes, between 0 and 1. @param time - in its cell. @param size - normal number of its size. */
  timeOf(time: number, size: number): number {
    const { sorting = 0 } = this.process;
    const share = time / this.most;
    // The share of balls that are larger is as even between 0 and 1 as the time of an arrival.
    return sorting > 0 ? (1 - sorting) * share + sorting * normalTail(size) : share;
  }

  /** Random words of size, shape and direction of an arrival. @param out - shape [4]. */
  wordsOf(i: number, out: Uint32Array): void {
    const [cz, cy, cx] = this.#placeOf(this.octant[i] >> 3);
    philox(out, cx, cy, cz, this.#word + 2 * this.number[i] + 1, this.#source.key);
  }

  /** Number of a cell along [z, y, x] in space. */
  #placeOf(cell: number): Triple {
    const [az, ay, ax] = this.axes;
    const row = Math.floor(cell / ax.count);
    const plane = Math.floor(row / ay.count);
    return [az.first + plane, ay.first + row - plane * ay.count, ax.first + cell - row * ax.count];
  }

  /** Takes the arrival whose words were drawn, unless a box does not see it. @returns whether. */
  #takeWhere(
    cell: number,
    j: number,
    time: number,
    cz: number,
    cy: number,
    cx: number,
    sees?: (balls: Float64Array, i: number, words: Uint32Array) => boolean,
  ): boolean {
    const [a, b] = [this.#a, this.#b];
    const size = sizeOf(b[0], b[1]);
    this.#add(octantOf(cell, a[1], a[2], a[3]), j, this.timeOf(time, size), size);
    this.#place(cz, cy, cx, a[1], a[2], a[3]);
    if (!sees || sees(this.balls, this.count - 1, b)) return true;
    this.count--;
    return false;
  }

  /** Adds an arrival without its place. */
  #add(octant: number, number: number, time: number, size: number): void {
    if (this.count === this.time.length) this.#widen(2 * this.count);
    const i = this.count++;
    this.time[i] = time;
    this.balls[4 * i + 3] = this.process.radius * Math.exp(this.process.spread * size);
    this.octant[i] = octant;
    this.number[i] = number;
    this.state[i] = states.unknown;
  }

  /** Places the last arrival in its cell, which is at [cz, cy, cx] in space, by three words. */
  #place(cz: number, cy: number, cx: number, a: number, b: number, c: number): void {
    const [az, ay, ax] = this.axes;
    const at = 4 * (this.count - 1);
    this.balls[at] = (cz + (a + 0.5) * 2 ** -32) * az.edge;
    this.balls[at + 1] = (cy + (b + 0.5) * 2 ** -32) * ay.edge;
    this.balls[at + 2] = (cx + (c + 0.5) * 2 ** -32) * ax.edge;
  }

  /** Makes room for more arrivals. */
  #widen(room: number): void {
    this.time = wider(new Float64Array(room), this.time);
    this.balls = wider(new Float64Array(4 * room), this.balls);
    this.octant = wider(new Int32Array(room), this.octant);
    this.number = wider(new Uint8Array(room), this.number);
    this.state = wider(new Uint8Array(room), this.state);
    this.next = wider(new Int32Array(room), this.next);
  }
}
