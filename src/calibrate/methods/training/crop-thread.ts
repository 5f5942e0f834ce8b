/** Entry point of a worker thread that cuts out real images: answers the number of a step with its batch until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import type { CropRequest } from './crop-queue.ts';
import { createCropSampler } from './crops.ts';

const { sections, window, order, key, count } = workerData as CropRequest;
const sampler = createCropSampler(sections, window, order, key);
parentPort?.on('message', (step: number) => {
  const images = new Float32Array(count * order.length * window * window);
  sampler.fill(images, count, step);
  parentPort?.postMessage(images, [images.buffer]);
});
