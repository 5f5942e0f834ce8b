import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { ensureOutputFolder, type Source, writeFileAtomic } from '../io/index.ts';
import {
  type ExcursionModel,
  type ModelFile,
  type ModelRecord,
  parametersOf,
  presets,
  toModelFile,
  toValues,
} from '../phase/index.ts';
import type { LogEntry } from './log.ts';
import { ordersToTry } from './orders.ts';
import { checkSections } from './sections.ts';
import { maxLagOf, type Settings, taperOf } from './settings.ts';
import { findSignatures, type Signature } from './signatures.ts';
import { decodeState, encodeState, type TrainerState } from './state.ts';
import { measureTarget, type Target } from './target.ts';
import { startState, Trainer } from './trainer.ts';

/** What to calibrate, and where. */
export interface CalibrationRequest {
  /** 2D sections with the same phases and spacing. */
  readonly sections: readonly PhaseMap[];
  readonly sources: readonly Source[];
  readonly settings: Settings;
  /** Folder of the run: log.jsonl, checkpoint, model.json. */
  readonly folder: string;
  readonly threads: number;
  /** Version of the program, written into the results. */
  readonly version: string;
  /** Go on from the folder's checkpoint. */
  readonly resume: boolean;
  /** Called after every step. */
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
}

/** Names of the files in a run's folder. */
export const runFiles = { log: 'log.jsonl', checkpoint: 'checkpoint.safetensors', model: 'model.json' } as const;

/** What a checkpoint must agree on with the run that goes on from it. */
function identityOf({ settings, sources, threads }: CalibrationRequest): string {
  return JSON.stringify({ settings, inputs: sources.map((s) => s.sha256), threads });
}

/** The state to begin with: the checkpoint's when resuming, a fresh one otherwise. */
function openState(request: CalibrationRequest): { state: TrainerState; logBytes: number } {
  const path = join(request.folder, runFiles.checkpoint);
  const log = join(request.folder, runFiles.log);
  if (!request.resume && (existsSync(path) || existsSync(log))) {
    throw new ExcursaError(
      'usage',
      `calibrate: expected a folder without a calibration, got ${request.folder}, which holds one; try --resume to go on or another --out`,
    );
  }
  if (!existsSync(path)) return { state: startState(request.settings, request.sections), logBytes: 0 };
  const { state, extra } = decodeState(readFileSync(path), path);
  if (extra.identity !== identityOf(request)) {
    throw new ExcursaError(
      'usage',
      `calibrate --resume: expected the images, settings and --threads with which ${request.folder} began, got others; try the original command, or another --out`,
    );
  }
  return { state, logBytes: Number(extra.logBytes) };
}

/** Relative errors at the evaluation at which the kept parameters were found. */
function finalErrors(entries: readonly LogEntry[]): LogEntry | undefined {
  return entries.findLast((e) => e.best) ?? entries.findLast((e) => e.volumeFractionErrors);
}

/** The model that a state would give now: the best parameters, or the running average where none were judged yet. */
function modelOf(request: CalibrationRequest, state: TrainerState, record: ModelRecord): ExcursionModel {
  const { settings, sections } = request;
  const candidate = state.candidates[state.active[state.position]];
  const raw = state.best?.raw ?? candidate.average;
  return {
    record,
    family: settings.family,
    values: toValues(parametersOf(record, settings.family), raw),
    taper: taperOf(settings),
    zScale: 1,
    spacing: sections[0].grid.spacing,
    unit: sections[0].grid.unit,
    phases: sections[0].phases,
    order: candidate.order,
  };
}

function modelFileOf(
  request: CalibrationRequest,
  state: TrainerState,
  model: ExcursionModel,
  entries: readonly LogEntry[],
): ModelFile {
  const errors = finalErrors(entries);
  return toModelFile(model, request.version, {
    sources: request.sources.map(({ path, sha256, bytes }) => ({ file: path, sha256, bytes })),
    settings: { ...request.settings },
    descriptorErrors: model.phases.map((phase, i) => ({
      phase: phase.name,
      volumeFraction: errors?.volumeFractionErrors?.[i] ?? null,
      specificSurfaceArea: errors?.surfaceAreaErrors?.[i] ?? null,
    })),
    step: state.best?.step ?? 0,
  });
}

const readLog = (path: string): LogEntry[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogEntry);

/**
 * Calibrates a model to sections. After every evaluation the state is written to the folder; killed at any moment, the same request with
 * `resume` ends in the same model.
 * @throws ExcursaError (usage, input) for sections or settings that cannot work, (interrupted) when stopped by the signal,
 * (numeric) when the parameters leave the finite numbers, (resource) when the folder cannot be written.
 */
export async function calibrate(request: CalibrationRequest): Promise<CalibrationResult> {
  const { folder, settings, sections } = request;
  const record = presets[settings.model];
  checkSections(sections, record, settings);
  ordersToTry(settings.order, sections[0].phases);
  const target: Target = measureTarget(sections, maxLagOf(settings));
  await ensureOutputFolder(folder);
  const { state, logBytes } = openState(request);
  const logPath = join(folder, runFiles.log);
  // Lines written after the checkpoint will be written again.
  if (existsSync(logPath)) truncateSync(logPath, logBytes);
  else appendFileSync(logPath, '');
  const trainer = new Trainer(settings, sections, target, state, request.threads);
  const save = (): Promise<void> => {
    const extra = { identity: identityOf(request), logBytes: String(statSync(logPath).size) };
    return writeFileAtomic(join(folder, runFiles.checkpoint), encodeState(trainer.snapshot(), extra));
  };
  try {
    while (trainer.state.stage !== 'done') {
      const { entry, checkpoint } = await trainer.step();
      if (!trainer.state.candidates.every((c) => c.raw.every(Number.isFinite))) {
        throw new ExcursaError(
          'numeric',
          'calibrate: expected finite parameters, got one that is not; try a lower --generator-rate or another --seed',
        );
      }
      appendFileSync(logPath, `${JSON.stringify(entry)}\n`);
      request.onStep?.(entry, trainer.state);
      const stopped = request.signal?.aborted ?? false;
      if (checkpoint || stopped || trainer.state.stage === ('done' as string)) await save();
      if (stopped) {
        throw new ExcursaError(
          'interrupted',
          `calibrate: stopped after step ${entry.step}; try the same command with --resume to go on`,
        );
      }
    }
  } finally {
    await trainer.close();
  }
  const entries = readLog(logPath);
  const model = modelOf(request, trainer.state, record);
  const file = modelFileOf(request, trainer.state, model, entries);
  await writeFileAtomic(join(folder, runFiles.model), `${JSON.stringify(file, null, 1)}\n`);
  const scalars = Object.fromEntries(record.scalars.map((p, i) => [p.name, model.values[i]]));
  return { model, file, entries, signatures: findSignatures({ entries, settings, scalars }) };
}
