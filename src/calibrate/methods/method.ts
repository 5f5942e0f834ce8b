import type { z } from 'zod';
import type { FamilyChoice } from '../../correlation/index.ts';
import type { PhaseMap } from '../../grid/index.ts';
import type { ModelClass, ModelRecord } from '../../phase/index.ts';
import type { CalibrationProgress, DescriptorErrors, TriedOrder } from '../calibration.ts';
import type { MethodName, Settings } from '../settings.ts';
import type { CheckpointStore } from '../store.ts';
import type { ExactFit } from './exact/exact-fit.ts';
import type { ExactFitSummary } from './exact/fit-summary.ts';
import type { LogEntry } from './training/training-log.ts';

/** What a method is given. */
export interface FitTask {
  readonly images: readonly PhaseMap[];
  readonly settings: Settings & { readonly method: MethodName };
  readonly record: ModelRecord;
  /** A registered family by its name, or one of a user's own, which cannot cross to another thread. */
  readonly family: FamilyChoice;
  readonly starts: ModelClass['starts'];
  readonly threads: number;
  /** What a state in the store must agree on, beside the settings. */
  readonly inputs: readonly string[];
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: CalibrationProgress) => void;
  readonly onChecked: () => Promise<void>;
  readonly store: CheckpointStore | undefined;
  readonly exactFit: ExactFit | undefined;
}

/** A fit that was given up for a better one: where else the search went. */
export interface RivalFit {
  /** A class that grows from a plainer one has rivals of that. */
  readonly record: ModelRecord;
  readonly order: readonly number[];
  /** Unbounded parameters - shape [parameter] - float64. */
  readonly raw: Float64Array;
}

/** The parameters that a method found. */
export interface FittedParameters {
  /** Material phase that plays Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  /** Unbounded parameters - shape [parameter] - float64. */
  readonly raw: Float64Array;
  /** Radius beyond which correlations vanish, pixels. */
  readonly taper: number;
  /** Step of the training at which they were found, 0 without training. */
  readonly step: number;
  readonly errors: DescriptorErrors | undefined;
  readonly log: readonly LogEntry[];
  readonly orders: readonly TriedOrder[];
  readonly exactFit: ExactFitSummary | undefined;
  /** Fits from other starts, the nearest to the data first; none where the exact fit has its optima. */
  readonly rivals?: readonly RivalFit[];
}

/** A way to find the parameters of a model. */
export interface CalibrationMethod {
  readonly name: MethodName;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Settings of its own, with their descriptions. */
  readonly settings: z.ZodObject;
  /** Whether it can fit a model at all. */
  readonly suits: (record: ModelRecord) => boolean;
  /** Refuses images or settings that it cannot work with. @throws ExcursaError (usage, input). */
  readonly check: (task: FitTask) => void;
  /**
   * Finds the parameters.
   * @throws ExcursaError (input) for data that determine nothing, (numeric) without a finite answer, (interrupted) by
   * the signal.
   */
  readonly fit: (task: FitTask) => Promise<FittedParameters>;
}
