/** Measuring the images, at work also while another step is shown. */
import { store } from '../project/store.svelte.ts';
import { Task } from '../worker/task.svelte.ts';

export const measuring = new Task('measure');

export async function measure(detail: 'basic' | 'full'): Promise<void> {
  const maps = store.now.maps!;
  const measured = await measuring.run('measure', { maps, detail });
  if (measured) store.changeIf({ maps }, { measured, measuredDetail: detail });
}
