import {
  type CalibrationSource,
  type CheckpointStore,
  calibrate,
  calibrationFile,
  checkpointNames,
  defaultMethod,
  type ExactFit,
  fitExact,
  type LogEntry,
  readJson,
  type Settings,
  settingsSchema,
  storeWithin,
  writeJson,
} from '../calibrate/index.ts';
import { type Comparison, isCompared, isOverall, validate } from '../compare/index.ts';
import { networkRuntime } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { classes, type ModelRecord, usualClass } from '../phase/index.ts';
import { discriminantTest, drawForRealism, lookDistance } from '../realism/index.ts';
import { type AblationResult, type Budget, readProgress, type Study, studyNames } from './results.ts';
import { type VariantName, variants } from './variants.ts';

/** What an ablation needs. */
export interface AblationRequest {
  readonly images: readonly PhaseMap[];
  /** Files of the images. */
  readonly sources: readonly CalibrationSource[];
  /** Name of the material in tables. */
  readonly name: string;
  readonly variants: readonly VariantName[];
  readonly seeds: number;
  readonly budget: Budget;
  /** Further settings that all variants share. */
  readonly shared: Partial<Settings>;
  /** Where finished calibrations are kept, and unfinished ones leave their state. */
  readonly store: CheckpointStore;
  readonly threads: number;
  readonly version: string;
  /** Milliseconds of a clock, for the time that a calibration takes. */
  readonly clock: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: { task: string; done: number; total: number; detail: string }) => void;
}

/** The errors of a comparison, all axes together, each the largest over the phases, without sign. */
function errorsOf({ phases, twoPoint }: Comparison): Pick<AblationResult, 'errors' | 'twoPoint'> {
  const errors: Record<string, number> = {};
  for (const own of phases.flatMap(({ quantities }) => quantities)) {
    if (isOverall(own) && isCompared(own)) errors[own.name] = Math.max(errors[own.name] ?? 0, Math.abs(own.error));
  }
  return { errors, twoPoint: twoPoint.rootMeanSquareError };
}

/** The record of the class that settings name, or of the usual one. */
const recordOf = ({ model }: Settings, images: readonly PhaseMap[]): ModelRecord =>
  (model === undefined ? usualClass(images[0].phases.length) : classes[model]).record;

/** Share of the alternating steps in which the discriminator learned. */
function learnedOf(entries: readonly LogEntry[]): number | null {
  const steps = entries.filter(({ stage, updated }) => stage === 'alternating' && updated !== undefined);
  return steps.length === 0 ? null : steps.filter(({ updated }) => updated).length / steps.length;
}

/**
 * Settings of a variant; window, taper and lags are the same for all, so that the exact fit's curves are those that
 * training sees.
 */
function settingsOf({ budget, shared }: AblationRequest, seed: number, variant: VariantName): Settings {
  const { window, batch, pretraining, iterations, starts } = budget;
  return settingsSchema.parse({
    ...{ window, batch, iterations, starts, seed, generatorSteps: pretraining, discriminatorSteps: pretraining },
    // Every step may be the last: all are judged that the budget allows.
    patience: Math.max(1, iterations),
    ...{ taper: window / 2, maxLag: Math.floor(0.4 * window) },
    ...shared,
    ...variants[variant].settings,
  });
}

/** The ablation of one material: exact fits are made once a seed, finished calibrations are not made again. */
class Ablation {
  readonly #request: AblationRequest;
  readonly #fits = new Map<string, { readonly fit: ExactFit; readonly seconds: number }>();

  constructor(request: AblationRequest) {
    this.#request = request;
  }

  async #fit(settings: Settings): Promise<{ readonly fit: ExactFit; readonly seconds: number }> {
    const key = `${settings.seed}, ${settings.wideStarts}`;
    const known = this.#fits.get(key);
    if (known) return known;
    const { images, threads, clock } = this.#request;
    const began = clock();
    const record = recordOf(settings, images);
    const made = { fit: await fitExact(settings, images, { threads, record }), seconds: (clock() - began) / 1000 };
    this.#fits.set(key, made);
    return made;
  }

  /**
   * Calibrates one variant under one seed and measures it; a finished one is left as it is, an interrupted one goes on
   * from its state.
   */
  async run(variant: VariantName, seed: number): Promise<void> {
    const { images, sources, threads, version, budget, clock, signal } = this.#request;
    const store = storeWithin(this.#request.store, studyNames.run(variant, seed));
    if (await store.read(studyNames.result)) return;
    const settings = settingsOf(this.#request, seed, variant);
    const isExact = (settings.method ?? defaultMethod(recordOf(settings, images))) === 'exact';
    const exact = isExact ? await this.#fit(settings) : undefined;
    const began = clock();
    const calibration = await calibrate(images, settings, {
      ...{ threads, store, signal, exactFit: exact?.fit },
      inputs: sources.map(({ sha256 }) => sha256),
    });
    const { model, log, exactFit } = calibration;
    if (exactFit) await writeJson(store, checkpointNames.exactFit, exactFit);
    await writeJson(store, 'model.json', calibrationFile(calibration, { version, sources }));
    const seconds = (clock() - began) / 1000 + (exact?.seconds ?? 0);
    // The same noise for all variants: their differences scatter less than they do.
    const common = { seed: seed + 1000, threads };
    const { comparison } = await validate(model, images, {
      ...common,
      realisations: budget.realisations,
      full: false,
    });
    const drawn = await drawForRealism(model, images, common);
    const { accuracy } = discriminantTest(images, drawn).modelAgainstData;
    const { value, expected } = lookDistance(images, drawn);
    const learned = learnedOf(log);
    const look = value / expected;
    const result: AblationResult = { variant, seed, ...errorsOf(comparison), accuracy, look, learned, seconds };
    await writeJson(store, studyNames.result, result);
  }

  /** The data against themselves, once a seed. */
  async control(seed: number): Promise<void> {
    const { store, images } = this.#request;
    const name = studyNames.control(seed);
    if ((await readJson<number>(store, name)) !== undefined) return;
    // The linear discriminant draws nothing: all seeds have the same control.
    await writeJson(store, name, discriminantTest(images, images).dataAgainstData.accuracy);
  }
}

/** Leaves a note of what the store's study is, and refuses to mix it with another. */
async function claimStore({ store, name, budget, shared, sources }: AblationRequest): Promise<void> {
  const own = { name, budget, order: shared.order ?? 'auto', shared, inputs: sources.map(({ sha256 }) => sha256) };
  const known = await readJson<unknown>(store, studyNames.study);
  if (known && JSON.stringify(known) !== JSON.stringify(own)) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'study',
      expected: 'the images, name and budget with which this study began',
      got: 'others',
      remedy: ['the original options, or another ', { setting: 'folder' }],
    });
  }
  await writeJson(store, studyNames.study, own);
}

/**
 * Runs all variants under the first seed, then all under the next, so that a study that is stopped has compared all.
 * Goes on where it was stopped.
 * @throws ExcursaError (usage) for a store with another study, (resource) where no networks can run.
 */
export async function runAblation(request: AblationRequest): Promise<Study> {
  // All variants are tested by networks: where none can run, nothing is begun.
  await networkRuntime().load?.();
  await claimStore(request);
  const ablation = new Ablation(request);
  const total = request.variants.length * request.seeds;
  for (let seed = 1, done = 0; seed <= request.seeds; seed++) {
    await ablation.control(seed);
    for (const variant of request.variants) {
      const detail = `${variant}, seed ${seed}`;
      request.onProgress({ task: `ablation of ${request.name}`, done: done++, total, detail });
      await ablation.run(variant, seed);
    }
  }
  return (await readProgress(request.store))!;
}
