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
    end: async () => void (await worker.terminate()),
  };
}

/** Gives a thread the face of a web worker, for which programs of kernel teams are written. */
const face = `
const { parentPort } = require('node:worker_threads');
globalThis.postMessage = (message) => parentPort.postMessage(message);
parentPort.on('message', (data) => globalThis.onmessage({ data }));
`;

async function startKernels(program: string, setup: KernelThreadSetup): Promise<Thread> {
  const worker = new Worker(face + program, { eval: true, execArgv });
  await ask(worker, setup, 'kernels');
  return { end: async () => void (await worker.terminate()) };
}

/**
 * Worker threads of Node.
 * @example
 * import { nodeThreads, provideThreads } from 'excursa/node';
 * // Done already by importing this door.
 * provideThreads(nodeThreads);
 * console.log(nodeThreads.most >= 1); // true
 */
export const nodeThreads = {
  name: 'node',
  most: availableParallelism(),
  startKernels,
  ...(taskFile && { startTasks }),
} satisfies ThreadHost;

provideThreads(nodeThreads);
