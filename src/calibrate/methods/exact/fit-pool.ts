import type { FitState } from '../../../numerics/index.ts';
import { TaskPool } from '../../task-pool.ts';
import { type FitTask, runFit } from './fit-task.ts';
import type { FitSetup } from './problem.ts';

/** Threads that carry out exact fits. */
export class FitPool extends TaskPool<FitTask, FitState> {
  /** @param threads - with 1, fits run in this thread. */
  constructor(setup: FitSetup, threads: number) {
    super(new URL('./fit-thread.js', import.meta.url), setup, threads, (task) => runFit(setup, task));
  }
}
