import { Worker } from 'node:worker_threads';

/** Threads that carry out tasks. Results do not depend on how many they are. */
export class TaskPool<Task, Result> {
  readonly #runHere: (task: Task) => Result | Promise<Result>;
  readonly #workers: Worker[];

  /**
   * @param program - module of a thread that answers every message (a task) with its result. @param workerData - what it is given at its start.
   * @param threads - with 1, tasks run in this thread, by `runHere`.
   */
  constructor(program: URL, workerData: unknown, threads: number, runHere: (task: Task) => Result | Promise<Result>) {
    this.#runHere = runHere;
    this.#workers = Array.from({ length: threads > 1 ? threads : 0 }, () => new Worker(program, { workerData }));
  }

  /**
   * Carries out all tasks, each by the next free thread - [task].
   * @param signal - when it is aborted, tasks not yet begun are left out and their results are missing.
   */
  async run(
    tasks: readonly Task[],
    onDone: (result: Result) => void,
    signal?: AbortSignal,
  ): Promise<(Result | undefined)[]> {
    const results = new Array<Result | undefined>(tasks.length);
    let next = 0;
    const finish = (index: number, result: Result): void => {
      results[index] = result;
      onDone(result);
    };
    if (this.#workers.length === 0) {
      for (const [index, task] of tasks.entries()) {
        if (signal?.aborted) break;
        finish(index, await this.#runHere(task));
        // Signals and the progress line get their turn between tasks.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return results;
    }
    const serve = async (worker: Worker): Promise<void> => {
      while (next < tasks.length && !signal?.aborted) {
        const index = next++;
        const result = await new Promise<Result>((resolve, reject) => {
          const done = (value: Result): void => {
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
        finish(index, result);
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
