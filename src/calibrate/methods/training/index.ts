import { checkWindow } from '../../image-checks.ts';
import { maxLagOf, ordersToTry, taperOf } from '../../settings.ts';
import { measureTwoPointTarget } from '../../two-point/two-point-loss.ts';
import type { CalibrationMethod } from '../method.ts';
import { trainingSettings } from '../method-settings.ts';
import { startState } from './stages.ts';
import { keptParameters, openCheckpoint, train } from './training-run.ts';

/** Trains a model by realisations, from random starts: on two-point functions, against a discriminator, or both. */
export const training: CalibrationMethod = {
  name: 'training',
  summary: 'realisations are trained step by step on two-point functions and against a discriminator',
  settings: trainingSettings,
  suits: () => true,
  check: ({ images, settings }) => {
    checkWindow(images, settings);
    ordersToTry(settings.order, images[0].phases);
  },
  fit: async (task) => {
    const { settings, images } = task;
    const target = await measureTwoPointTarget(images, maxLagOf(settings));
    await task.onChecked();
    const checkpoint = await openCheckpoint(task);
    const state = checkpoint?.state ?? startState(task);
    const trained = await train(task, target, state, checkpoint);
    const { order, log, orders } = trained;
    return { order, log, orders, ...keptParameters(task, trained), taper: taperOf(settings), exactFit: undefined };
  },
};
