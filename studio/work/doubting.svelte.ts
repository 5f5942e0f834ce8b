/** What speaks against images as they are, looked for as soon as there are labels: before a fit, not behind it. */
import type { PhaseMap } from 'excursa';
import { store } from '../project/store.svelte.ts';
import type { Doubts } from '../worker/jobs/index.ts';
import { Task } from '../worker/task.svelte.ts';
import { Latest } from './latest.ts';

const looking = new Task(undefined);
const looks = new Latest();

/** What was found, and in which images. */
let found = $state.raw<(Doubts & { readonly maps: readonly PhaseMap[] }) | undefined>();

/** Sentences about the images that are there now. */
export const doubts = (): readonly string[] => (found && found.maps === store.now.maps ? found.sentences : []);

/** Whether the images hold enough evidence to choose a class by; undefined until that is known. */
export const canChoose = (): boolean | undefined =>
  found && found.maps === store.now.maps ? found.canChoose : undefined;

/** Looks at the images, unless that was done. */
export function doubt(): void {
  void looks.do(async () => {
    const { maps } = store.now;
    if (!maps || found?.maps === maps) return;
    const own = await looking.run('doubtsOf', maps);
    if (own) found = { ...own, maps };
  });
}
