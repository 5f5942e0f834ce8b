/** Entry point of a worker thread that fits by simulation: carries out tasks until its port is closed. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Target } from '../target.ts';
import { runSimulatedTask, type SimulatedTask } from './fit-task.ts';

const target = workerData as Target;
parentPort?.on('message', (task: SimulatedTask) => {
  parentPort?.postMessage(runSimulatedTask(target, task));
});
