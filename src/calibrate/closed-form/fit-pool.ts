import { Worker } from 'node:worker_threads';
import { type FitTask, runFit } from './fit-task.ts';
import type { FitState } from './levenberg-marquardt.ts';
import type { FitSetup } from './problem.ts';

/** Threads that carry out fits. Results do not depend on how many they are. */
export class FitPool {
  readonly #setup: FitSetup;
  readonly #workers: Worker[];

  /** @param threads - with 1, fits run in this thread. */
  constructor(setup: FitSetup, threads: number) {
    this.#setup = setup;
    this.#workers = Array.from(
      { length: threads > 1 ? threads : 0 },
      () => new Worker(new URL('./fit-thread.js', import.meta.url), { workerData: setup }),
    );
  }

  /**
   * Carries out all tasks, each by the next free thread - [task].
   * @param signal - when it is aborted, tasks not yet begun are left out and their results are missing.
   */
  async run(tasks: readonly FitTask[], onDone: () => void, signal?: AbortSignal): Promise<(FitState | undefined)[]> {
    const results = new Array<FitState | undefined>(tasks.length);
    let next = 0;
    const finish = (index: number, state: FitState): void => {
      results[index] = state;
      onDone();
    };
    if (this.#workers.length === 0) {
      for (const [index, task] of tasks.entries()) {
        if (signal?.aborted) break;
        finish(index, runFit(this.#setup, task));
        // Signals and the progress line get their turn between fits.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return results;
    }
    const serve = async (worker: Worker): Promise<void> => {
      while (next < tasks.length && !signal?.aborted) {
        const index = next++;
        const state = await new Promise<FitState>((resolve, reject) => {
          const done = (value: FitState): void => {
            worker.off('error', failed);
            resolve(value);
          };
          const failed = (error: Error): void => {
            worker.off('message', done);
            reject(error);
          };
          worker.once('message', done);
          worker.once('error', failed);
          worker.postMessage(tasks[index]);
        });
        finish(index, state);
      }
    };
    await Promise.all(this.#workers.map(serve));
    return results;
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
