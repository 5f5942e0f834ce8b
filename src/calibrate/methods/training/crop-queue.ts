import { type TaskProgram, type TaskThread, threadHost } from '../../../compute/index.ts';
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
 * Cuts out the batch of a step. @throws ExcursaError (input) when a section is smaller than the window, or all places
 * are masked.
 */
export const cropProgram: TaskProgram<CropRequest, number, Float32Array> = ({
  sections,
  window,
  order,
  key,
  count,
}) => {
  const sampler = createCropSampler(sections, window, order, key);
  return (step) => {
    const images = new Float32Array(count * order.length * window * window);
    sampler.fill(images, count, step);
    return images;
  };
};

/**
 * Batches of real images, each a pure function of (key, step). With more than one thread, a thread of their own cuts
 * out the next batch while the network learns from this one.
 */
export class CropQueue {
  readonly #cut: (step: number) => Float32Array;
  #thread: TaskThread | undefined;
  #ahead: { readonly step: number; readonly images: Promise<Float32Array | undefined> } | undefined;

  /** @throws ExcursaError (input) when a section is smaller than the window. */
  constructor(request: CropRequest, threads: number) {
    this.#cut = cropProgram(request) as (step: number) => Float32Array;
    if (threads > 1) this.#thread = threadHost().startTasks?.('crops', request);
  }

  /** The batch of a step; the next step's is begun. @throws ExcursaError (input) when no unmasked place is found. */
  async take(step: number): Promise<Float32Array> {
    const ahead = this.#ahead;
    // One task at a time: a batch that nobody takes is waited for too.
    const next = await ahead?.images;
    const images = (ahead?.step === step ? next : undefined) ?? this.#cut(step);
    this.#ahead = this.#thread && { step: step + 1, images: this.#ask(this.#thread, step + 1) };
    return images;
  }

  async #ask(thread: TaskThread, step: number): Promise<Float32Array | undefined> {
    try {
      return (await thread.run(step)) as Float32Array;
    } catch {
      // A thread that failed has a reason that cutting out here will show; without it batches are cut out here.
      this.#thread = undefined;
      return undefined;
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread?.end();
  }
}
