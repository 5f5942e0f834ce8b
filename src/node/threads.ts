import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import {
  type KernelThreadSetup,
  provideThreads,
  type TaskAnswer,
  type TaskOrder,
  type TaskThread,
  type Thread,
  type ThreadHost,
  taskResult,
} from '../compute/index.ts';

/**
 * Sends a message to a thread and waits for the answer. Only meanwhile does the thread keep the process alive.
 * @throws Error when the thread fails or ends.
 */
function ask(worker: Worker, message: unknown, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', answered);
      worker.off('error', failed);
      worker.off('exit', ended);
      worker.unref();
      act();
    };
    const answered = (answer: unknown): void => settle(() => resolve(answer));
    const failed = (error: Error): void => settle(() => reject(error));
    const ended = (): void => settle(() => reject(new Error(`thread of ${name}: ended before it answered`)));
    worker.on('message', answered);
    worker.on('error', failed);
    worker.on('exit', ended);
    worker.ref();
    worker.postMessage(message);
  });
}

/** Longest time that the end of a thread is waited for, milliseconds; then it is left to the end of the process. */
const patience = 2000;

/** Whether a promise is fulfilled before patience is over. */
function within(promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), patience);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

/** Ends a thread from outside, whatever it does. A thread that waits for memory may not hear of it. */
async function terminate(worker: Worker): Promise<void> {
  await within(worker.terminate());
}

/** Options of the process are not handed down to its threads: `--input-type` would change what their text is. */
const execArgv: string[] = [];

/**
 * The program of threads: beside a door of the build, seen from one of its chunks, or from sources, which no thread
 * could read. Undefined where another bundler has taken this module elsewhere.
 */
const taskFile = ['./node/task-thread.js', '../node/task-thread.js', '../../dist/node/task-thread.js']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(url));

function startTasks(program: string, setup: unknown): TaskThread {
  const worker = new Worker(taskFile!, { execArgv });
  // Whoever waits for an answer hears of a failure; without one there is nobody to hear.
  worker.on('error', () => undefined);
  const order = async (message: TaskOrder): Promise<unknown> =>
    taskResult((await ask(worker, message, program)) as TaskAnswer);
  const opened = order({ program, setup });
  opened.catch(() => undefined);
  return {
    run: async (task) => {
      await opened;
      return order({ task });
    },
    end: () => terminate(worker),
  };
}

/** Gives a thread the face of a web worker, for which programs of kernel teams are written. */
const face = `
const { parentPort } = require('node:worker_threads');
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.close = () => parentPort.close();
parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

async function startKernels(program: string, setup: KernelThreadSetup): Promise<Thread> {
  const worker = new Worker(face + program, { eval: true, execArgv });
  const left = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await ask(worker, setup, 'kernels');
  // Told to leave before, it ends by itself; where it does not, it is ended.
  const end = async (): Promise<void> => {
    if (!(await within(left))) await terminate(worker);
  };
  return { end };
}

/**
 * Worker threads of Node.
 * @example
 * import { nodeThreads, provideThreads } from 'excursa/node';
 * // Done already by importing this door.
 * provideThreads(nodeThreads);
 * console.log(nodeThreads.most >= 1); // true
 */
export const nodeThreads: ThreadHost = {
  name: 'node',
  most: availableParallelism(),
  startKernels,
  ...(taskFile && { startTasks }),
};

provideThreads(nodeThreads);
