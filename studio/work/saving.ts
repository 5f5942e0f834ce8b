/** Files that are made to be saved. */
import { Task } from '../worker/task.svelte.ts';

export const saving = new Task('export');
