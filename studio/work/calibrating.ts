/** Calibration, and what follows it: the check and the comparison of classes, at work also while another step is shown. */
import { calibrateCommand } from '../project/commands.ts';
import { asFitted, choiceOf, isChangedSince, isUnused, nearerClass, segmentationOf } from '../project/project.ts';
import { store } from '../project/store.svelte.ts';
import type { Checked } from '../worker/jobs/index.ts';
import { Task } from '../worker/task.svelte.ts';

export const fitting = new Task('calibrate');
export const checking = new Task('calibrate', 'check');
export const comparing = new Task('calibrate', 'check');
export const fittingNearer = new Task('calibrate', 'check');

/** What was made of a model that is replaced. */
const gone = {
  ...{ checked: undefined, compared: undefined, nearer: undefined, keepsFirst: undefined },
  ...{ drawn: undefined, transport: undefined, flow: undefined },
};

export async function calibrate(): Promise<void> {
  comparing.stop();
  fittingNearer.stop();
  const { maps, settings, sources, chooses, changes, calibrated: before } = store.now;
  const calibrated = await fitting.run('fit', { maps: maps!, settings, sources, chooses });
  if (!calibrated) return;
  const fitted = { settings, chooses };
  const parts = { calibrated, fitted, ...gone, changes: before ? {} : changes };
  if (store.changeIf({ maps }, parts)) await follow();
}

/** What follows a fit: its check, and the comparison of classes, which takes longer. */
export async function follow(): Promise<void> {
  const { calibrated } = store.now;
  await check(false);
  if (store.now.calibrated === calibrated) await compareClasses();
}

/** @param full - whether slow descriptors are compared too. */
export const check = (full: boolean): Promise<void> => conclude(full);

/** @param validation - what the comparison found before. */
async function conclude(full: boolean, validation?: Checked['validation']): Promise<void> {
  const { calibrated, maps, sources } = store.now;
  if (!calibrated || !maps) return;
  const checked = await checking.run('check', {
    ...{ calibration: calibrated.calibration, choice: choiceOf(store.now)?.of, maps, sources, full, validation },
    ...{ command: calibrateCommand(asFitted(store.now)), segmentation: segmentationOf(store.now) },
  });
  if (checked) store.changeIf({ calibrated }, { checked });
}

/** Compares the classes on data that no fit sees, where none was named. */
export async function compareClasses(): Promise<void> {
  const { calibrated, maps, sources, fitted, compared } = store.now;
  if (!calibrated?.isFirst || !maps || !fitted || compared) return;
  const found = await comparing.run('compareClasses', { maps, sources, settings: fitted.settings });
  if (!found || !store.changeIf({ calibrated }, { compared: found })) return;
  // Report and command have the choice, where it is that of the model.
  const { checked } = store.now;
  if (nearerClass(store.now)) await fitNearer();
  else if (checked) await conclude(false, checked.validation);
}

/**
 * Fits the class that turned out nearer, behind what the user does. It takes the place of the model by itself where
 * nothing was made of that; else it waits to be taken.
 */
export async function fitNearer(): Promise<void> {
  const { calibrated, maps, sources, fitted, compared } = store.now;
  if (!maps || !fitted || !compared) return;
  const { settings, chooses } = fitted;
  const nearer = await fittingNearer.run('fit', { maps, settings, sources, chooses, choice: compared });
  if (!nearer || !store.changeIf({ calibrated }, { nearer })) return;
  if (isUnused(store.now) && !isChangedSince(store.now)) await takeNearer();
}

/** Puts the model of the nearer class in the place of the first. */
export async function takeNearer(): Promise<void> {
  const { nearer } = store.now;
  if (!nearer) return;
  checking.stop();
  store.change({ ...gone, calibrated: nearer, changes: {} });
  await follow();
}
