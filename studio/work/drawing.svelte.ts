/** The twin and the numbers that follow it, at work also while another step is shown. */
import type { PhaseMap } from 'excursa';
import { conductivitiesOf, type Project } from '../project/project.ts';
import { store } from '../project/store.svelte.ts';
import type { Followed } from '../worker/jobs/index.ts';
import { openLanes, Task } from '../worker/task.svelte.ts';
import { Latest } from './latest.ts';

export const drawing = new Task('twin');
export const measuring = new Task('twin');
export const following = new Task('twin', 'beside');
const weighing = new Task(undefined);

/** Beyond this edge a change waits for the button, and numbers are those of a smaller twin. */
export const largestLive = 128;
/** Time of a drawing after which its progress is shown, milliseconds; longer where there is a preview. */
const unnoticed = { alone: 1000, previewed: 4000 };
/** Reach of correlations from which on there is a preview, voxels. */
const farReach = 96;
/** Rest of the sliders after which the numbers follow, milliseconds. */
const rest = 500;

/** Rest of the sliders after which a comparison of classes goes on, on one thread as long as a twin is shown. */
const quiet = 1500;

/** What is known of the twin that is shown. */
class Twin {
  /** What the drawn twin will look like, about, while it is being drawn. */
  preview = $state.raw<PhaseMap | undefined>();
  /** Seconds that the last drawing took. */
  seconds = $state<number | undefined>();
  /** Whether numbers follow the sliders. */
  follows = $state(true);
  followed = $state.raw<
    { readonly of: Project['drawn']; readonly numbers: Followed; readonly isChanged: boolean } | undefined
  >();
  /** Numbers of the calibrated material, and what they were computed for. */
  base = $state.raw<{ readonly key: string; readonly numbers: Followed } | undefined>();
  /** Whether drawing takes so long that one waits for it. */
  isSlow = $state(false);
  /** Bytes that drawing takes, and for what. */
  memory = $state.raw<{ readonly key: string; readonly bytes: number } | undefined>();
}
export const twin = new Twin();

const isLive = (): boolean => store.now.twin.edge <= largestLive;

let isShown = false;
const drawings = new Latest();

/** Whether what is being drawn has a preview already: a slider that moves on needs no more of it. */
let isPreviewed = false;
/** Ends a rest. */
let goOn: () => void = () => undefined;

/** Waits until sliders have rested, or one moves on. */
const resting = (): Promise<void> =>
  new Promise((resolve) => {
    const own = setTimeout(resolve, rest);
    goOn = () => {
      clearTimeout(own);
      resolve();
    };
  });

/** Draws the twin as it is set. */
export function draw(): Promise<void> {
  const drawn = drawings.do(drawOnce);
  if (isPreviewed && drawings.isOutdated) {
    drawing.stop();
    goOn();
  }
  return drawn;
}

async function drawOnce(): Promise<void> {
  const { calibrated, changes } = store.now;
  if (!calibrated) return;
  const { edge, seed } = store.now.twin;
  const { model } = calibrated.calibration;
  const order = { model, changes, shape: [edge, edge, edge], seed };
  // Fields that reach far take several times as long: what they are like comes first.
  const isCoarser = Object.values(changes.lengths ?? {}).some((factor) => factor > 1);
  const hasPreview = isLive() && (isCoarser || model.taper > farReach);
  const clock = setTimeout(
    () => {
      twin.isSlow = true;
    },
    hasPreview ? unnoticed.previewed : unnoticed.alone,
  );
  const preview = hasPreview ? await drawing.run('draw', { ...order, isPreview: true }) : undefined;
  if (preview) twin.preview = preview.map;
  isPreviewed = preview !== undefined;
  // The next move would wait for fields that are half drawn.
  if (preview && Object.keys(changes).length > 0) await resting();
  // Of a slider that moves on only the preview is drawn; of one that was stopped, nothing more.
  const began = performance.now();
  const goesOn = hasPreview ? preview !== undefined && !drawings.isOutdated : true;
  const drawn = goesOn ? await drawing.run('draw', order) : undefined;
  isPreviewed = false;
  clearTimeout(clock);
  twin.isSlow = false;
  if (!drawings.isOutdated) twin.preview = undefined;
  if (drawn) {
    twin.seconds = (performance.now() - began) / 1000;
    store.changeIf({ calibrated }, { drawn, volumeMeasured: undefined });
  }
  if (!drawn || drawings.isOutdated) return;
  // A calibration may have ended meanwhile.
  if (store.now.calibrated !== calibrated && isShown && isLive()) void draw();
  else followSoon();
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Lets the numbers follow when the sliders rest. */
export function followSoon(): void {
  clearTimeout(timer);
  if (twin.follows && isShown) timer = setTimeout(() => void follow(), rest);
}

/** What the shown numbers were computed for. */
let followedFor: readonly [Project['drawn'], string] | undefined;

/** Computes the numbers of the drawn twin, and once those of the calibrated material. */
async function follow(): Promise<void> {
  const { drawn, calibrated, changes } = store.now;
  const conductivities = conductivitiesOf(store.now);
  if (!drawn || !calibrated || Object.keys(conductivities).length === 0) return;
  const { seed } = store.now.twin;
  // A large twin is not measured at once: the numbers are those of a smaller one.
  const edge = Math.min(largestLive, store.now.twin.edge);
  const shape = [edge, edge, edge];
  const own = isLive() ? { map: drawn.map } : {};
  const key = JSON.stringify([seed, shape, conductivities]);
  if (followedFor?.[0] === drawn && followedFor[1] === key) return;
  following.drop();
  followedFor = undefined;
  const isChanged = Object.keys(changes).length > 0;
  // What is dropped gives its place free a moment later.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const { model } = drawn;
  const numbers = await following.run('follow', { ...own, model, shape, seed, conductivities });
  if (!numbers) return;
  // Numbers of this twin first: realisations of models that reach far take seconds each.
  const base = twin.base?.key === key ? twin.base : undefined;
  twin.followed = { of: drawn, numbers, isChanged: isChanged && base !== undefined };
  const conductivity = await following.run('followMean', { model, seed, conductivities });
  if (!conductivity) return;
  const found = { ...numbers, conductivity };
  twin.followed = { of: drawn, numbers: found, isChanged: isChanged && base !== undefined };
  if (!isChanged) twin.base = { key, numbers: found };
  else if (!base) {
    const before = { model: calibrated.calibration.model, seed, conductivities };
    const first = await following.run('follow', { ...before, shape });
    const mean = first && (await following.run('followMean', before));
    if (!mean) return;
    twin.base = { key, numbers: { ...first, conductivity: mean } };
    twin.followed = { of: drawn, numbers: found, isChanged };
  }
  followedFor = [drawn, key];
}

/** Ends the numbers that follow. */
export function stopFollowing(): void {
  clearTimeout(timer);
  following.drop();
}

let goingOn: ReturnType<typeof setTimeout> | undefined;

/** Lets what nothing waits for rest until the sliders do. */
function giveWay(): void {
  clearTimeout(goingOn);
  openLanes(0);
  goingOn = setTimeout(() => openLanes(isShown ? 1 : Number.POSITIVE_INFINITY), quiet);
}

/** Changes the material, the size or the seed, and draws it where that is quick. */
export function changeTwin(parts: Partial<Project>): void {
  following.drop();
  giveWay();
  store.change({ ...parts, transport: undefined, flow: undefined });
  if (memoryKey(store.now) !== twin.memory?.key) void weigh();
  if (isLive()) void draw();
}

/** One phase conducts. */
export function conduct(name: string): void {
  store.change({ conductivities: { [name]: 1 }, transport: undefined, flow: undefined });
  followSoon();
}

export async function measureTwin(): Promise<void> {
  const { drawn } = store.now;
  const volumeMeasured = await measuring.run('measure', { maps: [drawn!.map], detail: 'basic' });
  if (volumeMeasured) store.changeIf({ drawn }, { volumeMeasured });
}

let shownFor: Project['calibrated'];

/** Begins what the shown step needs. @returns what ends it when the step is left: the numbers, not the twin. */
export function showTwin(): () => void {
  isShown = true;
  openLanes(1);
  if (shownFor !== store.now.calibrated) {
    // Numbers of another model.
    [twin.followed, twin.base, twin.seconds] = [undefined, undefined, undefined];
    shownFor = store.now.calibrated;
  }
  void weigh();
  // A large one is drawn when that is asked for, with its memory known.
  if (!store.now.drawn && !drawing.running && isLive()) void draw();
  else if (store.now.drawn && isLive()) followSoon();
  return () => {
    isShown = false;
    clearTimeout(goingOn);
    openLanes(Number.POSITIVE_INFINITY);
    stopFollowing();
  };
}

/** What the memory depends on. */
export const memoryKey = ({ twin: { edge }, changes: { lengths } }: Project): string =>
  JSON.stringify([edge, lengths ?? {}]);

/** Computes the memory of the size that is chosen, before anything is drawn. */
async function weigh(): Promise<void> {
  const { calibrated, changes } = store.now;
  const { edge } = store.now.twin;
  if (!calibrated) return;
  const key = memoryKey(store.now);
  const bytes = await weighing.run('memoryOf', { model: calibrated.calibration.model, changes, edge });
  if (bytes === undefined) return;
  twin.memory = { key, bytes };
  // Something else may have been chosen meanwhile.
  if (memoryKey(store.now) !== key) await weigh();
}
