import { checkLagsFit, checkWindow } from '../../image-checks.ts';
import { maxLagOf, ordersToTry } from '../../settings.ts';
import { measureTwoPointTarget } from '../../two-point/two-point-loss.ts';
import type { CalibrationMethod, FitTask, FittedParameters } from '../method.ts';
import { simulatedSettings } from '../method-settings.ts';
import { startState } from '../training/stages.ts';
import { openCheckpoint, train } from '../training/training-run.ts';
import { centreSimulated, prepareSimulated, searchSimulated } from './search.ts';

/** Fits, then trains against a discriminator; both parts have one taper. */
async function fit(asked: FitTask): Promise<FittedParameters> {
  const setup = await prepareSimulated(asked.settings, asked.images, asked.record);
  const settings = { ...asked.settings, taper: setup.taper };
  const task = { ...asked, settings };
  const { images } = task;
  const refine = settings.refinement === 'discriminator';
  const target = refine ? await measureTwoPointTarget(images, maxLagOf(settings)) : undefined;
  await task.onChecked();
  const checkpoint = refine ? await openCheckpoint(task) : undefined;
  const found = checkpoint ? undefined : await searchSimulated(task, setup);
  const common = { taper: setup.taper, exactFit: undefined };
  if (!target) {
    const { order, raw, orders, rivals, volumeFractionErrors, surfaceAreaErrors } = found!;
    const errors = { volumeFraction: volumeFractionErrors, specificSurfaceArea: surfaceAreaErrors };
    return { order, raw, orders, rivals, step: 0, log: [], errors, ...common };
  }
  const state = checkpoint?.state ?? startState(task, found);
  const { order, average, stageStep, log, orders } = await train(task, target, state, checkpoint);
  // Volume fractions of grains scatter more than they move here, so that evaluations cannot choose: the last average is
  // kept and centred.
  const centred = await centreSimulated(task, setup, order, average);
  const errors = { volumeFraction: centred.volumeFractionErrors, specificSurfaceArea: centred.surfaceAreaErrors };
  return { order, raw: centred.raw, step: stageStep, log, orders: found?.orders ?? orders, errors, ...common };
}

/** Fits two-point functions and lineal paths of simulated images by finite differences: any model, grains included. */
export const simulated: CalibrationMethod = {
  name: 'simulated',
  summary: 'two-point functions and lineal paths of simulated images are fitted by finite differences',
  settings: simulatedSettings,
  suits: () => true,
  check: ({ images, settings }) => {
    if (settings.refinement === 'discriminator') checkWindow(images, settings);
    else checkLagsFit(images, settings);
    ordersToTry(settings.order, images[0].phases);
  },
  fit,
};
