import { distanceOfSections } from '../../../descriptor/index.ts';
import { distinctPairs, type PhaseMap } from '../../../grid/index.ts';
import {
  axisClass,
  type Block,
  type BlockCounts,
  countBlock,
  cutBlocks,
  diagonalClass,
  type LagClasses,
  lagClasses,
} from './block-counts.ts';

/**
 * What the exact calibration knows of the data, phases in the user's order. Features are the volume fractions of all
 * phases, then the cross pairs C_ij(h), i < j, class by class.
 */
export interface DataStatistics {
  readonly phases: number;
  readonly classes: LagClasses;
  /** Pairs of phases (0,1), (0,2), ..., (1,2), ... */
  readonly pairs: readonly (readonly [number, number])[];
  /** Shape [feature] - float64. */
  readonly features: Float64Array;
  /** Unit in which misfits of a feature are expressed - shape [feature] - float64. */
  readonly scales: Float64Array;
  /**
   * How far each block pulls the features from their mean, in units of `scales`: the sum over blocks of the products is
   * the covariance of the features - [block] of shape [feature].
   */
  readonly influences: readonly Float64Array[];
  /** Unmasked pixels of all sections, and pairs of them by class. */
  readonly pixelTotal: number;
  readonly pairTotals: Float64Array;
}

/** Blocks wanted: enough for a covariance. */
const wantedBlocks = 64;
/** A block is at least so many correlation lengths wide: narrower ones are not independent. */
const lengthsPerBlock = 4;
/** No block is narrower, pixels, and there are at least so many, where the sections allow it. */
const [smallestBlock, leastBlocks] = [24, 9];

/** The scatter of a feature is not taken below this share of its scale: pixels and quadrature are not more exact. */
export const modelTolerance = 0.003;

/** Sums the counts of blocks, or of sections. */
export function addUp(counts: readonly BlockCounts[]): BlockCounts {
  const sum = (key: keyof BlockCounts): Float64Array =>
    counts[0][key].map((_, i) => counts.reduce((total, c) => total + c[key][i], 0));
  return { pixels: sum('pixels'), cross: sum('cross'), all: sum('all') };
}

/** Features of counts: ratios of sums. */
export function featuresOf({ pixels, cross, all }: BlockCounts): Float64Array {
  const area = pixels.reduce((sum, n) => sum + n, 0);
  return Float64Array.of(...pixels.map((n) => n / area), ...cross.map((n, k) => n / all[k % all.length]));
}

/**
 * Statistics from the counts of blocks. A feature is a ratio of sums over blocks, N / D; a block's influence on it is
 * (N_b - C D_b) / D, and the covariance of the features is the sum of products of influences, as in the jackknife, with
 * blocks taken for independent.
 */
export function combineBlocks(counts: readonly BlockCounts[], classes: LagClasses): DataStatistics {
  const total = addUp(counts);
  const phases = total.pixels.length;
  const pairs = distinctPairs(phases);
  const features = featuresOf(total);
  const area = total.pixels.reduce((sum, n) => sum + n, 0);
  const lags = classes.lags.length;
  // A cross pair of phases that hardly touch is measured against the boundaries of its phases, not against itself.
  const touching = features.slice(phases);
  const boundary = (phase: number, c: number): number =>
    pairs.reduce((sum, pair, p) => (pair.includes(phase) ? sum + touching[p * lags + c] : sum), 0);
  const scales = features.map((value, f) => {
    if (f < phases) return value;
    const [p, c] = [Math.floor((f - phases) / lags), (f - phases) % lags];
    return value + 0.05 * Math.min(boundary(pairs[p][0], c), boundary(pairs[p][1], c));
  });
  const correction = Math.sqrt(counts.length / Math.max(1, counts.length - 1));
  const influences = counts.map(({ pixels, cross, all }) => {
    const own = pixels.reduce((sum, n) => sum + n, 0);
    return features.map((value, f) => {
      const k = f - phases;
      const difference =
        f < phases ? (pixels[f] - value * own) / area : (cross[k] - value * all[k % lags]) / total.all[k % lags];
      return (correction * difference) / scales[f];
    });
  });
  return { phases, classes, pairs, features, scales, influences, pixelTotal: area, pairTotals: total.all };
}

/**
 * Pixels from one section to the next, where all are sections of one volume and of one size; undefined where nobody
 * knows it.
 */
export function gapOf(sections: readonly PhaseMap[]): number | undefined {
  const distance = distanceOfSections(sections);
  const [{ grid }] = sections;
  const same = sections.every((one) => one.grid.shape.every((n, axis) => n === grid.shape[axis]));
  return distance === undefined || !same ? undefined : distance / grid.spacing[2];
}

/** Blocks for a covariance, given the longest correlation length in pixels. */
export function blocksFor(sections: readonly PhaseMap[], correlationLength: number): Block[] {
  const area = sections.reduce((sum, { data }) => sum + data.length, 0);
  const gap = gapOf(sections);
  const blocks = (own: readonly PhaseMap[], wanted: number, least: number, pixels: number): Block[] => {
    const widest = Math.sqrt(pixels / least);
    const narrowest = Math.max(smallestBlock, Math.min(widest, lengthsPerBlock * correlationLength));
    return cutBlocks(own, wanted, narrowest);
  };
  if (gap === undefined) return blocks(sections, wantedBlocks, leastBlocks, area);
  // Sections of one volume: a block goes through as many as are alike.
  const alike = Math.max(1, Math.ceil((lengthsPerBlock * correlationLength) / gap));
  const slabs = Math.max(1, Math.floor(sections.length / alike));
  const [section] = sections;
  const cut = blocks([section], wantedBlocks / slabs, leastBlocks / slabs, section.data.length);
  return sections.flatMap((_, index) => {
    const slab = Math.floor((index * slabs) / sections.length);
    return cut.map((block, k) => ({ ...block, section: index, column: slab * cut.length + k }));
  });
}

/** Counts of blocks that count as independent: those of one column together. */
function byColumn(blocks: readonly Block[], counts: readonly BlockCounts[]): readonly BlockCounts[] {
  const columns = new Map<number, BlockCounts[]>();
  blocks.forEach(({ column = blocks.length }, b) => {
    // Without a column a block is one of its own.
    const key = column < blocks.length ? column : blocks.length + b;
    columns.set(key, [...(columns.get(key) ?? []), counts[b]]);
  });
  return [...columns.values()].map((own) => (own.length === 1 ? own[0] : addUp(own)));
}

/** Counts of blocks. */
export interface CountedBlocks {
  readonly blocks: readonly Block[];
  readonly counts: readonly BlockCounts[];
  readonly classes: LagClasses;
}

/** Counts the sections block by block, with lags up to `maxLag` pixels. */
export function countBlocks(sections: readonly PhaseMap[], maxLag: number, correlationLength: number): CountedBlocks {
  const classes = lagClasses(maxLag);
  const blocks = blocksFor(sections, correlationLength);
  const counts = blocks.map((block) => countBlock(sections[block.section], block, classes));
  return { blocks, counts, classes };
}

/** Measures the sections, with lags up to `maxLag` pixels. */
export function measureStatistics(
  sections: readonly PhaseMap[],
  maxLag: number,
  correlationLength: number,
): DataStatistics {
  const { blocks, counts, classes } = countBlocks(sections, maxLag, correlationLength);
  return combineBlocks(byColumn(blocks, counts), classes);
}

/** Covariances C_ii(h) - p^2 of all phases at lag 0 and the classes - [phase] of shape [1 + class]. */
export function covariances(statistics: DataStatistics): { lags: number[]; values: number[][] } {
  const { features, classes, phases } = statistics;
  const byClass = Array.from(classes.lags, (_, c) => boundaries(statistics, features, c));
  const values = Array.from({ length: phases }, (_, i) => {
    const p = features[i];
    return [p - p * p, ...byClass.map((row) => p - row[i] - p * p)];
  });
  return { lags: [0, ...classes.lags], values };
}

/**
 * Longest lag at which the covariance of a phase falls to 1/e, pixels; undefined if it does not within the lags
 * measured.
 */
export function correlationLengthOf(statistics: DataStatistics): number | undefined {
  const { lags, values } = covariances(statistics);
  const lengths = values.map((curve) => lags[curve.findIndex((c) => c < curve[0] / Math.E)]);
  return lengths.includes(undefined as never) ? undefined : Math.max(...lengths);
}

/** The same of sections, at most a third of the shortest edge. */
export function longestCorrelation(sections: readonly PhaseMap[]): number {
  const longest = Math.floor(Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1))) / 3);
  return correlationLengthOf(measureStatistics(sections, longest, 0)) ?? longest;
}

/** V_i - C_ii of every phase at one class, from cross pairs in their order - [phase]. */
export function boundaries(
  { phases, pairs, classes }: Pick<DataStatistics, 'phases' | 'pairs'> & { readonly classes: Pick<LagClasses, 'lags'> },
  features: ArrayLike<number>,
  c: number,
): number[] {
  const lags = classes.lags.length;
  return Array.from({ length: phases }, (_, i) =>
    pairs.reduce((sum, pair, p) => (pair.includes(i) ? sum + features[phases + p * lags + c] : sum), 0),
  );
}

/**
 * Weights of V_i - C_ii at the axis and the diagonal class in the four-direction (Crofton, stereological) surface area
 * per voxel length.
 */
export const surfaceWeights: readonly (readonly [number, number])[] = [
  [axisClass, 2],
  [diagonalClass, Math.SQRT2],
];
