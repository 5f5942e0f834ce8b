import { type ModelRecord, type PhaseMode, phaseCount } from '../../phase/index.ts';
import { featureLayout } from '../loss/features.ts';
import { type Chunk, type ChunkInput, chunkSize, createChunk, type GeneratorSetup } from './chunk.ts';

/** Arrays of one batch in memory that all threads see; one slot per chunk. */
export interface SharedBatch {
  /** [field, window, window] - float64. */
  readonly amplitudes: Float64Array;
  /** [scalar] - float64. */
  readonly scalars: Float64Array;
  /** [chunk, feature] - float64; results of the forward pass and inputs of the backward pass. */
  readonly features: Float64Array;
  readonly featureGradients: Float64Array;
  /** [image, phase, window, window] - float32. */
  readonly images: Float32Array;
  readonly imageGradients: Float32Array;
  /** [chunk, field, window, window] and [chunk, scalar] - float64; results of the backward pass. */
  readonly amplitudeGradients: Float64Array;
  readonly scalarGradients: Float64Array;
}

/** One order to a thread: which chunks to work on, and how. */
export type BatchOrder =
  | {
      readonly kind: 'forward';
      readonly chunks: readonly number[];
      readonly mode: PhaseMode;
      readonly firstImage: number;
    }
  | { readonly kind: 'backward'; readonly chunks: readonly number[]; readonly useImages: boolean };

/** Lengths of one chunk's share of each array. */
export function chunkLengths(record: ModelRecord, window: number, maxLag: number) {
  const size = window * window;
  return {
    size,
    feature: featureLayout(phaseCount(record), maxLag).length,
    image: chunkSize * phaseCount(record) * size,
    amplitude: record.fields.length * size,
    scalar: record.scalars.length,
  };
}

/** Allocates the arrays of a batch of `chunks` chunks in shared memory. */
export function createSharedBatch(setup: GeneratorSetup, chunks: number): SharedBatch {
  const length = chunkLengths(setup.record, setup.window, setup.maxLag);
  const doubles = (count: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * count));
  const singles = (count: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * count));
  return {
    amplitudes: doubles(length.amplitude),
    scalars: doubles(length.scalar),
    features: doubles(chunks * length.feature),
    featureGradients: doubles(chunks * length.feature),
    images: singles(chunks * length.image),
    imageGradients: singles(chunks * length.image),
    amplitudeGradients: doubles(chunks * length.amplitude),
    scalarGradients: doubles(chunks * length.scalar),
  };
}

/** Carries out orders on the chunks given to one thread; keeps each chunk's state between its forward and its backward pass. */
export function createBatchWorker(setup: GeneratorSetup, shared: SharedBatch): (order: BatchOrder) => void {
  const length = chunkLengths(setup.record, setup.window, setup.maxLag);
  const chunks = new Map<number, Chunk>();
  const chunkAt = (index: number): Chunk => {
    const chunk = chunks.get(index) ?? createChunk(setup);
    chunks.set(index, chunk);
    return chunk;
  };
  const part = <T extends Float32Array | Float64Array>(array: T, index: number, count: number): T =>
    array.subarray(index * count, (index + 1) * count) as T;
  return (order) => {
    for (const index of order.chunks) {
      const chunk = chunkAt(index);
      if (order.kind === 'forward') {
        const input: ChunkInput = {
          amplitudes: setup.record.fields.map((_, k) => part(shared.amplitudes, k, length.size)),
          scalars: shared.scalars,
          mode: order.mode,
          firstImage: order.firstImage + index * chunkSize,
        };
        part(shared.features, index, length.feature).set(chunk.forward(input));
        chunk.copyImages(part(shared.images, index, length.image));
      } else {
        const gradient = chunk.backward(
          part(shared.featureGradients, index, length.feature),
          order.useImages ? part(shared.imageGradients, index, length.image) : undefined,
        );
        const amplitudes = part(shared.amplitudeGradients, index, length.amplitude);
        gradient.amplitudes.forEach((values, k) => {
          part(amplitudes, k, length.size).set(values);
        });
        part(shared.scalarGradients, index, length.scalar).set(gradient.scalars);
      }
    }
  };
}
