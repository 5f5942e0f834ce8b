import { type BitPlane, bitPlane, copyPlane, countOnes, intersect, shifted, sweep, unite } from './bit-planes.ts';
import { featureList, sizesOf } from './feature-list.ts';
import { createPartCounter } from './parts.ts';

/** Counts are given on so many pixels. */
const perPixels = 1000;

/** Mean of the two directions of the grid: ones of a plane that a function makes for each. */
type AlongBoth = (make: (dy: 0 | 1, dx: 0 | 1) => number) => number;
const alongBoth: AlongBoth = (make) => (make(0, 1) + make(1, 0)) / 2;

/** Measures windows of one size; see `featureList` for the features and their order. */
export interface FeatureMeter {
  /** @param labels - phases as positions - shape [edge, edge] - uint8. @param out - shape [feature] - float64. */
  readonly measure: (labels: Uint8Array, out: Float64Array) => void;
  readonly count: number;
}

/** Prepares the measurement of square windows. @param phases - their number. @param edge - of the windows, pixels. */
export function createFeatureMeter(phases: number, edge: number): FeatureMeter {
  const { segments, lags, radii } = sizesOf(edge);
  const count = featureList(phases, edge).length;
  const make = (): BitPlane => bitPlane(edge, edge);
  const planes = Array.from({ length: phases }, make);
  const [a, b, c, d] = [make(), make(), make(), make()];
  // Vertices between four pixels: all but the last row and column.
  const vertices = make();
  for (let y = 0; y < edge - 1; y++) {
    for (let x = 0; x < edge - 1; x++) vertices.bits[y * vertices.words + (x >>> 5)] |= 1 << (x & 31);
  }
  const middles = radii.map((radius) => {
    const plane = make();
    for (let y = 2 * radius; y < edge - 2 * radius; y++) {
      for (let x = 2 * radius; x < edge - 2 * radius; x++) plane.bits[y * plane.words + (x >>> 5)] |= 1 << (x & 31);
    }
    return plane;
  });
  const partsOf = createPartCounter(phases, edge);
  const vertexCount = (edge - 1) ** 2;

  const pack = (labels: Uint8Array): void => {
    for (const plane of planes) plane.bits.fill(0);
    const { words } = planes[0];
    for (let y = 0, k = 0; y < edge; y++) {
      for (let x = 0; x < edge; x++, k++) planes[labels[k]].bits[y * words + (x >>> 5)] |= 1 << (x & 31);
    }
  };

  /** Share of the places of segments of a length along an axis that lie in a phase. */
  const segmentShare = (plane: BitPlane, length: number): number =>
    alongBoth((_, dx) => {
      sweep(copyPlane(plane, a), dx === 1 ? 'x' : 'y', length, 1, intersect, b);
      return countOnes(a) / (edge * (edge - length + 1));
    });

  /** Shares left by an erosion and by an opening with a square, where the window does not cut the square. */
  const leftBySquare = (plane: BitPlane, r: number): [number, number] => {
    const side = 2 * radii[r] + 1;
    copyPlane(plane, a);
    for (const axis of ['x', 'y'] as const) sweep(a, axis, side, 1, intersect, b);
    const eroded = countOnes(a) / (edge - side + 1) ** 2;
    for (const axis of ['x', 'y'] as const) sweep(a, axis, side, -1, unite, b);
    intersect(a, middles[r]);
    return [eroded, countOnes(a) / (edge - 4 * radii[r]) ** 2];
  };

  /** Probabilities that three points lie in a phase: corners of a square, and a row of two lags. */
  const threePoints = (plane: BitPlane, lag: number): [number, number] => {
    let corners = 0;
    // Pairs along x on the upper and the lower edge of the square, each with either end of the other.
    for (const [own, other] of [
      [0, lag],
      [lag, 0],
    ] as const) {
      shifted(plane, own, 0, c);
      intersect(c, shifted(plane, own, lag, b));
      for (const dx of [0, lag]) {
        copyPlane(c, d);
        intersect(d, shifted(plane, other, dx, b));
        corners += countOnes(d);
      }
    }
    const row = alongBoth((dy, dx) => {
      copyPlane(plane, c);
      for (const steps of [1, 2]) intersect(c, shifted(plane, steps * lag * dy, steps * lag * dx, b));
      return countOnes(c) / (edge * (edge - 2 * lag));
    });
    return [corners / (4 * (edge - lag) ** 2), row];
  };

  /** Euler numbers with edges and with edges and corners connecting, by the four pixels at every vertex. */
  const eulerNumbers = (plane: BitPlane): [number, number] => {
    const p = plane.bits;
    const q = shifted(plane, 0, 1, b).bits;
    const r = shifted(plane, 1, 0, c).bits;
    const s = shifted(plane, 1, 1, d).bits;
    const [odd, three] = [a.bits, new Uint32Array(p.length)];
    let diagonals = 0;
    for (let k = 0; k < p.length; k++) {
      odd[k] = (p[k] ^ q[k] ^ r[k] ^ s[k]) & vertices.bits[k];
      three[k] = odd[k] & ((p[k] & q[k]) | (r[k] & s[k]));
    }
    const [ones, threes] = [countOnes(a), countOnes({ ...a, bits: three })];
    for (let k = 0; k < p.length; k++) {
      odd[k] = ((p[k] & s[k] & ~q[k] & ~r[k]) | (q[k] & r[k] & ~p[k] & ~s[k])) & vertices.bits[k];
    }
    diagonals = countOnes(a);
    // Of the odd vertices, those with three pixels count against those with one.
    const sum = ones - 2 * threes;
    return [sum + 2 * diagonals, sum - 2 * diagonals].map((n) => (perPixels * n) / (4 * vertexCount)) as [
      number,
      number,
    ];
  };

  /** Share of neighbours along an axis that belong to two phases. */
  const interfaceShare = (one: BitPlane, other: BitPlane): number =>
    alongBoth((dy, dx) => {
      intersect(shifted(one, dy, dx, a), other);
      intersect(shifted(other, dy, dx, b), one);
      return (countOnes(a) + countOnes(b)) / (edge * (edge - 1));
    });

  /** Vertices at which three or more phases meet. */
  const triplePoints = (): number => {
    const around = planes.map((plane) => {
      const own = copyPlane(plane, make());
      for (const axis of ['x', 'y'] as const) sweep(own, axis, 2, 1, unite, b);
      return own.bits;
    });
    for (let k = 0; k < a.bits.length; k++) {
      let [one, two, three] = [0, 0, 0];
      for (const own of around) {
        three |= two & own[k];
        two |= one & own[k];
        one |= own[k];
      }
      a.bits[k] = three & vertices.bits[k];
    }
    return (perPixels * countOnes(a)) / vertexCount;
  };

  const measure = (labels: Uint8Array, out: Float64Array): void => {
    pack(labels);
    const parts = partsOf(labels);
    const area = edge * edge;
    let at = 0;
    planes.forEach((plane, phase) => {
      out[at++] = countOnes(plane) / area;
      for (const length of segments) out[at++] = segmentShare(plane, length);
      radii.forEach((_, r) => {
        for (const value of leftBySquare(plane, r)) out[at++] = value;
      });
      for (const lag of lags) for (const value of threePoints(plane, lag)) out[at++] = value;
      for (const value of eulerNumbers(plane)) out[at++] = value;
      out[at++] = (perPixels * parts.count[phase]) / area;
      out[at++] = (perPixels * parts.specks[phase]) / area;
      out[at++] = parts.largest[phase] / area;
    });
    planes.forEach((one, i) => {
      for (const other of planes.slice(i + 1)) out[at++] = interfaceShare(one, other);
    });
    if (phases > 2) out[at++] = triplePoints();
  };
  return { measure, count };
}
