import { ExcursaError } from '../../../errors.ts';
import { classes } from '../../../phase/index.ts';
import type { DescriptorErrors, TriedOrder } from '../../calibration.ts';
import { type MethodName, olderLosses, settingsSchema } from '../../settings.ts';
import { checkpointNames } from '../../store.ts';
import type { TwoPointTarget } from '../../two-point/two-point-loss.ts';
import type { FitTask } from '../method.ts';
import { decodeState, encodeState, type TrainerState } from './checkpoint.ts';
import { type ParameterRegion, stageSteps } from './stages.ts';
import { Trainer } from './trainer.ts';
import type { LogEntry } from './training-log.ts';

/** What a checkpoint must agree on with the calibration that goes on from it. */
function identityOf({ settings, inputs, threads, record }: FitTask): string {
  const own = classes[record.name]?.record === record ? undefined : record;
  return JSON.stringify({ settings, inputs, threads, record: own });
}

/** An identity with the defaults of settings that a calibration begun by an earlier version did not have. */
function completed(identity: string, method: MethodName): string {
  const { settings, ...rest } = JSON.parse(identity) as { settings: Record<string, unknown> };
  const { loss, ...own } = settings;
  const older = loss === undefined ? {} : { method, ...olderLosses[loss as keyof typeof olderLosses] };
  const { success, data } = settingsSchema.safeParse({ ...own, ...older });
  return success ? JSON.stringify({ settings: data, ...rest }) : identity;
}

/** A checkpoint and how long the log was when it was written. */
export interface Checkpoint {
  readonly state: TrainerState;
  readonly logBytes: number;
}

/** The checkpoint of the store, if it has one. @throws ExcursaError (usage) for one of another calibration. */
export async function openCheckpoint(task: FitTask): Promise<Checkpoint | undefined> {
  const bytes = await task.store?.read(checkpointNames.checkpoint);
  if (!bytes) return undefined;
  const { state, extra } = decodeState(bytes, checkpointNames.checkpoint);
  const { method } = task.settings;
  if (completed(extra.identity, method) !== completed(identityOf(task), method)) {
    throw new ExcursaError({
      kind: 'usage',
      what: ['calibrate ', { setting: 'resume' }],
      expected: ['the images, settings and ', { setting: 'threads' }, ' with which this calibration began'],
      got: 'others',
      remedy: ['the original command, or another ', { setting: 'folder' }],
    });
  }
  return { state, logBytes: Number(extra.logBytes) };
}

const encoder = new TextEncoder();

/** The log of a training: in memory, and in a store where there is one. */
class TrainingLog {
  readonly entries: LogEntry[];
  readonly #store: FitTask['store'];
  #bytes: number;

  private constructor(store: FitTask['store'], bytes: number, entries: LogEntry[]) {
    this.#store = store;
    this.#bytes = bytes;
    this.entries = entries;
  }

  /** Opens the log as it was at a checkpoint: lines written after it will be written again. */
  static async open(store: FitTask['store'], checkpoint: Checkpoint | undefined): Promise<TrainingLog> {
    const bytes = checkpoint?.logBytes ?? 0;
    const kept = bytes > 0 ? await store?.read(checkpointNames.log) : undefined;
    const lines = new TextDecoder().decode(kept?.subarray(0, bytes)).split('\n');
    const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LogEntry);
    await store?.extend(checkpointNames.log, bytes, new Uint8Array());
    return new TrainingLog(store, bytes, entries);
  }

  /** Length in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  async add(entry: LogEntry): Promise<void> {
    this.entries.push(entry);
    const line = encoder.encode(`${JSON.stringify(entry)}\n`);
    await this.#store?.extend(checkpointNames.log, this.#bytes, line);
    this.#bytes += line.length;
  }
}

/** What a training ended with. */
export interface Trained {
  readonly order: readonly number[];
  /** The parameters that its evaluations judged best, if any were judged. */
  readonly best: { readonly raw: Float64Array; readonly step: number } | null;
  /** Running average of the parameters at the end. */
  readonly average: Float64Array;
  /** Steps of the last stage. */
  readonly stageStep: number;
  readonly log: readonly LogEntry[];
  readonly orders: readonly TriedOrder[];
}

/**
 * Trains from a state on until it is done, with a log line a step and a checkpoint after every evaluation.
 * @param checkpoint - from which the state comes. @param region - around the state's optimum of an earlier fit.
 * @throws ExcursaError (interrupted) when stopped by the signal, (numeric) when the parameters leave the finite
 * numbers.
 */
export async function train(
  task: FitTask,
  target: TwoPointTarget,
  state: TrainerState,
  checkpoint: Checkpoint | undefined,
  region?: ParameterRegion,
): Promise<Trained> {
  const { settings, images, store, signal, onProgress } = task;
  const log = await TrainingLog.open(store, checkpoint);
  const trainer = new Trainer(task, target, state, region);
  const save = async (): Promise<void> => {
    const extra = { identity: identityOf(task), logBytes: String(log.bytes) };
    await store?.write(checkpointNames.checkpoint, encodeState(trainer.snapshot(), extra));
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
      await log.add(entry);
      const { stageStep, best } = trainer.state;
      const stage = trainer.state.stage as TrainerState['stage'];
      const total = stageSteps(settings, entry.stage);
      onProgress({ kind: 'training', entry, done: stage === entry.stage ? stageStep : total, total, best });
      const stopped = signal?.aborted ?? false;
      if (checkpoint || stopped || stage === 'done') await save();
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
  const orders = candidates
    .map(({ order, misfit }) => ({
      order: order.map((phase) => images[0].phases[phase].label),
      loss: misfit ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.loss - b.loss);
  return { order, best, average, stageStep, log: log.entries, orders };
}

/** Errors that an entry of the log measured. */
function measuredErrors(entry: LogEntry | undefined): DescriptorErrors | undefined {
  return entry?.volumeFractionErrors && entry.surfaceAreaErrors
    ? { volumeFraction: entry.volumeFractionErrors, specificSurfaceArea: entry.surfaceAreaErrors }
    : undefined;
}

/**
 * The parameters of a training that are kept: the best, or the running average where none were judged or the last are
 * wanted.
 * @returns with them the step at which they were found, and their errors where they were measured.
 */
export function keptParameters(
  { settings }: FitTask,
  { best, average, log }: Trained,
): { readonly raw: Float64Array; readonly step: number; readonly errors: DescriptorErrors | undefined } {
  const evaluated = log.findLast((entry) => entry.surfaceAreaErrors);
  const judged = log.findLast((entry) => entry.best);
  if (settings.keep === 'last') {
    const step = log.filter(({ stage }) => stage === 'alternating').length;
    return { raw: average, step, errors: measuredErrors(evaluated ?? judged) };
  }
  // After a fit that is not refined the errors are the fit's own.
  const errors = measuredErrors(judged ?? (settings.method === 'training' ? evaluated : undefined));
  return { raw: best?.raw ?? average, step: best?.step ?? 0, errors };
}
