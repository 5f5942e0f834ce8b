/** Entry point of a worker thread that fits by simulation: carries out tasks until its port is closed. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SimulatedTarget } from './features.ts';
import { runSimulatedTask, type SimulatedTask } from './fit-task.ts';

const target = workerData as SimulatedTarget;
parentPort?.on('message', async (task: SimulatedTask) => {
  parentPort?.postMessage(await runSimulatedTask(target, task));
});
