import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { ExcursaError } from '../errors.ts';
import { ensureOutputFolder, writeFileAtomic } from '../io/index.ts';
import { presets } from '../phase/index.ts';
import { type ClosedFormFit, fitClosedForm, prepareFit } from './closed-form/closed-form.ts';
import type { FitSetup } from './closed-form/problem.ts';
import type { ClosedFormSummary } from './closed-form/result.ts';
import { modelTolerance } from './closed-form/statistics.ts';
import { createTrustRegion } from './closed-form/trust-region.ts';
import type { LogEntry } from './log.ts';
import { ordersToTry } from './orders.ts';
import { finish } from './outcome.ts';
import { type CalibrationRequest, type CalibrationResult, runFiles } from './request.ts';
import { checkAcross, checkSections } from './sections.ts';
import { maxLagOf, type Settings, taperOf } from './settings.ts';
import { prepareSimulated, searchSimulated } from './simulated/search.ts';
import { decodeState, encodeState, type TrainerState } from './state.ts';
import { measureTarget, type Target } from './target.ts';
import { startState, Trainer } from './trainer.ts';

/** What a checkpoint must agree on with the run that goes on from it. */
function identityOf({ settings, sources, threads }: CalibrationRequest): string {
  return JSON.stringify({ settings, inputs: sources.map((s) => s.sha256), threads });
}

/** Refuses to write over another calibration. */
function checkFolder({ folder, resume }: CalibrationRequest): void {
  if (!resume && Object.values(runFiles).some((name) => existsSync(join(folder, name)))) {
    throw new ExcursaError(
      'usage',
      `calibrate: expected a folder without a calibration, got ${folder}, which holds one; try --resume to go on or another --out`,
    );
  }
}

/** The checkpoint of the folder, if it has one. */
function openCheckpoint(request: CalibrationRequest): { state: TrainerState; logBytes: number } | undefined {
  const path = join(request.folder, runFiles.checkpoint);
  if (!existsSync(path)) return undefined;
  const { state, extra } = decodeState(readFileSync(path), path);
  if (extra.identity !== identityOf(request)) {
    throw new ExcursaError(
      'usage',
      `calibrate --resume: expected the images, settings and --threads with which ${request.folder} began, got others; try the original command, or another --out`,
    );
  }
  return { state, logBytes: Number(extra.logBytes) };
}

const readLog = (path: string): LogEntry[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogEntry);

/** Fits the exact two-point functions and leaves the summary in the folder. */
async function runExact(request: CalibrationRequest, setup: FitSetup): Promise<ClosedFormFit> {
  const { settings, sections, threads, signal, onExact, folder } = request;
  const fit = await fitClosedForm(settings, sections, {
    threads,
    setup,
    ...(signal && { signal }),
    ...(onExact && { onProgress: onExact }),
  });
  await writeFileAtomic(join(folder, runFiles.exactFit), `${JSON.stringify(fit.summary, null, 1)}\n`);
  return fit;
}

/** The settings with the loss that the model class can have. @throws ExcursaError (usage) for one that it cannot. */
function settingsFor({ settings, across }: CalibrationRequest): Settings {
  const { model, loss } = settings;
  const hasGrains = 'grains' in presets[model];
  if (loss !== 'simulated' && !hasGrains) return settings;
  if (hasGrains && loss !== 'simulated' && loss !== 'closed-form') {
    throw new ExcursaError(
      'usage',
      `calibrate: expected --loss simulated for the model ${model}, whose two-point functions have no closed form, got ${loss}; try without --loss`,
    );
  }
  if (across) {
    throw new ExcursaError(
      'usage',
      `calibrate: expected no --anisotropy with a fit by simulation, got one; try --model assb for the scale along z`,
    );
  }
  return { ...settings, loss: 'simulated' };
}

/** Fits by simulated images. */
async function runSimulated(request: CalibrationRequest): Promise<CalibrationResult> {
  const { settings, sections, threads, signal, onSimulated } = request;
  const setup = await prepareSimulated(settings, sections);
  await ensureOutputFolder(request.folder);
  const { order, raw, volumeFractionErrors, surfaceAreaErrors } = await searchSimulated(settings, sections, setup, {
    threads,
    ...(signal && { signal }),
    ...(onSimulated && { onProgress: onSimulated }),
  });
  const errors = { volumeFraction: volumeFractionErrors, specificSurfaceArea: surfaceAreaErrors };
  return finish(request, { order, raw, taper: setup.taper, step: 0, errors }, [], undefined);
}

/** Trains by realisations, from random starts or, for the combined loss, from the exact optimum and within its trust region. */
async function runTraining(
  request: CalibrationRequest,
  target: Target,
  setup: FitSetup | undefined,
): Promise<CalibrationResult> {
  const { folder, settings, sections } = request;
  const checkpoint = openCheckpoint(request);
  const fit = setup && !checkpoint ? await runExact(request, setup) : undefined;
  const state = checkpoint?.state ?? startState(settings, sections, fit);
  const summaryPath = join(folder, runFiles.exactFit);
  const exactFit =
    fit?.summary ??
    (setup && existsSync(summaryPath)
      ? (JSON.parse(readFileSync(summaryPath, 'utf8')) as ClosedFormSummary)
      : undefined);
  // A resumed run takes the smoothness that cross-validation chose from the summary.
  const smoothness = exactFit?.smoothness?.weight ?? setup?.weights.smoothness ?? 0;
  const regionSetup = setup && { ...setup, weights: { ...setup.weights, smoothness } };
  const region =
    regionSetup && state.anchor
      ? createTrustRegion(regionSetup, state.candidates[0].order, state.anchor, {
          trust: settings.trust,
          seed: settings.seed,
          discrepancy: exactFit?.discrepancy ?? modelTolerance,
        })
      : undefined;
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
    // The exact optimum is kept as soon as it is known.
    if (fit) await save();
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
  const { best, candidates, active, position } = trainer.state;
  const candidate = candidates[active[position]];
  // The best parameters, or the running average where none were judged.
  const raw = best?.raw ?? candidate.average;
  const found = { order: candidate.order, raw, taper: taperOf(settings), step: best?.step ?? 0 };
  return finish(request, found, readLog(logPath), exactFit);
}

/**
 * Calibrates a model to sections. The exact fit takes seconds and is written when it is complete. Training writes its state to the folder after
 * every evaluation; killed at any moment, the same request with `resume` ends in the same model.
 * @throws ExcursaError (usage, input) for sections or settings that cannot work, (interrupted) when stopped by the signal,
 * (numeric) when the parameters leave the finite numbers, (resource) when the folder cannot be written.
 */
export async function calibrate(asked: CalibrationRequest): Promise<CalibrationResult> {
  const request = { ...asked, settings: settingsFor(asked) };
  const { folder, settings, sections } = request;
  checkSections(sections, presets[settings.model], settings);
  if (request.across) checkAcross(request.across.maps, sections[0]);
  ordersToTry(settings.order, sections[0].phases);
  checkFolder(request);
  if (settings.loss === 'simulated') return runSimulated(request);
  // Data that cannot work are refused before anything is written.
  const isExact = settings.loss === 'closed-form';
  const setup = isExact || settings.loss === 'combined' ? prepareFit(settings, sections) : undefined;
  const target = isExact ? undefined : await measureTarget(sections, maxLagOf(settings));
  await ensureOutputFolder(folder);
  if (target) return runTraining(request, target, setup);
  const fit = await runExact(request, setup ?? prepareFit(settings, sections));
  const { order, raw, summary } = fit;
  return finish(request, { order, raw, taper: fit.setup.taper, step: 0 }, [], summary);
}
