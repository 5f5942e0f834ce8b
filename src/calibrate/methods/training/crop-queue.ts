import { Worker } from 'node:worker_threads';
import type { PhaseMap } from '../../../grid/index.ts';
import type { Key } from '../../../random/index.ts';
import { createCropSampler } from './crops.ts';

/** What batches of real images are cut from. */
export interface CropRequest {
  readonly sections: readonly PhaseMap[];
  /** Edge of the images, pixels. */
  readonly window: number;
  /** Material phase of Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  readonly key: Key;
  /** Images a batch. */
  readonly count: number;
}

/**
 * Batches of real images, each a pure function of (key, step). With more than one thread, a thread of their own cuts out the next batch while
 * the network learns from this one.
 */
export class CropQueue {
  readonly #request: CropRequest;
  readonly #sampler: ReturnType<typeof createCropSampler>;
  #worker: Worker | undefined;
  #ahead: { readonly step: number; readonly images: Promise<Float32Array> } | undefined;

  /** @throws ExcursaError (input) when a section is smaller than the window. */
  constructor(request: CropRequest, threads: number) {
    this.#request = request;
    this.#sampler = createCropSampler(request.sections, request.window, request.order, request.key);
    if (threads > 1) {
      this.#worker = new Worker(new URL('./crop-thread.js', import.meta.url), { workerData: request });
      // Work ahead is no reason to go on living.
      this.#worker.unref();
      this.#worker.on('error', () => undefined);
      // Without it batches are cut out here.
      this.#worker.on('exit', () => {
        this.#worker = undefined;
      });
    }
  }

  /** The batch of a step; the next step's is begun. @throws ExcursaError (input) when no unmasked place is found. */
  async take(step: number): Promise<Float32Array> {
    const ahead = this.#ahead?.step === step ? this.#ahead.images : undefined;
    this.#ahead = undefined;
    // A thread that failed has a reason that cutting out here will tell.
    const images = (await ahead?.catch(() => undefined)) ?? this.#cut(step);
    if (this.#worker) this.#ahead = { step: step + 1, images: this.#ask(this.#worker, step + 1) };
    return images;
  }

  #cut(step: number): Float32Array {
    const { count, order, window } = this.#request;
    const images = new Float32Array(count * order.length * window * window);
    this.#sampler.fill(images, count, step);
    return images;
  }

  #ask(worker: Worker, step: number): Promise<Float32Array> {
    const images = new Promise<Float32Array>((resolve, reject) => {
      const settle = (act: () => void) => (): void => {
        worker.off('message', done);
        worker.off('error', failed);
        worker.off('exit', failed);
        act();
      };
      const done = (value: Float32Array): void => settle(() => resolve(value))();
      const failed = settle(() => reject(new Error('the thread ended')));
      worker.on('message', done);
      worker.on('error', failed);
      worker.on('exit', failed);
      worker.postMessage(step);
    });
    // Whoever takes the batch hears of a failure; nobody may take it.
    images.catch(() => undefined);
    return images;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}
