import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { ExcursaError } from '../../../errors.ts';
import { writeFileAtomic } from '../../../node/index.ts';
import { type CalibrationRequest, runFiles } from '../../request.ts';
import { settingsSchema } from '../../settings.ts';
import type { Target } from '../../two-point/image-features.ts';
import type { TrustRegion } from '../exact/trust-region.ts';
import type { LogEntry } from './log.ts';
import { decodeState, encodeState, type TrainerState } from './state.ts';
import { Trainer } from './trainer.ts';

/** What a checkpoint must agree on with the run that goes on from it. */
function identityOf({ settings, sources, threads }: CalibrationRequest): string {
  return JSON.stringify({ settings, inputs: sources.map((s) => s.sha256), threads });
}

/** An identity with the defaults of settings that a run begun by an earlier version does not know. */
function completed(identity: string): string {
  const { settings, ...rest } = JSON.parse(identity) as Record<string, unknown>;
  const { success, data } = settingsSchema.safeParse(settings);
  return success ? JSON.stringify({ settings: data, ...rest }) : identity;
}

/** A checkpoint and how long the log was when it was written. */
export interface Checkpoint {
  readonly state: TrainerState;
  readonly logBytes: number;
}

/** The checkpoint of the folder, if it has one. @throws ExcursaError (usage) for one of another calibration. */
export function openCheckpoint(request: CalibrationRequest): Checkpoint | undefined {
  const path = join(request.folder, runFiles.checkpoint);
  if (!existsSync(path)) return undefined;
  const { state, extra } = decodeState(readFileSync(path), path);
  if (completed(extra.identity) !== completed(identityOf(request))) {
    throw new ExcursaError({
      kind: 'usage',
      what: ['calibrate ', { setting: 'resume' }],
      expected: ['the images, settings and ', { setting: 'threads' }, ` with which ${request.folder} began`],
      got: 'others',
      remedy: ['the original command, or another ', { setting: 'folder' }],
    });
  }
  return { state, logBytes: Number(extra.logBytes) };
}

const readLog = (path: string): LogEntry[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogEntry);

/** What a training ended with. */
export interface Trained {
  readonly order: readonly number[];
  /** The parameters that its evaluations judged best, if any were judged. */
  readonly best: { readonly raw: Float64Array; readonly step: number } | null;
  /** Running average of the parameters at the end. */
  readonly average: Float64Array;
  readonly step: number;
  readonly entries: readonly LogEntry[];
}

/**
 * Trains from a state on until it is done, with a log line a step and a checkpoint after every evaluation.
 * @param checkpoint - from which the state comes. @param region - around the state's exact optimum.
 * @throws ExcursaError (interrupted) when stopped by the signal, (numeric) when the parameters leave the finite numbers.
 */
export async function train(
  request: CalibrationRequest,
  target: Target,
  state: TrainerState,
  checkpoint: Checkpoint | undefined,
  region?: TrustRegion,
): Promise<Trained> {
  const { folder, settings, sections } = request;
  const logPath = join(folder, runFiles.log);
  // Lines written after the checkpoint will be written again.
  if (existsSync(logPath)) truncateSync(logPath, checkpoint?.logBytes ?? 0);
  else appendFileSync(logPath, '');
  const trainer = new Trainer(settings, sections, target, state, request.threads, region);
  const save = (): Promise<void> => {
    const extra = { identity: identityOf(request), logBytes: String(statSync(logPath).size) };
    return writeFileAtomic(join(folder, runFiles.checkpoint), encodeState(trainer.snapshot(), extra));
  };
  try {
    // An optimum to start from is kept as soon as it is known.
    if (state.anchor && !checkpoint) await save();
    while (trainer.state.stage !== 'done') {
      const { entry, checkpoint } = await trainer.step();
      if (!trainer.state.candidates.every((c) => c.raw.every(Number.isFinite))) {
        throw new ExcursaError({
          kind: 'numeric',
          what: 'calibrate',
          expected: 'finite parameters',
          got: 'one that is not',
          remedy: ['a lower ', { setting: 'generatorRate' }, ' or another ', { setting: 'seed' }],
        });
      }
      appendFileSync(logPath, `${JSON.stringify(entry)}\n`);
      request.onStep?.(entry, trainer.state);
      const stopped = request.signal?.aborted ?? false;
      if (checkpoint || stopped || trainer.state.stage === ('done' as string)) await save();
      if (stopped) {
        throw new ExcursaError({
          kind: 'interrupted',
          what: 'calibrate',
          event: `stopped after step ${entry.step}`,
          remedy: ['the same command with ', { setting: 'resume' }, ' to go on'],
        });
      }
    }
  } finally {
    await trainer.close();
  }
  const { best, candidates, active, position, stageStep } = trainer.state;
  const { order, average } = candidates[active[position]];
  return { order, best, average, step: stageStep, entries: readLog(logPath) };
}
