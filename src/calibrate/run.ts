import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExcursaError } from '../errors.ts';
import { ensureOutputFolder, writeFileAtomic } from '../node/index.ts';
import { classes, presets } from '../phase/index.ts';
import { type ClosedFormFit, fitClosedForm, prepareFit } from './methods/exact/closed-form.ts';
import type { FitSetup } from './methods/exact/problem.ts';
import type { ClosedFormSummary } from './methods/exact/result.ts';
import { modelTolerance } from './methods/exact/statistics.ts';
import { createTrustRegion } from './methods/exact/trust-region.ts';
import { centreSimulated, prepareSimulated, searchSimulated } from './methods/simulated/search.ts';
import { startState } from './methods/training/trainer.ts';
import { openCheckpoint, train } from './methods/training/training-run.ts';
import { ordersToTry } from './orders.ts';
import { finish, lastErrors } from './outcome.ts';
import { type CalibrationRequest, type CalibrationResult, runFiles } from './request.ts';
import { checkAcross, checkSections } from './sections.ts';
import { maxLagOf, type Settings, taperOf } from './settings.ts';
import { measureTarget, type Target } from './two-point/image-features.ts';

/** Refuses to write over another calibration. */
function checkFolder({ folder, resume }: CalibrationRequest): void {
  if (!resume && Object.values(runFiles).some((name) => existsSync(join(folder, name)))) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'calibrate',
      expected: 'a folder without a calibration',
      got: `${folder}, which holds one`,
      remedy: [{ setting: 'resume' }, ' to go on or another ', { setting: 'folder' }],
    });
  }
}

/** Fits the exact two-point functions and leaves the summary in the folder. */
async function runExact(request: CalibrationRequest, setup: FitSetup): Promise<ClosedFormFit> {
  const { settings, sections, threads, signal, onExact, folder } = request;
  const fit =
    request.fit ??
    (await fitClosedForm(settings, sections, {
      threads,
      setup,
      ...(signal && { signal }),
      ...(onExact && { onProgress: onExact }),
    }));
  await writeFileAtomic(join(folder, runFiles.exactFit), `${JSON.stringify(fit.summary, null, 1)}\n`);
  return fit;
}

/** The settings with the loss that the model class can have. @throws ExcursaError (usage) for one that it cannot. */
function settingsFor({ settings, across }: CalibrationRequest): Settings {
  const { model, loss } = settings;
  const isSimulated = classes[model].method === 'simulated';
  if (loss !== 'simulated' && !isSimulated) return settings;
  if (across) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'calibrate',
      expected: ['no ', { setting: 'anisotropy' }, ' with a fit by simulation'],
      got: 'one',
      remedy: [{ setting: 'model', value: 'assb' }, ' for the scale along z'],
    });
  }
  return { ...settings, loss: loss === 'closed-form' ? 'simulated' : loss };
}

/** Fits by simulated images, and with the combined loss lets the discriminator refine what they found. */
async function runSimulated(asked: CalibrationRequest): Promise<CalibrationResult> {
  const { sections, threads, signal, onSimulated, folder } = asked;
  const setup = await prepareSimulated(asked.settings, sections);
  // Both halves of a combined calibration have one taper.
  const settings = { ...asked.settings, taper: setup.taper };
  const request = { ...asked, settings };
  const refine = settings.loss === 'combined';
  const checkpoint = refine ? openCheckpoint(request) : undefined;
  await ensureOutputFolder(folder);
  const options = { threads, ...(signal && { signal }), ...(onSimulated && { onProgress: onSimulated }) };
  const fit = checkpoint ? undefined : await searchSimulated(settings, sections, setup, options);
  if (fit && !refine) {
    const errors = { volumeFraction: fit.volumeFractionErrors, specificSurfaceArea: fit.surfaceAreaErrors };
    return finish(request, { ...fit, taper: setup.taper, step: 0, errors }, [], undefined);
  }
  const target = await measureTarget(sections, maxLagOf(settings));
  const state = checkpoint?.state ?? startState(settings, sections, fit);
  const { order, average, step, entries } = await train(request, target, state, checkpoint);
  // Volume fractions of grains scatter more than they move here, so that evaluations cannot choose: the last average is kept and centred.
  const centred = await centreSimulated(settings, setup, order, average);
  const errors = { volumeFraction: centred.volumeFractionErrors, specificSurfaceArea: centred.surfaceAreaErrors };
  return finish(request, { order, raw: centred.raw, taper: setup.taper, step, errors }, entries, undefined);
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
  const { order, best, average, entries } = await train(request, target, state, checkpoint, region);
  const taper = taperOf(settings);
  if (settings.keep === 'last') {
    const step = entries.filter(({ stage }) => stage === 'alternating').length;
    const errors = lastErrors(entries);
    return finish(request, { order, raw: average, taper, step, ...(errors && { errors }) }, entries, exactFit);
  }
  // The best parameters, or the running average where none were judged.
  return finish(request, { order, raw: best?.raw ?? average, taper, step: best?.step ?? 0 }, entries, exactFit);
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
  const isSimulated = classes[settings.model].method === 'simulated';
  if (settings.loss === 'simulated' || (settings.loss === 'combined' && isSimulated)) return runSimulated(request);
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
