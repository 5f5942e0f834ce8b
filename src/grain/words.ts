import { type Key, philox, streamWord } from '../random/index.ts';
import type { Lattice } from './lattice.ts';

/** Sizes and shapes are lognormal up to this many standard deviations either way. */
export const tail = 2.2;
/** Most balls that arrive in a cell are numbered by 7 bits. */
export const mostInCell = 128;

const cut = (normal: number): number => Math.max(-tail, Math.min(tail, normal));

/** Two normal numbers by Box and Muller are this length along an angle. */
const lengthOf = (word: number): number => Math.sqrt(-2 * Math.log((word + 0.5) * 2 ** -32));
const angleOf = (word: number): number => 2 * Math.PI * word * 2 ** -32;
/** Normal number of a size, from two words. */
export const sizeOf = (a: number, b: number): number => cut(lengthOf(a) * Math.cos(angleOf(b)));
/** Normal number of a shape, from the same. */
export const shapeOf = (a: number, b: number): number => cut(lengthOf(a) * Math.sin(angleOf(b)));
/** The pair of normal numbers is longer than a length where its first word is below this. */
export const wordBelow = (length: number): number => 2 ** 32 * Math.exp(-0.5 * length ** 2) + 1;

/** A direction in space, from two words - [z, y, x]. */
export function directionOf(a: number, b: number): readonly [number, number, number] {
  const z = 2 * (a + 0.5) * 2 ** -32 - 1;
  const across = Math.sqrt(1 - z * z);
  const angle = 2 * Math.PI * b * 2 ** -32;
  return [z, across * Math.cos(angle), across * Math.sin(angle)];
}

/** The octant that three words place an arrival of a cell in: eight times the number of the cell, plus 0 to 7. */
export const octantOf = (cell: number, a: number, b: number, c: number): number =>
  8 * cell + 4 * (a >>> 31) + 2 * (b >>> 31) + (c >>> 31);

/** Where the words of a realisation's arrivals come from. */
export interface WordSource {
  readonly realisation: number;
  readonly key: Key;
}

/** Word of the counter of the place of the first arrival of all cells; shapes and further arrivals follow. */
export const firstWord = ({ realisation }: WordSource): number => streamWord(realisation, 0);

/** The time from one arrival to the next, the mean of all as unit. */
export const waitOf = (word: number): number => -Math.log((word + 0.5) * 2 ** -32);

/** What the arrivals of all cells of a lattice are made from - [arrival] each -, in the order of cells and times. */
export interface ArrivalWords {
  /** Times up to which they are complete: as many arrive in a cell on average. */
  readonly most: number;
  /** Of each cell the first, and behind the last cell the number of all - shape [cell + 1]. */
  readonly first: Uint32Array;
  readonly time: Float64Array;
  /** Of the place in the cell along [z, y, x] - shape [arrival, 3]. */
  readonly place: Uint32Array;
  /** Normal number of the size. */
  readonly size: Float64Array;
}

/**
 * The words of all arrivals of a lattice: those of a cell are a pure function of its place, and more of the same when
 * the density rises.
 * @param before - words up to an earlier time, which need not be drawn again.
 */
export function arrivalWords(axes: Lattice, most: number, source: WordSource, before?: ArrivalWords): ArrivalWords {
  const [az, ay, ax] = axes;
  const cells = az.count * ay.count * ax.count;
  const expected = most * cells;
  // Six deviations more than are expected hardly ever arrive.
  let room = Math.ceil(expected + 6 * Math.sqrt(expected) + 64) + mostInCell;
  const first = new Uint32Array(cells + 1);
  let time = new Float64Array(room);
  let place = new Uint32Array(3 * room);
  let size = new Float64Array(room);
  const grow = (): void => {
    const narrow = { time, place, size };
    room *= 2;
    [time, place, size] = [new Float64Array(room), new Uint32Array(3 * room), new Float64Array(room)];
    time.set(narrow.time);
    place.set(narrow.place);
    size.set(narrow.size);
  };
  const { key } = source;
  const word = firstWord(source);
  const a = new Uint32Array(4);
  const b = new Uint32Array(4);
  let count = 0;
  const inCell = (cell: number, cz: number, cy: number, cx: number): void => {
    const [from, to] = before ? [before.first[cell], before.first[cell + 1]] : [0, 0];
    while (count + to - from + mostInCell > room) grow();
    first[cell] = count;
    for (let i = from; i < to; i++, count++) {
      time[count] = before!.time[i];
      size[count] = before!.size[i];
      for (let k = 0; k < 3; k++) place[3 * count + k] = before!.place[3 * i + k];
    }
    for (let j = to - from, at = j > 0 ? time[count - 1] : 0; j < mostInCell; j++, count++) {
      philox(a, cx, cy, cz, word + 2 * j, key);
      at += waitOf(a[0]);
      if (at > most) break;
      philox(b, cx, cy, cz, word + 2 * j + 1, key);
      time[count] = at;
      size[count] = sizeOf(b[0], b[1]);
      for (let k = 0; k < 3; k++) place[3 * count + k] = a[k + 1];
    }
  };
  for (let z = 0, cell = 0; z < az.count; z++) {
    for (let y = 0; y < ay.count; y++) {
      for (let x = 0; x < ax.count; x++, cell++) inCell(cell, az.first + z, ay.first + y, ax.first + x);
    }
  }
  first[cells] = count;
  return { most, first, time, place, size };
}
