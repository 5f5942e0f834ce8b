/** Entry point of a worker thread: carries out the tasks of one program until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { taskPrograms } from '../calibrate/index.ts';
import { ExcursaError } from '../errors.ts';
import type { TaskAnswer } from './threads.ts';

const { program, setup } = workerData as { program: keyof typeof taskPrograms; setup: never };
const carryOut = taskPrograms[program](setup) as (task: unknown) => unknown;

const answerTo = async (task: unknown): Promise<TaskAnswer> => {
  try {
    return { done: await carryOut(task) };
  } catch (error) {
    if (error instanceof ExcursaError && error.failure) return { failure: error.failure };
    const { name, message, stack } = error as Error;
    return { error: { name, message, stack } };
  }
};

parentPort?.on('message', async (task: unknown) => {
  const answer = await answerTo(task);
  const moved = 'done' in answer && answer.done instanceof Float32Array ? [answer.done.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(answer, moved);
});
