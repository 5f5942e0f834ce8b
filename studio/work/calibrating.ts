/** Calibration and the check behind it, at work also while another step is shown. */
import { calibrateCommand } from '../project/commands.ts';
import { asFitted, segmentationOf } from '../project/project.ts';
import { store } from '../project/store.svelte.ts';
import { Task } from '../worker/task.svelte.ts';

export const fitting = new Task('calibrate');
export const checking = new Task('calibrate', 'check');

export async function calibrate(): Promise<void> {
  const { maps, settings, sources, chooses, changes, calibrated: before } = store.now;
  const calibrated = await fitting.run('fit', { maps: maps!, settings, sources, chooses });
  if (!calibrated) return;
  const fitted = { settings, chooses };
  const parts = { calibrated, fitted, checked: undefined, drawn: undefined, transport: undefined, flow: undefined };
  if (store.changeIf({ maps }, { ...parts, changes: before ? {} : changes })) await check(false);
}

/** @param full - whether slow descriptors are compared too. */
export async function check(full: boolean): Promise<void> {
  const { calibrated, maps, sources } = store.now;
  if (!calibrated || !maps) return;
  const checked = await checking.run('check', {
    ...{ calibration: calibrated.calibration, choice: calibrated.choice?.of, maps, sources, full },
    ...{ command: calibrateCommand(asFitted(store.now)), segmentation: segmentationOf(store.now) },
  });
  if (checked) store.changeIf({ calibrated }, { checked });
}
