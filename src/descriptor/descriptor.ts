import type { AxisName, ByAxis, UnitKind } from '../grid/index.ts';
import type { Blocks } from './blocks.ts';
import type { LabelKernels } from './label-kernels.ts';
import type { Specimen } from './specimen.ts';
import type { TwoPointCurves } from './two-point.ts';

/** A value that could not be measured, and why. */
export interface Unmeasured {
  readonly value: null;
  readonly reason: string;
}

/** What of a value is there when it could be measured. */
export type Measured<Value> = Exclude<Value, Unmeasured>;

/** Whether a value could not be measured. */
export function isUnmeasured(value: unknown): value is Unmeasured {
  return typeof value === 'object' && value !== null && 'reason' in value;
}

/** What a descriptor may use beside the images or volumes. */
export interface Measuring {
  /** Threads to measure with; results do not depend on it. */
  readonly threads: number;
  /** Counts labels of large maps; slow descriptors, which start threads of their own, get none. */
  readonly kernels?: LabelKernels | undefined;
  /**
   * To be awaited between the steps of long measurements: an interruption gets its turn. @throws ExcursaError
   * (interrupted).
   */
  readonly pause?: (() => Promise<void>) | undefined;
  /** Two-point functions of the specimen, measured once. */
  readonly twoPoint: () => Promise<TwoPointCurves>;
  /** Blocks of the specimen, for standard errors. */
  readonly blocks?: () => Blocks;
  /** Whether the specimen is a block of another one, measured for its standard errors alone. */
  readonly isBlock?: boolean | undefined;
  /** The result of a measurement that several descriptors share; it is made once for a specimen. */
  readonly share: <T>(measurement: (specimen: Specimen, measuring: Measuring) => T) => T;
}

/** Curves that a descriptor's value holds for each axis; model and data are compared by them. */
export interface PooledCurves<Value = unknown> {
  /** What the curves show, as figures name it. */
  readonly title: string;
  /**
   * Curves of several sides over axes that all of them measured, at common lags `step` apart from 0 on - [side][lag].
   */
  pool(
    sides: readonly Measured<Value>[],
    axes: readonly AxisName[],
  ): { readonly step: number; readonly values: readonly (readonly number[])[] };
}

/**
 * A number that a descriptor's value holds: what tables, comparisons, standard errors and studies loop over.
 * @typeParam Value - what the descriptor measures of one phase.
 */
export interface Quantity<Value = unknown> {
  /** Its name in results, unlike that of any other quantity of any descriptor. */
  readonly name: string;
  /** What tables call it, without the axis. */
  readonly title: string;
  /** A shorter name for the heads of narrow columns, where the title is long. */
  readonly label?: string;
  readonly unit: UnitKind;
  /** What the number is, in one sentence for the reader of a table. */
  readonly definition: string;
  /** Whether the definition is printed below the table, since the title does not tell what it is. */
  readonly explained?: boolean;
  /** Whether there is a number for each axis. */
  readonly byAxis?: boolean;
  /** The number, along an axis where there is one for each. Undefined where the value does not have it. */
  pick(value: Measured<Value>, axis: AxisName): number | Unmeasured | undefined;
  /**
   * Whether its standard error comes from blocks of the maps: from counts by block where the descriptor has them, and
   * else from blocks that are cut out and measured one by one.
   */
  readonly errorFromWindows?: boolean;
  /** Whether it counts points, whose numbers are hardly correlated from one block to the next. */
  readonly ofPoints?: boolean;
  /** Its standard error where the value holds one; null where it could not be estimated. */
  standardError?(value: Measured<Value>, axis: AxisName): number | null;
  /** Its 95 % interval where the value holds one; null where it could not be estimated. */
  interval?(value: Measured<Value>): readonly [number, number] | null;
  /** Whether models are compared with data by it. */
  readonly compared?: boolean;
  /**
   * For a comparison: the numbers of several sides over one or more axes that all of them measured - [side]. The first
   * side is the data. Without it the mean over the axes is compared, and is unmeasured where one axis is.
   */
  pool?(sides: readonly Measured<Value>[], axes: readonly AxisName[]): readonly number[];
  /** For a comparison: the curves that the number is taken from, where it is taken from curves. */
  readonly curve?: PooledCurves<Value>;
  /** Of how many phases it is compared: each (default), the first alone where all have the same number, or none. */
  comparedOf?(phases: number): 'each' | 'first' | 'none';
  /** Whether the two-point functions determine it, so that a loss of them sees it. */
  readonly followsFromTwoPoint?: boolean;
  /** Whether a model that misses it on held-out data is ruled out when a class is chosen. */
  readonly decisive?: boolean;
  /** Whether it is a share between 0 and 1; its interval then is one of log (p / (1 - p)). */
  readonly share?: boolean;
  /** Whether it may be negative, so that its interval is symmetric. */
  readonly signed?: boolean;
  /**
   * Whether long chords add to it: a window that lacks them has a small value and a small error, so its interval
   * reaches further up.
   */
  readonly longTailed?: boolean;
  /** Whether few of them decide on it, so that its error has fewer degrees of freedom. */
  readonly decidedByFew?: boolean;
  /** What a model that agrees in it may be used for, as headlines name it; 'further quantities' without it. */
  readonly shows?: string;
  /** What it means when a model's is above, or below, that of the data. */
  readonly reads?: { readonly above: string; readonly below: string };
  /** Whether short tables leave it out. */
  readonly detail?: boolean;
}

/**
 * A distribution of lengths by the share that exceeds each of them, constant between rising positions: on the k-th
 * interval, which ends at `ends[k]` and begins at the end before it (the first at 0), the share is `shares[k]`.
 */
export interface Survival {
  /** Ends of the intervals, rising - [interval] - a unit of length. */
  readonly ends: readonly number[];
  /** Share that is longer - [interval] - dimensionless. */
  readonly shares: readonly number[];
  /** Whether nothing lies beyond the last interval; otherwise what does is not known. */
  readonly complete: boolean;
}

/** By axis, or for all directions together. */
export type ByDirection<T> = ByAxis<T> & { readonly all?: T };

/** A distribution that a descriptor's value holds; distances between model and data are measured by it. */
export interface Distribution<Value = unknown> {
  /** What is distributed, as tables name it. */
  readonly title: string;
  /** What a length of the distribution is, in one sentence for the reader of a table. */
  readonly definition: string;
  /**
   * The distributions by axis, or under `all` where there is no direction.
   * @param edges - of a voxel along each axis.
   */
  of(value: Value, edges: ByAxis<number>): ByDirection<Survival | Unmeasured>;
}

/**
 * A measurement as sums over blocks: the whole is what the sum of all gives, and what it gives without one block after
 * the other is how far that block moves it.
 */
export interface BlockSums<Value = unknown> {
  /** Counts of each block, all of one length - [block] - float64. */
  count(specimen: Specimen, blocks: Blocks): readonly Float64Array[];
  /** The value of every phase from such counts - [phase]. */
  value(specimen: Specimen, counts: Float64Array): readonly Value[];
}

/**
 * How long a descriptor takes in a volume. A basic description has the `fast` ones, a standard one those of `moderate`
 * cost too, a full one all.
 */
export type Cost = 'fast' | 'moderate' | 'slow';

/**
 * A descriptor: one record in one file, and one line in the registry. Results, comparisons, standard errors, tables and
 * documents are loops over such records. A record of one's own is passed in a list, `describe(map, { descriptors:
 * [...descriptors, mine] })`.
 * @typeParam Value - what is measured of one phase: plain data, or why it could not be measured.
 */
export interface Descriptor<Value = unknown, Name extends string = string, Speed extends Cost = Cost> {
  /** Name of the value in a description. */
  readonly name: Name;
  /** What it measures, in one line. */
  readonly summary: string;
  /** How it is estimated and what happens at edges and masks, in one line. */
  readonly estimator: string;
  readonly cost: Speed;
  /**
   * Measures every phase of a specimen - [phase]; it does not change the specimen and gives the same values each time.
   */
  measure(specimen: Specimen, measuring: Measuring): readonly Value[] | Promise<readonly Value[]>;
  readonly quantities: readonly Quantity<Value>[];
  readonly distributions?: readonly Distribution<Value>[];
  /** How the value follows from sums over blocks of the maps, for standard errors. */
  readonly byBlock?: BlockSums<Value>;
  /** The value as JSON has it; without it, as it is. */
  print?(value: Value): unknown;
  /** What a reader has to know about the value, in one sentence that a table shows below it. */
  caution?(value: Measured<Value>): string | undefined;
}

/** The number that a quantity has in a descriptor's value, or why it has none; undefined where the value lacks it. */
export function numberOf(quantity: Quantity, value: unknown, axis: AxisName = 'x'): number | Unmeasured | undefined {
  if (value === undefined || isUnmeasured(value)) return value;
  return quantity.pick(value, axis);
}
