/** Entry point of a worker thread that fits: carries out tasks until its port is closed. */
import { parentPort, workerData } from 'node:worker_threads';
import { type FitTask, runFit } from './fit-task.ts';
import type { FitSetup } from './problem.ts';

const setup = workerData as FitSetup;
parentPort?.on('message', (task: FitTask) => {
  parentPort?.postMessage(runFit(setup, task));
});
