import type { PresetName } from '../phase/index.ts';
import type { LookDistance, Separation } from '../realism/index.ts';

/** A number of a phase that a fitted class must meet on data that it was not fitted to. */
export interface HeldOutValue {
  readonly quantity: string;
  readonly phase: string;
  /** Mean over realisations. */
  readonly model: number;
  readonly heldOut: number;
  /** The same of the part that the class was fitted to. */
  readonly fitted: number;
  /** (model - heldOut) / heldOut. */
  readonly error: number;
  /**
   * Largest |error| that is accepted: that of the fitted part, two per cent, and two standard errors of the model's
   * mean together.
   */
  readonly allowed: number;
}

/** A distance from the held-out data, block by block, so that classes can be compared in pairs. */
export interface BlockDistances {
  /** [block]. */
  readonly blocks: readonly number[];
  readonly mean: number;
  /** Standard error of the mean from the realisations of the model, by a jackknife over groups of them. */
  readonly modelError: number;
  /** Mean of the same with the fitted part in the model's place. */
  readonly dataAgainstData: number;
}

/** How a class that was fitted to one part of the data does on the other. */
export interface ClassEvaluation {
  readonly model: PresetName;
  readonly summary: string;
  readonly parameters: number;
  /** Labels of the phases that play Xi_1, Xi_2, ... in the fit to one part of the data. */
  readonly order: readonly number[];
  readonly values: readonly HeldOutValue[];
  /** Wasserstein distances of chord lengths relative to their mean, averaged over phases and axes. */
  readonly chords: BlockDistances;
  /** Mean squared differences of two-point functions over pairs and lags; their root is a probability. */
  readonly twoPoint: BlockDistances;
  /** Linear discriminant against the held-out data; null with the reason where they are too small for it. */
  readonly realism: Separation | null;
  readonly dataAgainstData: Separation | null;
  /** How far its sections look from the held-out data on the average; null where there is no discriminant. */
  readonly look: LookDistance | null;
  /** What gives the class away, in words, the most telling first. */
  readonly giveaways: readonly string[];
  readonly realismReason?: string;
}

/** What became of a class. */
export interface Candidate {
  readonly model: PresetName;
  /** Missing where it could not be calibrated. */
  readonly evaluation?: ClassEvaluation;
  /** 'chosen', 'equivalent' (not worse by any criterion, but no simpler), 'worse', or 'failed'. */
  readonly verdict: 'chosen' | 'equivalent' | 'worse' | 'failed';
  /** Why, as the end of a sentence that begins with its name. */
  readonly reason: string;
}

/** A choice between model classes, and how it came about. */
export interface Choice {
  readonly model: PresetName;
  readonly candidates: readonly Candidate[];
  /** The rule in words. */
  readonly rule: string;
  readonly sentence: string;
  /** Where the chosen class is recognised: a class that a full fit is worth its time. */
  readonly slower?: PresetName;
  /** What was held out: pixels [ny, nx] of a block, and the numbers of blocks. */
  readonly block: readonly [number, number];
  readonly blocks: { readonly fitted: number; readonly heldOut: number };
}
