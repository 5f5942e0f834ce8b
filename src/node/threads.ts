import { Worker } from 'node:worker_threads';
import { provideThreads, type TaskThread, type ThreadHost } from '../compute/index.ts';
import { ExcursaError, type Failure } from '../errors.ts';

/** What a thread answers: the result of a task, or why there is none. */
export type TaskAnswer =
  | { readonly done: unknown }
  | { readonly failure: Failure }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack?: string | undefined } };

/** What was thrown in a thread, thrown here. */
function revived(answer: Exclude<TaskAnswer, { done: unknown }>): Error {
  if ('failure' in answer) return new ExcursaError(answer.failure);
  return Object.assign(new Error(answer.error.message), answer.error);
}

function startTasks(program: string, setup: unknown): TaskThread {
  // From this module and from a bundle's chunk alike; from sources, where no thread could read it, the built one serves.
  const here = import.meta.url;
  const file = here.endsWith('.ts')
    ? new URL('../../dist/node/task-thread.js', here)
    : new URL('../node/task-thread.js', here);
  const worker = new Worker(file, { workerData: { program, setup } });
  // An idle thread must not keep the process alive.
  worker.unref();
  // Whoever waits for an answer hears of a failure; without one there is nobody to hear.
  worker.on('error', () => undefined);
  const run = (task: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        worker.off('message', answered);
        worker.off('error', failed);
        worker.off('exit', ended);
        worker.unref();
        act();
      };
      const answered = (answer: TaskAnswer): void =>
        settle(() => ('done' in answer ? resolve(answer.done) : reject(revived(answer))));
      const failed = (error: Error): void => settle(() => reject(error));
      const ended = (): void => settle(() => reject(new Error(`thread of ${program}: ended before it answered`)));
      worker.on('message', answered);
      worker.on('error', failed);
      worker.on('exit', ended);
      worker.ref();
      worker.postMessage(task);
    });
  return { run, end: async () => void (await worker.terminate()) };
}

/** Worker threads of Node. */
export const nodeThreads: ThreadHost = { startTasks };

provideThreads(nodeThreads);
