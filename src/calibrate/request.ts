import type { PhaseMap } from '../grid/index.ts';
import type { Source } from '../io/index.ts';
import type { ExcursionModel, ModelFile } from '../phase/index.ts';
import type { AnisotropyEstimate } from './anisotropy/estimate.ts';
import type { ClosedFormFit, ClosedFormProgress } from './methods/exact/closed-form.ts';
import type { ClosedFormSummary } from './methods/exact/result.ts';
import type { SimulatedProgress } from './methods/simulated/search.ts';
import type { LogEntry } from './methods/training/log.ts';
import type { Signature } from './methods/training/signatures.ts';
import type { TrainerState } from './methods/training/state.ts';
import type { Settings } from './settings.ts';

/** What to calibrate, and where. */
export interface CalibrationRequest {
  /** 2D sections with the same phases and spacing. */
  readonly sections: readonly PhaseMap[];
  readonly sources: readonly Source[];
  /** Sections across the plane (rows along z), or a volume, to estimate the anisotropy from. */
  readonly across?: { readonly maps: readonly PhaseMap[]; readonly sources: readonly Source[] };
  readonly settings: Settings;
  /** Folder of the run: log.jsonl, checkpoint, model.json. */
  readonly folder: string;
  readonly threads: number;
  /** Version of the program, written into the results. */
  readonly version: string;
  /** Go on from the folder's checkpoint. */
  readonly resume: boolean;
  /** The exact fit of these sections under these settings, where it is known already. */
  readonly fit?: ClosedFormFit;
  /** Called while the exact fit goes on. */
  readonly onExact?: (progress: ClosedFormProgress) => void;
  /** Called while a fit by simulation goes on. */
  readonly onSimulated?: (progress: SimulatedProgress) => void;
  /** Called after every training step. */
  readonly onStep?: (entry: LogEntry, state: TrainerState) => void;
  /** Stops after the current step and leaves a checkpoint. */
  readonly signal?: AbortSignal;
}

/** A finished calibration. */
export interface CalibrationResult {
  readonly model: ExcursionModel;
  readonly file: ModelFile;
  readonly entries: readonly LogEntry[];
  readonly signatures: readonly Signature[];
  /** What the exact calibration found; also the start of a combined one. */
  readonly exactFit?: ClosedFormSummary;
  /** The scale of the z axis, where sections across the plane were given. */
  readonly anisotropy?: AnisotropyEstimate;
}

/** Names of the files in a run's folder. */
export const runFiles = {
  log: 'log.jsonl',
  checkpoint: 'checkpoint.safetensors',
  model: 'model.json',
  exactFit: 'exact-fit.json',
  anisotropy: 'anisotropy.json',
} as const;
