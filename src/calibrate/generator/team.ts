import { Worker } from 'node:worker_threads';
import type { PhaseMode } from '../../phase/index.ts';
import { type ChunkGradient, chunkSize, type GeneratorSetup } from './chunk.ts';
import { type BatchOrder, chunkLengths, createBatchWorker, createSharedBatch } from './shared-batch.ts';
import type { Spectra } from './spectra.ts';

/** What a batch is made from. */
export interface BatchRequest {
  readonly spectra: Pick<Spectra, 'amplitudes' | 'scalars'>;
  readonly mode: PhaseMode;
  /** Realisation number of the first image. */
  readonly firstImage: number;
  /** Images, a multiple of `chunkSize` and at most the team's capacity. */
  readonly count: number;
}

/** A generated batch. The arrays are the team's own and hold until its next forward pass. */
export interface Batch {
  /** [chunk] of shape [feature] - float64. */
  readonly features: readonly Float64Array[];
  /** Phase indicators - shape [image, phase, window, window] - float32. */
  readonly images: Float32Array;
}

/** Threads that generate batches together. Results do not depend on how many they are: chunks are fixed and summed in their order. */
export class GeneratorTeam {
  readonly #setup: GeneratorSetup;
  readonly #shared: ReturnType<typeof createSharedBatch>;
  readonly #own: (order: BatchOrder) => void;
  readonly #others: Worker[];
  #chunks = 0;

  /** @param capacity - most images of a batch. @param threads - threads that work, this one included. */
  constructor(setup: GeneratorSetup, capacity: number, threads: number) {
    this.#setup = setup;
    this.#shared = createSharedBatch(setup, Math.ceil(capacity / chunkSize));
    this.#own = createBatchWorker(setup, this.#shared);
    const workerData = { setup, shared: this.#shared };
    this.#others = Array.from(
      { length: threads - 1 },
      () => new Worker(new URL('./batch-thread.js', import.meta.url), { workerData }),
    );
    // An idle team must not keep the process alive.
    for (const worker of this.#others) worker.unref();
  }

  async #carryOut(make: (chunks: number[]) => BatchOrder): Promise<void> {
    const members = this.#others.length + 1;
    const shares = Array.from({ length: members }, (_, m) =>
      Array.from({ length: this.#chunks }, (_, c) => c).filter((c) => c % members === m),
    );
    const answers = this.#others.map((worker, m) => {
      worker.postMessage(make(shares[m + 1]));
      return new Promise<void>((resolve, reject) => {
        const settle = (error?: Error): void => {
          worker.off('message', done);
          worker.off('error', settle);
          if (error) reject(error);
          else resolve();
        };
        const done = (): void => settle();
        worker.on('message', done);
        worker.on('error', settle);
      });
    });
    // Waiting keeps the process alive even though the workers do not.
    const keepAlive = setInterval(() => undefined, 60_000);
    try {
      this.#own(make(shares[0]));
      await Promise.all(answers);
    } finally {
      clearInterval(keepAlive);
    }
  }

  /** Generates a batch. */
  async forward(request: BatchRequest): Promise<Batch> {
    const { record, window, maxLag } = this.#setup;
    const length = chunkLengths(record, window, maxLag);
    request.spectra.amplitudes.forEach((amplitude, k) => {
      this.#shared.amplitudes.set(amplitude, k * length.size);
    });
    this.#shared.scalars.set(request.spectra.scalars);
    this.#chunks = request.count / chunkSize;
    const { mode, firstImage } = request;
    await this.#carryOut((chunks) => ({ kind: 'forward', chunks, mode, firstImage }));
    return {
      features: Array.from({ length: this.#chunks }, (_, c) =>
        this.#shared.features.slice(c * length.feature, (c + 1) * length.feature),
      ),
      images: this.#shared.images.subarray(0, this.#chunks * length.image),
    };
  }

  /**
   * Gradient of a loss of the last batch.
   * @param features - dL / d feature - [chunk] of shape [feature]. @param images - dL / d indicator, shaped as the batch's images.
   */
  async backward(features: readonly Float64Array[], images?: Float32Array): Promise<ChunkGradient> {
    const { record, window, maxLag } = this.#setup;
    const length = chunkLengths(record, window, maxLag);
    features.forEach((gradient, c) => {
      this.#shared.featureGradients.set(gradient, c * length.feature);
    });
    if (images) this.#shared.imageGradients.set(images);
    await this.#carryOut((chunks) => ({ kind: 'backward', chunks, useImages: images !== undefined }));
    const amplitudes = record.fields.map(() => new Float64Array(length.size));
    const scalars = new Float64Array(length.scalar);
    for (let c = 0; c < this.#chunks; c++) {
      amplitudes.forEach((sum, k) => {
        const offset = c * length.amplitude + k * length.size;
        for (let i = 0; i < sum.length; i++) sum[i] += this.#shared.amplitudeGradients[offset + i];
      });
      for (let i = 0; i < scalars.length; i++) scalars[i] += this.#shared.scalarGradients[c * length.scalar + i];
    }
    return { amplitudes, scalars };
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#others.map((worker) => worker.terminate()));
  }
}
