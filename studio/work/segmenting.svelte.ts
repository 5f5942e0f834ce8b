/** Segmentation of grey images, at work also while another step is shown. */
import type { Stroke } from '../project/drawn.ts';
import { ofPhases, type Project, withoutClass, withoutResults } from '../project/project.ts';
import { store } from '../project/store.svelte.ts';
import { stopLaterWork, Task } from '../worker/task.svelte.ts';
import { Latest } from './latest.ts';

export const segmenting = new Task('segment');

/** What is known of the segmentation that is shown. */
export const segmented = $state<{
  doubts: readonly string[];
  /** Seconds from a stroke to its preview. */
  seconds: number | undefined;
}>({ doubts: [], seconds: undefined });

const segmentings = new Latest();

/** Names of phases that were there last: there are none while strokes are still missing. */
let names: readonly string[] = [];

/** Phases from dark to bright, with the names that they have already. */
export function phasesOf(classes: number) {
  names = store.now.maps?.[0].phases.map(({ name }) => name) ?? names;
  return Array.from({ length: classes }, (_, label) => ({ label, name: names[label] ?? `phase${label}` }));
}

/** What was set for phases, where it is still true. */
function ofNow(phases: ReturnType<typeof phasesOf>) {
  const { maps, settings, conductivities } = store.now;
  const isSame = !maps || maps[0].phases.length === phases.length;
  return {
    conductivities: ofPhases(conductivities, phases),
    settings: isSame ? settings : withoutClass(settings),
  };
}

/** The phases that have strokes. */
export const drawnPhases = (strokes: readonly Stroke[] = []): ReadonlySet<number> =>
  new Set(strokes.map(({ phase }) => phase));

/** Segments as it is set. */
export const segment = (): Promise<void> =>
  segmentings.do(() => (store.now.segmentation.method === 'trained' ? learn() : divide()));

async function divide(): Promise<void> {
  const { grey, edits, segmentation } = store.now;
  const { classes, filter, method, thresholds } = segmentation;
  const phases = phasesOf(classes);
  const found = await segmenting.run('toLabels', {
    ...{ images: grey!, edits },
    options: { classes, filter, phases, ...(method !== 'trained' && { method }), ...(thresholds && { thresholds }) },
  });
  // What was asked for meanwhile has other thresholds.
  if (segmentings.isOutdated) return;
  if (found) {
    segmented.doubts = found.doubts;
    const own = { ...store.now.segmentation, thresholds: found.thresholds };
    store.changeIf(
      { grey },
      {
        ...withoutResults,
        ...ofNow(phases),
        maps: found.maps,
        segmentation: own,
        ...(!thresholds && { thresholdsBy: 'multi-Otsu' }),
      },
    );
  }
  // Phases of other settings are not those that are asked for.
  if (segmenting.failure) store.changeIf({ grey }, { ...withoutResults, maps: undefined });
}

/** Learns the strokes: a preview at once, then every pixel. */
async function learn(): Promise<void> {
  const { grey, edits, segmentation } = store.now;
  const { classes, strokes = [] } = segmentation;
  segmented.doubts = [];
  if (drawnPhases(strokes).size < 2) {
    // Labels of another method are not those of strokes.
    store.change({ ...withoutResults, maps: undefined });
    return;
  }
  const input = { images: grey!, strokes, phases: phasesOf(classes), edits };
  const began = performance.now();
  for (const whole of [false, true]) {
    const found = await segmenting.run('byStrokes', { ...input, whole });
    if (!found) return;
    if (!whole) segmented.seconds = (performance.now() - began) / 1000;
    const isTaken = store.changeIf({ grey }, { ...withoutResults, ...ofNow(input.phases), maps: found.maps });
    if (!isTaken || segmentings.isOutdated) return;
  }
}

/** Changes how it is segmented. */
export function changeSegmentation(parts: Partial<Project['segmentation']>): void {
  stopLaterWork('segment');
  store.change({ segmentation: { ...store.now.segmentation, ...parts } });
  void segment();
}
