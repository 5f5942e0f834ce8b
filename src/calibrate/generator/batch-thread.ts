/** Entry point of a worker thread that generates chunks: carries out orders until its port is closed. */
import { parentPort, workerData } from 'node:worker_threads';
import type { GeneratorSetup } from './chunk.ts';
import { type BatchOrder, createBatchWorker, type SharedBatch } from './shared-batch.ts';

const { setup, shared } = workerData as { setup: GeneratorSetup; shared: SharedBatch };
const work = createBatchWorker(setup, shared);
parentPort?.on('message', (order: BatchOrder) => {
  work(order);
  parentPort?.postMessage('done');
});
