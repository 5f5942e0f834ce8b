import type { CorrelationFamily } from '../correlation/index.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { ExcursionModel, ModelClass, ModelRecord } from '../phase/index.ts';
import type { AnisotropyEstimate } from './anisotropy/estimate.ts';
import type { ExactFit, ExactProgress } from './methods/exact/exact-fit.ts';
import type { ExactFitSummary } from './methods/exact/fit-summary.ts';
import type { LogEntry, Signature } from './methods/training/training-log.ts';
import type { MethodName, Settings } from './settings.ts';
import type { CheckpointStore } from './store.ts';

/** What a simulated calibration reports while it runs. */
export interface SimulatedProgress {
  readonly kind: 'simulated';
  readonly stage: 'screening' | 'fit' | 'components' | 'volumes';
  readonly done: number;
  readonly total: number;
  /** Share of the whole fit that is done, about: by the images that its parts simulate. */
  readonly share: number;
  /** Least sum of squared residuals so far. */
  readonly best: number | null;
}

/** What a training reports after a step. */
export interface TrainingProgress {
  readonly kind: 'training';
  readonly entry: LogEntry;
  /** Steps of the entry's stage, done and to do. */
  readonly done: number;
  readonly total: number;
  /** The parameters that would be kept now: their error, and the step at which they were found. */
  readonly best: { readonly error: number; readonly step: number } | null;
}

/** Which method fits the model, before it begins. */
export interface MethodProgress {
  readonly kind: 'method';
  readonly method: MethodName;
  /** Why it is this one, in one sentence. */
  readonly reason: string;
  readonly done: number;
  readonly total: number;
}

/** What a calibration reports while it runs. */
export type CalibrationProgress = MethodProgress | ExactProgress | SimulatedProgress | TrainingProgress;

/** What a calibration may be given besides images and settings. */
export interface CalibrationOptions {
  /** The model to fit; by default the class that the settings name. */
  readonly record?: ModelRecord | undefined;
  /**
   * A correlation family of one's own; by default the one that the settings name. Functions cannot cross to another
   * thread, so that exact and simulated fits run in one thread, whatever `threads` says.
   */
  readonly family?: CorrelationFamily | undefined;
  /** Where fits by simulation begin; by default what the class of that name states. */
  readonly starts?: ModelClass['starts'];
  /** Sections across the plane (rows along z), or a volume, to estimate the anisotropy from. */
  readonly across?: readonly PhaseMap[] | undefined;
  /** Threads to use, 1 unless told. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CalibrationProgress) => void) | undefined;
  /** Gets what is doubtful of the images before the fit; the result's warnings have it too. */
  readonly onWarning?: ((warning: Signature) => void) | undefined;
  /** Called once images and settings are accepted and before the work begins: the moment to make a folder. */
  readonly onChecked?: (() => Promise<void>) | undefined;
  /** Where training leaves its state after every evaluation; one that holds a state is gone on from. */
  readonly store?: CheckpointStore | undefined;
  /**
   * Names of the images that a state in the store must agree with, such as hashes of files; by default hashes of their
   * data.
   */
  readonly inputs?: readonly string[] | undefined;
  /** The exact fit of these images under these settings, where it is known already. */
  readonly exactFit?: ExactFit | undefined;
}

/** Relative errors by phase, in the data's order. */
export interface DescriptorErrors {
  readonly volumeFraction: readonly number[];
  readonly specificSurfaceArea: readonly number[];
}

/** An assignment of phases that was tried. */
export interface TriedOrder {
  /** Labels of the phases that play Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  /** Its least loss; losses of one calibration compare, of different methods they do not. */
  readonly loss: number;
}

/** A finished calibration. */
export interface Calibration {
  readonly model: ExcursionModel;
  readonly method: MethodName;
  /** Why this method was used, in one sentence. */
  readonly methodReason: string;
  /** Settings as they were used, the method filled in. */
  readonly settings: Settings;
  /** Errors of the model that was kept. */
  readonly errors: DescriptorErrors | undefined;
  /** Step of the training at which its parameters were found, 0 without training. */
  readonly step: number;
  /** Steps of the training, empty without one. */
  readonly log: readonly LogEntry[];
  /** Assignments of phases that were tried, the least loss first. */
  readonly orders: readonly TriedOrder[];
  /** Known ways to go wrong that the log shows. */
  readonly warnings: readonly Signature[];
  /** What the exact fit found; also the start of a refinement. */
  readonly exactFit?: ExactFitSummary;
  /**
   * Models of fits from other starts that were given up, the nearest to the data first: of classes that are fitted by
   * simulation. They are further from the sections, and show what chance of the search leaves open.
   */
  readonly rivals?: readonly ExcursionModel[];
  /** The scale of the z axis, where sections across the plane were given. */
  readonly anisotropy?: AnisotropyEstimate;
}
