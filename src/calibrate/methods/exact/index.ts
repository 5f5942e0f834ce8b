import { exactRefusal, structureOf } from '../../../exact/index.ts';
import type { TriedOrder } from '../../calibration.ts';
import { checkLagsFit, checkWindow } from '../../image-checks.ts';
import { maxLagOf, ordersToTry, taperOf } from '../../settings.ts';
import { checkpointNames } from '../../store.ts';
import { measureTwoPointTarget } from '../../two-point/two-point-loss.ts';
import type { CalibrationMethod, FitTask, FittedParameters } from '../method.ts';
import { exactSettings } from '../method-settings.ts';
import { type ParameterRegion, startState } from '../training/stages.ts';
import { keptParameters, openCheckpoint, train } from '../training/training-run.ts';
import { type ExactFit, fitExact, prepareFit } from './exact-fit.ts';
import type { ExactFitSummary } from './fit-summary.ts';
import { largestLoss } from './optima.ts';
import type { FitSetup } from './problem.ts';
import { modelTolerance } from './statistics.ts';
import { createTrustRegion } from './trust-region.ts';
import { heldOutJudge, splitImages } from './unseen-images.ts';

/** The least loss of every order. */
function ordersOf({ starts }: ExactFitSummary): TriedOrder[] {
  const least = new Map<string, TriedOrder>();
  for (const { order, loss } of starts) {
    const known = least.get(order.join());
    if (!known || loss < known.loss) least.set(order.join(), { order, loss });
  }
  return [...least.values()].sort((a, b) => a.loss - b.loss);
}

/** Errors of the exact expectations. */
function errorsOf({ quantities }: ExactFitSummary) {
  const of = (name: string): number[] =>
    quantities.filter(({ quantity }) => quantity === name).map(({ error }) => error);
  return { volumeFraction: of('volume fraction'), specificSurfaceArea: of('specific surface area') };
}

/** The exact fit, from where it is known or made; `setup` is what it is fitted to. */
async function fitWith(task: FitTask, setup: ReturnType<typeof prepareFit>): Promise<ExactFit> {
  const { settings, images, record, threads, signal, onProgress, exactFit } = task;
  return exactFit ?? fitExact(settings, images, { threads, setup, record, onProgress, ...(signal && { signal }) });
}

async function fitAlone(task: FitTask): Promise<FittedParameters> {
  const setup = prepareFit(task.settings, task.images, task.record, task.family);
  await task.onChecked();
  const { order, raw, summary, setup: fitted } = await fitWith(task, setup);
  return {
    ...{ order, raw, taper: fitted.taper, step: 0, log: [] },
    ...{ errors: errorsOf(summary), orders: ordersOf(summary), exactFit: summary },
  };
}

/** What an earlier run left of its exact fit. */
async function keptSummary({ store }: FitTask): Promise<ExactFitSummary | undefined> {
  const bytes = await store?.read(checkpointNames.exactFit);
  return bytes && JSON.parse(new TextDecoder().decode(bytes));
}

/** Where the discriminator may lead, and who judges it. */
function regionOf(
  { settings, images, threads }: FitTask,
  setup: FitSetup,
  order: readonly number[],
  anchor: Float64Array,
  summary: ExactFitSummary | undefined,
): ParameterRegion {
  const { trust, seed, window } = settings;
  const expected = largestLoss(0, setup.statistics.features.length);
  const discrepancy = summary?.discrepancy ?? modelTolerance;
  const split = splitImages(images, window);
  return {
    ...createTrustRegion(setup, order, anchor, { trust, seed, discrepancy, expected }),
    images: split?.learned ?? images,
    judge: split && heldOutJudge(setup, split.held, order, { seed, threads }),
  };
}

/** Fits, then trains against a discriminator within the trust region of the optimum. */
async function fitAndRefine(task: FitTask): Promise<FittedParameters> {
  const { settings, images, record, store } = task;
  const setup = prepareFit(settings, images, record, task.family);
  const target = await measureTwoPointTarget(images, maxLagOf(settings));
  await task.onChecked();
  const checkpoint = await openCheckpoint(task);
  const fit = checkpoint ? undefined : await fitWith(task, setup);
  if (fit) {
    const text = `${JSON.stringify(fit.summary, null, 1)}\n`;
    await store?.write(checkpointNames.exactFit, new TextEncoder().encode(text));
  }
  const state = checkpoint?.state ?? startState(task, fit);
  const summary = fit?.summary ?? (await keptSummary(task));
  // A resumed run takes the smoothness that cross-validation chose from the summary.
  const smoothness = summary?.smoothness?.weight ?? setup.weights.smoothness;
  const fitted = { ...setup, weights: { ...setup.weights, smoothness } };
  const region = state.anchor ? regionOf(task, fitted, state.candidates[0].order, state.anchor, summary) : undefined;
  const trained = await train(task, target, state, checkpoint, region);
  const { order, log } = trained;
  const { raw, step, errors } = keptParameters(task, trained);
  return {
    ...{ order, raw, step, log, taper: taperOf(settings), exactFit: summary },
    errors: errors ?? (summary && errorsOf(summary)),
    orders: summary ? ordersOf(summary) : trained.orders,
  };
}

/** Fits exact two-point functions of Gaussian fields and their squares to those of the images. */
export const exact: CalibrationMethod = {
  name: 'exact',
  summary: 'exact two-point functions of the model are fitted to those of the images',
  settings: exactSettings,
  suits: (record) => exactRefusal(record) === undefined,
  check: ({ images, settings, record }) => {
    structureOf(record);
    if (settings.refinement === 'discriminator') checkWindow(images, settings);
    else checkLagsFit(images, settings);
    ordersToTry(settings.order, images[0].phases);
  },
  fit: (task) => (task.settings.refinement === 'discriminator' ? fitAndRefine(task) : fitAlone(task)),
};
