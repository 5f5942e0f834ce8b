import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ClosedFormFit,
  calibrate,
  fitClosedForm,
  type LogEntry,
  runFiles,
  type Settings,
  settingsSchema,
} from '../../calibrate/index.ts';
import { type Comparison, findCompared, isCompared, validate } from '../../compare/index.ts';
import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import type { Source } from '../../io/index.ts';
import { ensureOutputFolder, writeFileAtomic } from '../../node/index.ts';
import { drawForRealism, separateData, separateModel } from '../../realism/index.ts';
import { type AblationResult, type Budget, readStudies, type Study, studyFiles } from './results.ts';
import { type VariantName, variants } from './variants.ts';

/** What an ablation needs. */
export interface AblationRequest {
  readonly sections: readonly PhaseMap[];
  readonly sources: readonly Source[];
  /** Name of the material in tables. */
  readonly name: string;
  readonly variants: readonly VariantName[];
  readonly seeds: number;
  readonly budget: Budget;
  /** Further settings that all variants share. */
  readonly shared: Partial<Settings>;
  readonly folder: string;
  readonly threads: number;
  readonly version: string;
  readonly onProgress: (progress: { task: string; done: number; total: number; detail: string }) => void;
}

/** The largest error of a quantity over the phases, without sign. */
const largest = ({ phases }: Comparison, name: string): number =>
  phases.reduce((most, phase) => {
    const own = findCompared(phase, name);
    return own && isCompared(own) ? Math.max(most, Math.abs(own.error)) : most;
  }, 0);

/** The errors of a comparison, each the largest over the phases. */
function errorsOf(comparison: Comparison) {
  return {
    volumeFraction: largest(comparison, 'volumeFraction'),
    specificSurfaceArea: largest(comparison, 'specificSurfaceArea'),
    meanChord: largest(comparison, 'chordLength'),
    chordStd: largest(comparison, 'chordLengthStd'),
    linealPath: largest(comparison, 'linealPath'),
    eulerNumber: largest(comparison, 'eulerNumber'),
    twoPoint: comparison.twoPoint.rootMeanSquareError,
  };
}

/** Share of the alternating steps in which the discriminator learned. */
function learnedOf(entries: readonly LogEntry[]): number | null {
  const steps = entries.filter(({ stage, updated }) => stage === 'alternating' && updated !== undefined);
  return steps.length === 0 ? null : steps.filter(({ updated }) => updated).length / steps.length;
}

/** Settings of a variant; window, taper and lags are the same for all, so that the exact fit's curves are those that training sees. */
function settingsOf({ budget, shared }: AblationRequest, seed: number, variant?: VariantName): Settings {
  const { window, batch, pretraining, iterations, starts } = budget;
  return settingsSchema.parse({
    ...{ window, batch, iterations, starts, seed, generatorSteps: pretraining, discriminatorSteps: pretraining },
    ...{ taper: window / 2, maxLag: Math.floor(0.4 * window) },
    ...shared,
    ...(variant && variants[variant].settings),
  });
}

const kept = <T>(path: string): T | undefined =>
  existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;

/** The ablation of one material: exact fits are made once a seed, finished calibrations are not made again. */
class Ablation {
  readonly #request: AblationRequest;
  readonly #fits = new Map<number, { readonly fit: ClosedFormFit; readonly seconds: number }>();

  constructor(request: AblationRequest) {
    this.#request = request;
  }

  async #fit(seed: number): Promise<{ readonly fit: ClosedFormFit; readonly seconds: number }> {
    const known = this.#fits.get(seed);
    if (known) return known;
    const { sections, threads } = this.#request;
    const began = performance.now();
    const fit = await fitClosedForm(settingsOf(this.#request, seed), sections, { threads });
    const made = { fit, seconds: (performance.now() - began) / 1000 };
    this.#fits.set(seed, made);
    return made;
  }

  /** Calibrates one variant under one seed and measures it; a finished one is left as it is, an interrupted one goes on from its checkpoint. */
  async run(variant: VariantName, seed: number): Promise<void> {
    const { sections, sources, threads, version, budget } = this.#request;
    const folder = join(this.#request.folder, studyFiles.run(variant, seed));
    const path = join(folder, studyFiles.result);
    if (existsSync(path)) return;
    const resume = existsSync(join(folder, runFiles.checkpoint));
    // Without a checkpoint what an interrupted run has left is of no use.
    if (!resume) rmSync(folder, { recursive: true, force: true });
    const settings = settingsOf(this.#request, seed, variant);
    const exact = settings.loss === 'closed-form' || settings.loss === 'combined' ? await this.#fit(seed) : undefined;
    const began = performance.now();
    const { model, entries } = await calibrate({
      ...{ sections, sources, settings, folder, threads, version, resume },
      ...(exact && { fit: exact.fit }),
    });
    const seconds = (performance.now() - began) / 1000 + (exact?.seconds ?? 0);
    // The same noise for all variants: their differences scatter less than they do.
    const common = { seed: seed + 1000, threads };
    const { comparison } = await validate(model, sections, {
      ...common,
      realisations: budget.realisations,
      full: false,
    });
    const { accuracy } = await separateModel(
      sections,
      await drawForRealism(model, sections, common),
      this.#realism(seed),
    );
    const learned = learnedOf(entries);
    const result: AblationResult = { variant, seed, ...errorsOf(comparison), accuracy, learned, seconds };
    await writeFileAtomic(path, `${JSON.stringify(result, null, 1)}\n`);
  }

  #realism(seed: number) {
    const { budget, threads } = this.#request;
    return { seed: seed + 1000, threads, steps: budget.realismSteps, window: budget.realismWindow };
  }

  /** The data against themselves, once a seed. */
  async control(seed: number): Promise<void> {
    const { folder, sections } = this.#request;
    const path = join(folder, studyFiles.control(seed));
    if (kept<number>(path) !== undefined) return;
    const { accuracy } = await separateData(sections, this.#realism(seed));
    await writeFileAtomic(path, `${JSON.stringify(accuracy)}\n`);
  }
}

/** Leaves a note of what the folder's study is, and refuses to mix it with another. */
async function claimFolder({ folder, name, budget, shared, sources }: AblationRequest): Promise<void> {
  await ensureOutputFolder(folder);
  const path = join(folder, studyFiles.study);
  const own = { name, budget, order: shared.order ?? 'auto', shared, inputs: sources.map(({ sha256 }) => sha256) };
  const text = `${JSON.stringify(own, null, 1)}\n`;
  if (existsSync(path) && readFileSync(path, 'utf8') !== text) {
    throw new ExcursaError(
      'usage',
      `study: expected the images, name and budget with which ${folder} began, got others; try the original options, or another --out`,
    );
  }
  await writeFileAtomic(path, text);
}

/**
 * Runs all variants under the first seed, then all under the next, so that a study that is stopped has compared all. Goes on where it was stopped.
 * @throws ExcursaError (usage) for a folder with another study.
 */
export async function runAblation(request: AblationRequest): Promise<Study> {
  await claimFolder(request);
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
  const [study] = readStudies(request.folder);
  return study;
}
