import { axesOf, crop, masked, type PhaseMap, type Triple } from '../grid/index.ts';
import { sumOfSquares } from '../numerics/index.ts';
import type { Specimen } from './specimen.ts';
import type { TwoPointCurves } from './two-point.ts';

/** Parts an axis of a map is cut into, by rank: 16 blocks of an image, 8 of a volume. */
const partsAlongAxis = { 2: 4, 3: 2 } as const;

/** Which part of a map each voxel belongs to, where a measurement of the whole is looked at part by part. */
export interface Parts {
  readonly count: number;
  /** Part of the row z, y at its first voxel, and at every voxel of a row the part to add - [x]. */
  readonly row: (z: number, y: number) => number;
  readonly along: Uint8Array;
}

/** Cuts a map into parts of nearly equal size. @param shape - [nz, ny, nx]. @param cuts - along each axis. */
export function partsOf([nz, ny, nx]: Triple, rank: 2 | 3, cuts: number = partsAlongAxis[rank]): Parts {
  const place = (i: number, length: number): number => Math.floor((i * cuts) / length);
  return {
    count: cuts ** rank,
    row: (z, y) => ((rank === 3 ? place(z, nz) : 0) * cuts + place(y, ny)) * cuts,
    along: Uint8Array.from({ length: nx }, (_, x) => place(x, nx)),
  };
}

/** A block is at least so many voxels wide. */
const leastEdge = 8;
/** So many maps that share nothing are blocks enough. */
const enoughMaps = 8;
/** From so many sections of one volume on, four blocks of each are enough, and from so many each is a block. */
const [manySections, mostCutSections] = [9, 257];

/** Blocks that the maps of a specimen are cut into; all maps have the same cuts, and the blocks of a map follow. */
export interface Blocks {
  readonly count: number;
  /** Cuts of every map along each axis. */
  readonly cuts: number;
  /** Parts of one map. */
  readonly parts: (map: PhaseMap) => Parts;
  /** The blocks as maps of their own - [block]. */
  readonly windows: () => readonly PhaseMap[];
  /**
   * The same one after the other, with some voxels [z, y, x] more behind their last ones where the map goes on: what
   * begins in a block and ends in the next one is then in one of them.
   */
  readonly reaching: (beyond: Triple) => Iterable<PhaseMap>;
  /** Centre of each block [z, y, x], and edges - [block] - the specimen's unit. */
  readonly places: readonly { readonly map: number; readonly centre: Triple; readonly edges: Triple }[];
  /** Whether the maps' distance is known, so that their blocks are correlated by it. */
  readonly layered: boolean;
}

/**
 * Cuts the maps of a specimen into blocks: 16 of an image, 8 of a volume. Eight maps or more that share nothing are
 * blocks themselves; sections of one volume at a known distance are always cut, since they resemble each other.
 */
export function createBlocks(specimen: Specimen): Blocks {
  const { maps, rank, spacing, sectionDistance } = specimen;
  const layered = rank === 2 && sectionDistance !== undefined && maps.length > 1;
  const many = layered ? manySections : enoughMaps;
  const cuts = maps.length < many ? partsAlongAxis[rank] : layered && maps.length < mostCutSections ? 2 : 1;
  const axes = axesOf(rank);
  /** First voxel of each part along an axis, and the end. */
  const ends = (n: number): number[] => Array.from({ length: cuts + 1 }, (_, k) => Math.ceil((k * n) / cuts));
  const small = maps.some(({ grid }) => axes.some((axis) => grid.shape[axis] < leastEdge * cuts));
  const boxes = (small ? [] : maps).flatMap((map, index) => {
    const along = map.grid.shape.map((n, axis) => (axes.includes(axis) ? ends(n) : [0, 1]));
    return along[0].slice(1).flatMap((z1, k) =>
      along[1].slice(1).flatMap((y1, j) =>
        along[2].slice(1).map((x1, i) => {
          const first: Triple = [along[0][k], along[1][j], along[2][i]];
          return { map: index, first, shape: [z1 - first[0], y1 - first[1], x1 - first[2]] as Triple };
        }),
      ),
    );
  });
  let windows: PhaseMap[] | undefined;
  const windowOf = ({ map, first, shape }: (typeof boxes)[number], beyond: Triple): PhaseMap => {
    const own = maps[map];
    if (cuts === 1) return own;
    const wider = shape.map((n, a) => Math.min(n + beyond[a], own.grid.shape[a] - first[a])) as unknown as Triple;
    return crop(own, first, wider);
  };
  return {
    count: boxes.length,
    cuts,
    layered,
    parts: ({ grid }) => partsOf(grid.shape, rank, cuts),
    windows: () => {
      windows ??= boxes.map((box) => windowOf(box, [0, 0, 0]));
      return windows;
    },
    reaching: function* (beyond) {
      for (const box of boxes) yield windowOf(box, beyond);
    },
    places: boxes.map(({ map, first, shape }) => {
      const at = (a: number): number => (first[a] + shape[a] / 2) * spacing[a];
      const z = rank === 3 ? at(0) : layered ? map * sectionDistance : 0;
      return {
        map,
        centre: [z, at(1), at(2)],
        edges: shape.map((n, a) => (axes.includes(a) ? n * spacing[a] : 0)) as unknown as Triple,
      };
    }),
  };
}

/** What the correlation of a structure makes of the scatter of its blocks. */
export interface BlockCorrelation {
  /** Square of the standard error of the whole over the mean square by which blocks deviate from their mean. */
  readonly factor: number;
  /** The same of what does not follow the phase's volume: its blocks take the square of the phase's correlation. */
  readonly factorOfRest: number;
  /** The same of numbers of points, which are not correlated from one block to the next in a map. */
  readonly factorOfPoints: number;
  /** Degrees of freedom of that mean square, by Satterthwaite. */
  readonly degreesOfFreedom: number;
  /** Lag at which the correlation has fallen to 1 / e - unit of the specimen. */
  readonly length: number;
}

/**
 * The phase's own correlation by ring, (C_ii(r) - p_r^2) / (C_ii(0) - p^2), up to the first ring without any. With the
 * variance of the mean added back the curve of a small window may hover above 0 to its end: then it ends where it did
 * without.
 */
function correlationOf(phase: number, { pairs, curves }: TwoPointCurves, varianceOfMean: number): number[] {
  const mine = curves.filter((_, p) => pairs[p].includes(phase));
  const covariance = curves[phase].map((c, r) => c - mine.reduce((sum, curve) => sum + curve[r], 0) ** 2);
  // The window's own mean stands in place of the material's: all covariances are too small by its variance.
  const whole = covariance.map((c) => (c / covariance[0] + varianceOfMean) / (1 + varianceOfMean));
  const end = whole.findIndex((rho) => rho <= 0);
  const without = covariance.findIndex((c) => c <= 0);
  return end >= 0 ? whole.slice(0, end) : without >= 0 ? whole.slice(0, without) : whole;
}

/** A correlation as a function, which is 0 from a lag on. */
interface Correlation {
  readonly at: (lag: number) => number;
  readonly reach: number;
}

/** The correlation at any lag by linear interpolation; 0 beyond the last ring. */
function interpolated(lags: readonly number[], rho: readonly number[]): Correlation {
  // Lags rise by nearly one ring each, so that the guess is off by a ring at most.
  const step = rho.length > 1 ? lags[rho.length - 1] / (rho.length - 1) : 1;
  const ring = (k: number): number => rho[k] ?? 0;
  const at = (lag: number): number => {
    let k = Math.min(Math.floor(lag / step), rho.length);
    while (k > 0 && lags[k] > lag) k--;
    while (k + 1 < lags.length && k < rho.length && lags[k + 1] <= lag) k++;
    const width = (lags[k + 1] ?? lags[k] + step) - lags[k];
    const part = Math.min(1, Math.max(0, (lag - lags[k]) / width));
    return (1 - part) * ring(k) + part * ring(k + 1);
  };
  return { at, reach: lags[rho.length] ?? lags[lags.length - 1] + step };
}

/** Most nodes along half an axis of a block, by rank; very wide blocks are integrated coarsely. */
const mostNodes = { 2: 48, 3: 16 } as const;

/** Mean correlation of a point of one block with a point of another - [block][block]. */
function blockCovariance({ places }: Blocks, { at, reach }: Correlation, length: number, rank: 2 | 3): Float64Array[] {
  const mean = (apart: Triple, edges: Triple): number => {
    // Squared distances along each axis with their weights: triangles, as of differences of two points of a block.
    const along = edges.map((edge, a) => {
      if (edge === 0) return { squares: Float64Array.of(apart[a] ** 2), weights: Float64Array.of(1) };
      const nodes = Math.min(mostNodes[rank], Math.max(4, Math.ceil((4 * edge) / length)));
      const u = Float64Array.from({ length: 2 * nodes }, (_, k) => (k + 0.5) / nodes - 1);
      return {
        squares: u.map((part) => (apart[a] + part * edge) ** 2),
        weights: u.map((part) => (1 - Math.abs(part)) / nodes),
      };
    });
    const [z, y, x] = along;
    const most = reach * reach;
    let sum = 0;
    for (let i = 0; i < z.squares.length; i++) {
      for (let j = 0; j < y.squares.length; j++) {
        const square = z.squares[i] + y.squares[j];
        if (square >= most) continue;
        let row = 0;
        for (let k = 0; k < x.squares.length; k++) {
          const own = square + x.squares[k];
          if (own < most) row += x.weights[k] * at(Math.sqrt(own));
        }
        sum += z.weights[i] * y.weights[j] * row;
      }
    }
    return sum;
  };
  // Many blocks have the same place in their map, and many pairs of maps the same distance.
  const kinds = new Map<string, number>();
  const numbered = (values: readonly number[]): number => {
    const key = values.map((v) => v.toPrecision(6)).join();
    const known = kinds.get(key) ?? kinds.size;
    kinds.set(key, known);
    return known;
  };
  const kindOf = places.map(({ centre, edges }) => numbered([centre[1], centre[2], ...edges]));
  const heightOf = places.map(({ centre }) => numbered([centre[0]]));
  const count = kinds.size;
  const gaps = new Map<string, number>();
  const gapOf = Array.from({ length: count }, () => new Int32Array(count).fill(-1));
  const known = new Map<number, number>();
  return places.map((a, i) =>
    Float64Array.from(places, (b, j) => {
      const row = gapOf[heightOf[i]];
      if (row[heightOf[j]] < 0) {
        const key = Math.abs(a.centre[0] - b.centre[0]).toPrecision(6);
        const own = gaps.get(key) ?? gaps.size;
        gaps.set(key, own);
        row[heightOf[j]] = own;
      }
      const key = (row[heightOf[j]] * count + kindOf[i]) * count + kindOf[j];
      let value = known.get(key);
      if (value === undefined) {
        value = mean(a.centre.map((v, k) => Math.abs(v - b.centre[k])) as unknown as Triple, a.edges);
        known.set(key, value);
      }
      return value;
    }),
  );
}

const sumOf = (values: ArrayLike<number>): number => Array.prototype.reduce.call(values, (s, v) => s + v, 0) as number;

/** @param covariance - of the blocks' means, in any unit - [block][block]. */
function factorOf(covariance: readonly Float64Array[]): { factor: number; degreesOfFreedom: number; ofMean: number } {
  const n = covariance.length;
  const rows = covariance.map(sumOf);
  const all = sumOf(rows);
  // With M = 1 - 1 1'/n the expected sum of squares is tr(M S), and its variance 2 tr((M S)^2) for normal values.
  const trace = covariance.reduce((sum, row, k) => sum + row[k], 0) - all / n;
  const squares = covariance.reduce((sum, row) => sum + sumOfSquares(row), 0);
  const trace2 = squares - (2 * sumOfSquares(rows)) / n + (all / n) ** 2;
  return {
    factor: ((n - 1) / trace) * (all / n / n),
    degreesOfFreedom: trace ** 2 / trace2,
    ofMean: all / n / n,
  };
}

/** Blocks of maps that share nothing: zero the correlation between them. */
function separate(covariance: readonly Float64Array[], { places, layered }: Blocks): readonly Float64Array[] {
  if (layered) return covariance;
  return covariance.map((row, a) => row.map((value, b) => (places[a].map === places[b].map ? value : 0)));
}

/**
 * Blocks of points. Different blocks are correlated only where they lie above each other in layers, and by the square
 * of what surfaces that do not follow the phase have.
 * @param covariance - of the squared correlation.
 */
function pointsOnly(covariance: readonly Float64Array[], { places }: Blocks): readonly Float64Array[] {
  const above = (a: number, b: number): boolean =>
    places[a].centre[1] === places[b].centre[1] && places[a].centre[2] === places[b].centre[2];
  return covariance.map((row, a) =>
    row.map((value, b) =>
      places[a].map === places[b].map ? (a === b ? value : 0) : above(a, b) ? value ** 2 / row[a] : 0,
    ),
  );
}

/** Rounds in which the correlation and the variance of the mean follow from each other. */
const rounds = 3;
/** Beyond this, blocks overlap too much in what they show: the window holds fewer than about 4 correlation lengths. */
const largestFactor = 8;

/**
 * What the correlation of a phase makes of the scatter of its blocks: covariances of block means are integrals of the
 * phase's own measured correlation over pairs of points, so neighbouring blocks need not be independent. Undefined
 * where the window is too small against the structure to tell.
 *
 * The mean square S^2 of n deviations has the expectation tr(M S) / (n - 1), the mean of all the variance 1' S 1 / n^2:
 * their ratio is the factor. What of a boundary's area follows the phase is correlated as the phase is; the rest, as of
 * a Gaussian field's level at its median, by the square (Hermite rank 2). Numbers of points, as Euler numbers are made
 * of, vary mostly by chance from place to place, independently in neighbouring blocks.
 */
export function blockCorrelation(
  phase: number,
  blocks: Blocks,
  twoPoint: TwoPointCurves,
  rank: 2 | 3,
): BlockCorrelation | undefined {
  const n = blocks.count;
  if (n < 4 || !(twoPoint.curves[phase][0] > 0)) return undefined;
  let ofMean = 0;
  let result: BlockCorrelation | undefined;
  const covarianceOf = (rho: readonly number[], length: number): readonly Float64Array[] =>
    separate(blockCovariance(blocks, interpolated(twoPoint.lags, rho), length, rank), blocks);
  // The variance of the mean that is added to the correlation follows from it: twice is enough.
  for (let round = 0; round < rounds; round++) {
    const rho = correlationOf(phase, twoPoint, Math.min(ofMean, 0.3));
    if (rho.length === 0) return undefined;
    const below = rho.findIndex((value) => value < 1 / Math.E);
    const length = Math.max(twoPoint.lags[below < 0 ? rho.length - 1 : below], 1e-9 + (twoPoint.lags[1] ?? 0) / 2);
    const { factor, degreesOfFreedom, ofMean: own } = factorOf(covarianceOf(rho, length));
    ofMean = own;
    if (round < rounds - 1) continue;
    const squared = rho.map((value) => value * value);
    const rest = covarianceOf(squared, length);
    result = {
      ...{ factor, degreesOfFreedom, length },
      factorOfRest: factorOf(rest).factor,
      factorOfPoints: factorOf(pointsOnly(rest, blocks)).factor,
    };
  }
  if (!result || !(result.factor * n <= largestFactor * (blocks.layered ? n : 1))) return undefined;
  return result.degreesOfFreedom >= 2 ? result : undefined;
}

/** Whether a map shows anything. */
export const showsAnything = ({ data }: PhaseMap): boolean => data.some((label) => label !== masked);
