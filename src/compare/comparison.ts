import type { QuantityLabel, Unmeasured } from '../descriptor/index.ts';
import type { NamedSetting } from '../errors.ts';
import type { Phase } from '../grid/index.ts';

/** What can be said of a model and the data in one quantity, see `compareRows`. */
export type Verdict = 'agrees' | 'differs' | 'undecided' | 'not testable';

/** One number of the model against the reference. Relative numbers: 0.01 is 1 %. */
export interface Compared {
  /** Mean over the realisations. */
  readonly model: number;
  readonly reference: number;
  /** (model - reference) / |reference|; infinite where the reference alone is 0. */
  readonly error: number;
  /** Standard error of `error`: scatter of the realisations, the reference's own, and that of the fitted images. */
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** Scatter of a single realisation, s / |reference|. */
  readonly scatter: number;
  /** Two-sided, before the correction for many rows. */
  readonly pValue: number;
  readonly verdict: Verdict;
  /** Largest |error| that counts as agreement. */
  readonly delta: number;
  /** Smallest |error| that would have been seen in four cases of five; null where ranks are compared. */
  readonly detectable: number | null;
  /** Whether a loss fitted it to this reference, so that agreement is no evidence. */
  readonly fitted: boolean;
  readonly realisations: number;
  /** Realisations that the blocks of all count as; absent where ranks are compared. */
  readonly effectiveRealisations?: number;
  /** Whether the reference's rank among the realisations was tested. */
  readonly ranked: boolean;
}

/** A quantity that some side does not have, with the shares of those that do not. */
export interface Missing extends Unmeasured {
  readonly missing: { readonly model: number; readonly reference: number };
  readonly realisations: number;
  readonly pValue: number;
  readonly verdict: Verdict;
  readonly fitted: boolean;
}

/**
 * A quantity of the model against the reference, or why there is no comparison. With an axis for what was measured
 * along it; `mean` pools the axes, and what has no axis has none.
 */
export type ComparedQuantity = QuantityLabel & {
  /** What agreement in it allows to use the model for; absent where nothing is named. */
  readonly shows?: string;
  /** What it means when the model's is above, or below, that of the data. */
  readonly reads?: { readonly above: string; readonly below: string };
} & (Compared | Missing);

/** A distance between the model's and the data's distribution, with what chance alone makes of it. */
export interface DistanceValues {
  /** Mean over the realisations of the distance between one of them and the data. */
  readonly value: number;
  /** Scatter over the realisations. */
  readonly std: number;
  /**
   * The same with another realisation in the data's place: mean, and scatter from one to the next, which two
   * realisations cannot tell.
   */
  readonly modelAgainstModel: { readonly mean: number; readonly std: number | null };
  /** Distance between two halves of the data, where they were measured. */
  readonly dataAgainstData: number | null;
}

/** How far the model's distribution of a length is from the data's. */
export interface DistributionComparison {
  /** What is distributed, 'chord length' for instance. */
  readonly name: string;
  /** Axis, or 'all' for what has no direction. */
  readonly direction: 'x' | 'y' | 'z' | 'all';
  readonly unit: string;
  readonly compared:
    | {
        /** Mean of the data's distribution - `unit`. */
        readonly scale: number;
        /** Wasserstein distance of order 1 - `unit`. */
        readonly wasserstein: DistanceValues;
        /** Largest difference of the shares that are longer - dimensionless. */
        readonly kolmogorovSmirnov: DistanceValues;
        /** Rank of the data's mean distance among those of the realisations: share that is as large or larger. */
        readonly pValue: number;
        readonly verdict: Exclude<Verdict, 'agrees'>;
      }
    | Unmeasured;
}

/**
 * Mean structural similarity (MSSIM) of one phase, between images that are not aligned: see `structuralSimilarity` for
 * what it can say.
 */
export interface SimilarityComparison {
  readonly phase: string;
  readonly compared:
    | {
        /** Mean over the realisations. */
        readonly modelAgainstData: number;
        /** Scatter over the realisations. */
        readonly scatter: number;
        /** Between realisations, each with the next. */
        readonly modelAgainstModel: number;
        /** Between two halves of the data, where there are any. */
        readonly dataAgainstData: number | null;
      }
    | Unmeasured;
}

/** A curve of the model against the reference, over the lags that all sides have. */
export interface ComparedCurve {
  /** Lags - [lag] - `unit`; 0 first. */
  readonly lags: readonly number[];
  readonly unit: string;
  readonly model: readonly number[];
  readonly reference: readonly number[];
  /** Scatter of one realisation. */
  readonly std: readonly number[];
}

/**
 * The curves from which a quantity is taken, pooled over the axes that all sides have; or why there is no comparison.
 */
export type CurveComparison = { readonly name: string; readonly title: string } & (ComparedCurve | Unmeasured);

/** The comparison of one phase. */
export interface PhaseComparison extends Phase {
  /** Everything that is compared, in the order of the descriptors; by axis first, then pooled. */
  readonly quantities: readonly ComparedQuantity[];
  readonly curves: readonly CurveComparison[];
  /** Distances between distributions, by quantity and direction. */
  readonly distributions: readonly DistributionComparison[];
}

/** What a comparison allows. */
export interface Conclusion {
  /** What the model may be used for, may not, and what is not decided: 'mean chords', 'grain shape'. */
  readonly usable: readonly string[];
  readonly unusable: readonly string[];
  readonly undecided: readonly string[];
  /** One sentence of all that. */
  readonly sentence: string;
  /** The first reason against its use, or why more is not decided. */
  readonly reason: string;
  /** What could not be compared, as a warning; absent where everything was. */
  readonly caution?: string;
  /** One command that helps, and its settings; absent where none does. */
  readonly next?: NextStep;
}

/** A command with settings. */
export interface NextStep {
  readonly command: 'calibrate' | 'validate';
  readonly settings: readonly NamedSetting[];
  /** What it is for, as the end of a sentence that begins with 'to'. */
  readonly purpose: string;
  /** Whether it takes the images of the reference in place of those of the calibration. */
  readonly ofReference?: boolean;
}

/** An exact number of a fitted model beside that of the images. Relative numbers are relative to the data's value. */
export interface ExactNumber {
  /** 'volume fraction', 'specific surface area', 'mean chord' or 'interface area'. */
  readonly quantity: string;
  /** Phase it belongs to, or 'a-b' for an interface. */
  readonly of: string;
  /** Exact expectation under the model. */
  readonly model: number;
  readonly data: number;
  readonly unit: string;
  /** (model - data) / data. */
  readonly error: number;
  /** Standard error of the data's value from the scatter of the image's blocks, relative. */
  readonly dataStandardError: number;
}

/** The exact numbers of a fit. */
export interface ExactNumbers {
  readonly quantities: readonly ExactNumber[];
  /** Blocks of the images whose scatter gives the standard errors of the data. */
  readonly blocks: number;
}

/** An exact number that differs from the data, and what the model cannot be used for because of it. */
export type ExactDifference = ExactNumber & {
  readonly shows: string;
  readonly degreesOfFreedom: number;
  /** By Student's test, after Holm's correction. */
  readonly pValue: number;
};

/** Everything `excursa validate` compares. */
export interface Comparison {
  readonly conclusion: Conclusion;
  readonly realisations: number;
  /** Shape [z, y, x] of each realisation, voxels. */
  readonly shape: readonly number[];
  readonly phases: readonly PhaseComparison[];
  readonly twoPoint: {
    readonly lags: readonly number[];
    readonly unit: string;
    /** By pair: curves over the lags; `std` is the scatter of one realisation. */
    readonly pairs: {
      readonly [pair: string]: { model: readonly number[]; reference: readonly number[]; std: readonly number[] };
    };
    /** Root mean square difference over pairs and lags, a probability. */
    readonly rootMeanSquareError: number;
  };
}

/** A quantity of a phase by its name, along an axis, or all axes together; undefined where it was not compared. */
export function findCompared(
  { quantities }: PhaseComparison,
  name: string,
  axis?: 'x' | 'y' | 'z',
): ComparedQuantity | undefined {
  return quantities.find((own) => own.name === name && (axis ? own.axis === axis : isOverall(own)));
}

/** Whether a quantity has a comparison. */
export function isCompared(quantity: ComparedQuantity): quantity is QuantityLabel & Compared {
  return 'error' in quantity;
}

/** Whether data and all realisations have one value, a share of 0 for instance: ranks cannot decide anything then. */
export const isSame = (own: ComparedQuantity): boolean =>
  isCompared(own) && own.ranked && own.model === own.reference && own.scatter === 0;

/** Whether a number stands for all axes together, or has no axis. */
export function isOverall({ axis }: QuantityLabel): boolean {
  return axis === undefined || axis === 'mean';
}
