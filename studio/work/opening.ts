/** Opening images and projects, and what is cut, masked and merged of them. */
import type { Project } from 'excursa';
import type { Edits, Mask } from '../project/drawn.ts';
import { emptyProject, withoutClass, withoutResults } from '../project/project.ts';
import { store } from '../project/store.svelte.ts';
import type { GivenFile, Opened, Reopened } from '../worker/jobs/index.ts';
import { stopLaterWork, Task } from '../worker/task.svelte.ts';
import { Latest } from './latest.ts';

export const opening = new Task('open');
export const cutting = new Task('open');

function take(found: Opened, isExample: boolean): void {
  const { files, sources, notes, region } = found;
  stopLaterWork();
  store.change({
    ...withoutResults,
    ...{ files, sources, notes, isExample, conductivities: {}, opened: undefined, edits: emptyProject.edits },
    settings: withoutClass(store.now.settings),
    segmentation: {
      ...store.now.segmentation,
      method: emptyProject.segmentation.method,
      thresholds: undefined,
      strokes: undefined,
    },
    maps: 'maps' in found ? found.maps : undefined,
    grey: 'grey' in found ? found.grey : undefined,
    ...{ merged: undefined, thresholdsBy: undefined },
  });
  if (region) void edit({ region, masks: [] });
}

const cuts = new Latest();

/** Cuts and masks. */
export function edit(edits: Edits): Promise<void> {
  stopLaterWork();
  store.change({ edits });
  return cuts.do(async () => {
    const { maps, grey } = store.now;
    const own = store.now.opened ?? { maps, grey };
    const found = await cutting.run('edit', { opened: own, edits });
    // Grey images are segmented again.
    if (found) store.changeIf({ maps, grey }, { ...withoutResults, ...found, opened: own });
  });
}

const openings = new Latest();

/** Opens something in place of what is still being opened. */
function open<T>(work: () => Promise<T | undefined>, taken: (found: T) => void): Promise<void> {
  opening.stop();
  return openings.do(async () => {
    const found = await work();
    if (found && !openings.isOutdated) taken(found);
  });
}

export async function openFiles(files: readonly GivenFile[]): Promise<void> {
  if (files.length === 0) return;
  const [file] = files;
  if (files.length === 1 && file.name.endsWith('.json')) {
    await open(
      () => opening.run('fromProject', file),
      (found) => takeProject(found, file),
    );
  } else {
    await open(
      () => opening.run('open', { files }),
      (found) => take(found, false),
    );
  }
}

function takeProject(found: Reopened, file: GivenFile): void {
  const { images, sources, settings, colours, twin, changes, conductivities, grey } = found;
  take({ maps: images, files: [file], sources, notes: [`Opened from the project ${file.name}.`] }, false);
  store.change({
    settings,
    chooses: false,
    ...(grey && { segmentation: grey.segmentation, edits: editsOf(grey.edits), ...found.cut }),
    ...(colours && { colours: [...colours, ...store.now.colours.slice(colours.length)] }),
    ...(twin && { twin: { edge: twin.shape[0], seed: twin.seed } }),
    ...(changes && { changes }),
    ...(conductivities && { conductivities }),
  });
}

/** Edits as the page has them: whole masks with the number of their image. */
const editsOf = ({ region, masks }: NonNullable<Project['grey']>['edits']): Edits => ({
  region,
  masks: masks.flatMap(({ image, box, outline }): Mask[] =>
    box ? [{ image, box }] : outline ? [{ image, outline }] : [],
  ),
});

export const openExample = (): Promise<void> =>
  open(
    () => opening.run('example', undefined),
    (found) => take(found, true),
  );
