/** What speaks against images as they are, looked for as soon as there are labels: before a fit, not behind it. */
import type { PhaseMap } from 'excursa';
import { store } from '../project/store.svelte.ts';
import { Task } from '../worker/task.svelte.ts';
import { Latest } from './latest.ts';

const looking = new Task(undefined);
const looks = new Latest();

/** What was found, and in which images. */
let found = $state.raw<{ readonly maps: readonly PhaseMap[]; readonly sentences: readonly string[] } | undefined>();

/** Sentences about the images that are there now. */
export const doubts = (): readonly string[] => (found && found.maps === store.now.maps ? found.sentences : []);

/** Looks at the images, unless that was done. */
export function doubt(): void {
  void looks.do(async () => {
    const { maps } = store.now;
    if (!maps || found?.maps === maps) return;
    const sentences = await looking.run('doubtsOf', maps);
    if (sentences) found = { maps, sentences };
  });
}
