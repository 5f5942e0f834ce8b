import { type AxisName, axesOf, type ByAxis, byAxis } from '../grid/index.ts';
import {
  type BlockSums,
  type Descriptor,
  isUnmeasured,
  type Quantity,
  type Survival,
  type Unmeasured,
} from './descriptor.ts';
import { addChords, type Chords, middleOf, visitChords } from './label-counts.ts';
import type { LabelKernels } from './label-kernels.ts';
import type { Specimen } from './specimen.ts';

/**
 * Number-weighted chord lengths along one axis; chords cut by the border of the window or by a mask are left out
 * (minus-sampling).
 */
export interface ChordLength {
  readonly mean: number;
  readonly std: number;
  /** Complete chords measured. */
  readonly count: number;
  readonly unit: string;
  /** Each chord with its length for weight. */
  readonly lengthWeighted: { readonly mean: number; readonly std: number };
  /**
   * Corrected for chords that the border cuts; `remaining` is the share of chords longer than any seen whole, whose
   * rest is not counted.
   */
  readonly kaplanMeier: { readonly mean: number; readonly std: number; readonly remaining: number };
  /**
   * Number of chords of each length - [length in voxels - 1] - chords. For histograms; not part of the printed JSON.
   */
  readonly histogram: readonly number[];
}

/**
 * Mean and standard deviation of the lengths that border and mask would not have cut, by the product-limit estimator:
 * the share of chords longer than l is the product over k <= l of 1 - ended(k) / seen(k). Every visible end starts one
 * observation, so complete chords count twice and censored ones once; where a chord starts says nothing of its length,
 * so the estimate has no bias from the window, but for chords longer than any that is seen whole: `remaining` is their
 * share, and they count with the length at which they are lost.
 * @source kaplan1958: Kaplan and Meier, J. Am. Stat. Assoc. 53 (1958) 457, doi:10.1080/01621459.1958.10501452
 */
function uncensored({ complete, censored }: Chords, step: number): ChordLength['kaplanMeier'] {
  let seen = 0;
  for (let k = 0; k < complete.length; k++) seen += 2 * complete[k] + censored[k];
  // E L = sum over l >= 0 of P(L > l), E L^2 = sum of (2 l + 1) P(L > l).
  let longer = 1;
  let mean = 0;
  let square = 0;
  for (let l = 0; l < complete.length && seen > 0 && longer > 0; l++) {
    mean += longer;
    square += (2 * l + 1) * longer;
    // A chord of which l + 1 steps are seen before it is cut has not ended by then: it leaves those that can be seen to
    // end here.
    seen -= censored[l];
    if (seen > 0) longer *= 1 - (2 * complete[l]) / seen;
    seen -= 2 * complete[l];
  }
  return { mean: mean * step, std: Math.sqrt(Math.max(0, square - mean * mean)) * step, remaining: longer };
}

/** Means and standard deviations of lengths 1, 2, ... steps. */
function summarise(chords: Chords, step: number, unit: string): ChordLength | Unmeasured {
  const longest = chords.complete.findLastIndex((n) => n > 0) + 1;
  const counts = Array.from(chords.complete.subarray(0, longest));
  const count = counts.reduce((sum, n) => sum + n, 0);
  if (count === 0) return { value: null, reason: 'no complete chord' };
  const weighted = (weights: readonly number[]): { mean: number; std: number } => {
    const total = weights.reduce((sum, n) => sum + n, 0);
    const mean = weights.reduce((sum, n, k) => sum + n * (k + 1), 0) / total;
    const variance = weights.reduce((sum, n, k) => sum + n * (k + 1 - mean) ** 2, 0) / total;
    return { mean: mean * step, std: Math.sqrt(variance) * step };
  };
  return {
    ...weighted(counts),
    count,
    unit,
    lengthWeighted: weighted(counts.map((n, k) => n * (k + 1))),
    kaplanMeier: uncensored(chords, step),
    histogram: counts,
  };
}

/**
 * Chord lengths of every phase along every axis: runs of voxels of one phase, a voxel edge long each.
 *
 * Estimator: mean and standard deviation (divisor n) over complete chords, each chord with the same weight, so short
 * ones count as much as long ones, and `lengthWeighted` by their length, as a point thrown into the phase sees them;
 * several maps are pooled chord by chord.
 * Edges: minus-sampling. A chord counts when unmasked voxels of other phases end it on both sides; chords that touch
 * the border or a mask are left out, also on periodic axes, which do not wrap here. Long chords are cut more often, so
 * the mean comes out low, by about the variance of the chords over the length of the axis: compare windows of the same
 * size, or of many chords. `kaplanMeier` corrects for that.
 */
export function measureChordLength(specimen: Specimen, kernels?: LabelKernels): ByAxis<ChordLength | Unmeasured>[] {
  const { maps, phases, rank } = specimen;
  const measured = axesOf(rank).map((axis) => {
    const chords = phases.map((): Chords => noChords(longestOf(specimen, axis)));
    for (const map of maps) {
      if (kernels?.serves(map)) kernels.addChords(map, axis, chords);
      else addChords(map, axis, chords);
    }
    return chords;
  });
  return chordLengthsOf(specimen, measured);
}

const longestOf = ({ maps }: Specimen, axis: number): number => Math.max(...maps.map(({ grid }) => grid.shape[axis]));

const noChords = (longest: number): Chords => ({
  complete: new Float64Array(longest),
  censored: new Float64Array(longest),
});

/** @param measured - chords [axis of the rank][phase]. */
function chordLengthsOf(
  { phases, rank, spacing, unit, voxels }: Specimen,
  measured: readonly (readonly Chords[])[],
): ByAxis<ChordLength | Unmeasured>[] {
  return phases.map(({ name }, phase) => {
    const absent: Unmeasured = { value: null, reason: `phase ${name} is absent` };
    return byAxis(rank, (axis) =>
      voxels[phase] === 0 ? absent : summarise(measured[axesOf(rank).indexOf(axis)][phase], spacing[axis], unit),
    );
  });
}

/** Where the chords of each axis and phase stand among the counts of a block: complete ones, then cut ones. */
function chordsIn(specimen: Specimen, counts: Float64Array): Chords[][] {
  let at = 0;
  return axesOf(specimen.rank).map((axis) => {
    const longest = longestOf(specimen, axis);
    return specimen.phases.map(() => {
      const [complete, censored] = [0, 1].map((k) => counts.subarray(at + k * longest, at + (k + 1) * longest));
      at += 2 * longest;
      return { complete, censored };
    });
  });
}

/** Chords by the block of their middle, counted on the whole map, so that no block cuts them. */
const chordsByBlock: BlockSums<ChordsByAxis> = {
  count: (specimen, blocks) => {
    const { maps, phases, rank } = specimen;
    const length = 2 * phases.length * axesOf(rank).reduce((sum, axis) => sum + longestOf(specimen, axis), 0);
    const counts = Array.from({ length: blocks.count }, () => new Float64Array(length));
    const views = counts.map((own) => chordsIn(specimen, own));
    maps.forEach((map, m) => {
      const parts = blocks.parts(map);
      const blockOf = middleOf(map, parts);
      axesOf(rank).forEach((axis, a) => {
        visitChords(map, axis, (phase, voxels, ends, first, stride) => {
          if (ends === 0) return;
          const { complete, censored } = views[m * parts.count + blockOf(voxels, first, stride)][a][phase];
          (ends === 2 ? complete : censored)[voxels - 1]++;
        });
      });
    });
    return counts;
  },
  value: (specimen, counts) => chordLengthsOf(specimen, chordsIn(specimen, counts)),
};

/**
 * The distribution of chord lengths from their numbers; undefined without chords.
 * @param histogram - chords by length, from one voxel - [length - 1] - chords. @param edge - of a voxel along the axis,
 * a length.
 */
export function chordSurvival(histogram: readonly number[], edge: number): Survival | undefined {
  const total = histogram.reduce((sum, n) => sum + n, 0);
  if (total === 0) return undefined;
  let longer = total;
  const ends: number[] = [];
  const shares: number[] = [];
  histogram.forEach((n, k) => {
    ends.push((k + 1) * edge);
    shares.push(longer / total);
    longer -= n;
  });
  return { ends, shares, complete: true };
}

type ChordsByAxis = ByAxis<ChordLength | Unmeasured>;

/** Chords along several axes as one population, each chord with the same weight. */
function poolChords(chords: ChordsByAxis, axes: readonly AxisName[]): Pick<ChordLength, 'mean' | 'std'> {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const axis of axes) {
    const own = chords[axis] as ChordLength;
    count += own.count;
    sum += own.count * own.mean;
    squares += own.count * (own.std ** 2 + own.mean ** 2);
  }
  const mean = sum / count;
  // Rounding may push the variance of equal chords below zero.
  return { mean, std: Math.sqrt(Math.max(0, squares / count - mean ** 2)) };
}

/** A quantity of the chords along each axis. */
function chordQuantity(
  of: (chords: ChordLength) => number,
  quantity: Omit<Quantity<ChordsByAxis>, 'pick' | 'byAxis' | 'errorFromWindows' | 'longTailed'>,
): Quantity<ChordsByAxis> {
  return {
    // The longest of the chords decide on all but their plain mean.
    decidedByFew: true,
    ...quantity,
    byAxis: true,
    errorFromWindows: true,
    longTailed: true,
    pick: (chords, axis) => {
      const own = chords[axis];
      return own && (isUnmeasured(own) ? own : of(own));
    },
  };
}

const stretch = 'unbroken stretches of the phase along a grid axis';

/** Relative loss of the mean by cut chords, and share of chords longer than any seen whole, that are stated. */
const [tellingLoss, tellingRest] = [0.05, 0.01];

/** What the window does to the mean of complete chords, where that matters. */
function cautionOf({ mean, kaplanMeier }: ChordLength): string | undefined {
  const { mean: whole, remaining } = kaplanMeier;
  const least = remaining > tellingRest;
  if (whole < (1 + tellingLoss) * mean && !least) return undefined;
  const larger = `the mean is ${(100 * (whole / mean - 1)).toFixed(0)} % larger when corrected for that`;
  if (!least) return larger;
  return `${larger}, and larger still, as ${(100 * remaining).toFixed(0)} % are longer than any seen whole`;
}

/** Lengths of chords of every phase along every axis. */
export const chordLength: Descriptor<ChordsByAxis, 'chordLength', 'fast'> = {
  name: 'chordLength',
  summary: 'lengths inside a phase along each axis',
  estimator:
    'complete chords, number-weighted; chords cut by the border are left out; also length-weighted and corrected for the cut ones (Kaplan and Meier)',
  cost: 'fast',
  measure: (specimen, { kernels }) => measureChordLength(specimen, kernels),
  byBlock: chordsByBlock,
  quantities: [
    chordQuantity(({ mean }) => mean, {
      name: 'chordLength',
      title: 'mean chord',
      label: 'chord',
      decidedByFew: false,
      unit: 'length',
      definition: `Mean length of the ${stretch}, every chord with the same weight. Chords cut by the border or a mask are left out, so only windows of one size compare exactly. Without an axis: the chords of all axes together.`,
      compared: true,
      followsFromTwoPoint: true,
      shows: 'mean chords',
      pool: (sides, axes) => sides.map((chords) => poolChords(chords, axes).mean),
    }),
    chordQuantity(({ std }) => std, {
      name: 'chordLengthStd',
      title: 'chord standard deviation',
      label: 'chord std',
      unit: 'length',
      definition: `Standard deviation of the lengths of the same ${stretch}.`,
      compared: true,
      shows: 'grain shape',
      reads: { above: 'lengths in the data are more alike', below: 'lengths in the data are less alike' },
      pool: (sides, axes) => sides.map((chords) => poolChords(chords, axes).std),
      detail: true,
    }),
    chordQuantity(({ lengthWeighted }) => lengthWeighted.mean, {
      name: 'chordLengthWeighted',
      title: 'mean chord, length-weighted',
      unit: 'length',
      definition: 'Mean length of the complete chords, each with its length for weight.',
      detail: true,
    }),
    chordQuantity(({ lengthWeighted }) => lengthWeighted.std, {
      name: 'chordLengthWeightedStd',
      title: 'chord standard deviation, length-weighted',
      unit: 'length',
      definition: 'Standard deviation of the lengths of the complete chords, each with its length for weight.',
      detail: true,
    }),
    chordQuantity(({ kaplanMeier }) => kaplanMeier.mean, {
      name: 'chordLengthUncut',
      title: 'mean chord, corrected for cut ones',
      unit: 'length',
      definition:
        'Mean chord by the product-limit estimator of Kaplan and Meier, which corrects for chords that the border cuts.',
      detail: true,
    }),
    chordQuantity(({ kaplanMeier }) => kaplanMeier.std, {
      name: 'chordLengthUncutStd',
      title: 'chord standard deviation, corrected for cut ones',
      unit: 'length',
      definition: 'Standard deviation of the chords by the product-limit estimator of Kaplan and Meier.',
      detail: true,
    }),
  ],
  distributions: [
    {
      title: 'chord length',
      definition: 'Complete chords, every chord with the same weight.',
      of: (chords, edges) =>
        Object.fromEntries(
          Object.entries(chords).map(([axis, own]) => {
            if (isUnmeasured(own)) return [axis, own];
            const survival = chordSurvival(own.histogram, edges[axis as AxisName] ?? 1);
            return [axis, survival ?? { value: null, reason: 'no complete chord' }];
          }),
        ),
    },
  ],
  caution: (chords) => {
    const cut = Object.entries(chords).flatMap(([axis, own]) => {
      const text = isUnmeasured(own) ? undefined : cautionOf(own);
      return text === undefined ? [] : [`along ${axis}, ${text}`];
    });
    return cut.length === 0 ? undefined : `the window cuts many of its chords: ${cut.join('; ')}`;
  },
  print: (chords) =>
    Object.fromEntries(
      Object.entries(chords).map(([axis, own]) => {
        if (isUnmeasured(own)) return [axis, own];
        const { histogram: _, ...printed } = own;
        const caution = cautionOf(own);
        return [axis, { ...printed, ...(caution !== undefined && { caution }) }];
      }),
    ),
};

/** Means and standard deviations of chords by what weighs them; which ones a table shows. */
export const chordWeightings = {
  number: ['chordLength', 'chordLengthStd'],
  length: ['chordLengthWeighted', 'chordLengthWeightedStd'],
  'kaplan-meier': ['chordLengthUncut', 'chordLengthUncutStd'],
} as const;
