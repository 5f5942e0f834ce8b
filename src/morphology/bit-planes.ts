/**
 * Planes of bits: one bit for each pixel of a window, 32 of a row in a word. Shifts, intersections and counts of whole
 * rows cost as little as of single pixels.
 */
export interface BitPlane {
  readonly height: number;
  readonly width: number;
  /** Words of a row. */
  readonly words: number;
  /** Shape [row, word] - uint32; bits beyond the width are 0. */
  readonly bits: Uint32Array;
}

/** An empty plane. */
export function bitPlane(height: number, width: number): BitPlane {
  const words = (width + 31) >>> 5;
  return { height, width, words, bits: new Uint32Array(height * words) };
}

/** Number of ones in a word: sums of neighbouring bits, pairs, nibbles and bytes */
function onesIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
}

/** Number of ones in a plane, or in `rows` rows from `first` on. */
export function countOnes({ bits, words, height }: BitPlane, first = 0, rows = height - first): number {
  let sum = 0;
  for (let k = first * words; k < (first + rows) * words; k++) sum += onesIn(bits[k]);
  return sum;
}

/** Moves every pixel by (dy, dx) against the axes: out(y, x) = plane(y + dy, x + dx), 0 from outside. */
export function shifted(plane: BitPlane, dy: number, dx: number, out: BitPlane): BitPlane {
  const { bits, words, height, width } = plane;
  const target = out.bits;
  const last = width & 31 ? (2 ** (width & 31) - 1) >>> 0 : 0xffffffff;
  const whole = Math.floor(dx / 32);
  const part = dx - 32 * whole;
  for (let y = 0; y < height; y++) {
    const from = y + dy;
    const row = y * words;
    if (from < 0 || from >= height) {
      target.fill(0, row, row + words);
      continue;
    }
    const source = from * words;
    for (let w = 0; w < words; w++) {
      const low = w + whole;
      const a = low >= 0 && low < words ? bits[source + low] : 0;
      const b = part > 0 && low + 1 >= 0 && low + 1 < words ? bits[source + low + 1] : 0;
      target[row + w] = part > 0 ? (a >>> part) | (b << (32 - part)) : a;
    }
    // What is moved to the right leaves the window.
    if (dx < 0) target[row + words - 1] &= last;
  }
  return out;
}

/** Intersection with another plane, in place. */
export function intersect({ bits }: BitPlane, other: BitPlane): void {
  const own = other.bits;
  for (let k = 0; k < bits.length; k++) bits[k] &= own[k];
}

/** Union with another plane, in place. */
export function unite({ bits }: BitPlane, other: BitPlane): void {
  const own = other.bits;
  for (let k = 0; k < bits.length; k++) bits[k] |= own[k];
}

/** Copies a plane. */
export function copyPlane(from: BitPlane, to: BitPlane): BitPlane {
  to.bits.set(from.bits);
  return to;
}

/**
 * Intersections or unions of a plane with itself moved by 0, ..., length - 1 pixels along an axis, in place, by
 * doubling: where a run of that length begins, or what such runs cover.
 * @param direction - 1 looks ahead, -1 back. @param spare - a plane that is overwritten.
 */
export function sweep(
  plane: BitPlane,
  axis: 'x' | 'y',
  length: number,
  direction: 1 | -1,
  combine: (plane: BitPlane, other: BitPlane) => void,
  spare: BitPlane,
): void {
  for (let done = 1; done < length; ) {
    const step = direction * Math.min(done, length - done);
    shifted(plane, axis === 'y' ? step : 0, axis === 'x' ? step : 0, spare);
    combine(plane, spare);
    done += Math.abs(step);
  }
}
