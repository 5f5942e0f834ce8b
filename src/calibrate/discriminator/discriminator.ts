import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type AdamState, adamStep } from '../adam.ts';
import { discriminatorGraph } from './graph.ts';
import { elements, type NetworkShape, weightShapes } from './network.ts';
import { encodeModel } from './onnx-model.ts';

/** A discriminator and how it learns. */
export interface DiscriminatorOptions extends NetworkShape {
  /** Edge of the square images, pixels: a multiple of 16. */
  readonly size: number;
  /** Images of a batch. */
  readonly batch: number;
  readonly threads: number;
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
}

/** Everything that training changes: weights and Adam's moments, for checkpoints. */
export interface DiscriminatorState {
  /** Updates made. */
  readonly step: number;
  /** '<weight>', 'first.<weight>', 'second.<weight>' - float32. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
}

/** Outcome of a training step. */
export interface DiscriminatorStep {
  /** Mean of the cross-entropies of real and generated images. */
  readonly loss: number;
  /** Share of images judged rightly. */
  readonly realAccuracy: number;
  readonly fakeAccuracy: number;
  /** False when the update was skipped. */
  readonly updated: boolean;
}

/**
 * Weights uniform in +-1/sqrt(inputs of a unit), moments zero.
 * @param uniform - gives numbers in (0, 1) - shape [count].
 */
export function initialState(shape: NetworkShape, uniform: (count: number) => Float64Array): DiscriminatorState {
  const tensors: Record<string, Float32Array> = {};
  let fanIn = 1;
  for (const [name, dims] of Object.entries(weightShapes(shape))) {
    // Biases come after their weights and share the bound.
    if (dims.length === 4) fanIn = dims[1] * dims[2] * dims[3];
    else if (name === 'linear') fanIn = dims[0];
    const bound = 1 / Math.sqrt(fanIn);
    const values = Float32Array.from(uniform(elements(dims)), (u) => bound * (2 * u - 1));
    tensors[name] = values;
    tensors[`first.${name}`] = new Float32Array(values.length);
    tensors[`second.${name}`] = new Float32Array(values.length);
  }
  return { step: 0, tensors };
}

/** The network on ONNX Runtime. Owns two sessions: one with gradients of the weights for real and generated images, one with those of the images. */
export class Discriminator {
  readonly #options: DiscriminatorOptions;
  readonly #names: readonly string[];
  readonly #weights: Float32Array[];
  readonly #adam: AdamState<Float32Array>;
  readonly #trainer: InferenceSession;
  readonly #judge: InferenceSession;
  readonly #both: Float32Array;

  private constructor(
    options: DiscriminatorOptions,
    state: DiscriminatorState,
    trainer: InferenceSession,
    judge: InferenceSession,
  ) {
    this.#options = options;
    this.#names = Object.keys(weightShapes(options));
    const copies = (prefix: string): Float32Array[] => this.#names.map((name) => state.tensors[prefix + name].slice());
    this.#weights = copies('');
    this.#adam = { step: state.step, first: copies('first.'), second: copies('second.') };
    this.#trainer = trainer;
    this.#judge = judge;
    this.#both = new Float32Array(2 * options.batch * options.phases * options.size ** 2);
  }

  /** Builds the graphs and opens their sessions. */
  static async open(options: DiscriminatorOptions, state: DiscriminatorState): Promise<Discriminator> {
    if (options.size % 16 !== 0)
      throw new RangeError(`discriminator: expected a size that is a multiple of 16, got ${options.size}`);
    const session = (batch: number, gradientOf: 'weights' | 'images'): Promise<InferenceSession> =>
      InferenceSession.create(encodeModel(discriminatorGraph(options, batch, options.size, gradientOf)), {
        executionProviders: ['cpu'],
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
    return new Discriminator(
      options,
      state,
      await session(2 * options.batch, 'weights'),
      await session(options.batch, 'images'),
    );
  }

  #feeds(images: Float32Array, target: Float32Array): Record<string, Tensor> {
    const { phases, size } = this.#options;
    const shapes = weightShapes(this.#options);
    const feeds: Record<string, Tensor> = {
      images: new Tensor('float32', images, [target.length, phases, size, size]),
      target: new Tensor('float32', target, [target.length, 1]),
    };
    this.#names.forEach((name, i) => {
      feeds[name] = new Tensor('float32', this.#weights[i], shapes[name]);
    });
    return feeds;
  }

  /**
   * One step of training on as many real as generated images; the update is left out when the loss is below `skipBelow`.
   * @param real - indicators of real images - shape [batch, phases, size, size] - float32. @param fake - of generated ones, likewise.
   */
  async train(
    real: Float32Array,
    fake: Float32Array,
    { skipBelow }: { skipBelow: number },
  ): Promise<DiscriminatorStep> {
    const { batch, learningRate, beta1, beta2 } = this.#options;
    this.#both.set(real);
    this.#both.set(fake, real.length);
    const target = new Float32Array(2 * batch).fill(1, 0, batch);
    const results = await this.#trainer.run(this.#feeds(this.#both, target));
    const loss = (results.loss.data as Float32Array)[0];
    const logits = results.logits.data as Float32Array;
    const right = (from: number, sign: number): number =>
      logits.subarray(from, from + batch).reduce((n, z) => n + (sign * z > 0 ? 1 : 0), 0) / batch;
    const updated = loss >= skipBelow;
    if (updated) {
      const gradients = this.#names.map((name) => results[`d_${name}`].data as Float32Array);
      adamStep(this.#weights, gradients, this.#adam, { learningRate, beta1, beta2, epsilon: 1e-8 });
    }
    return { loss, realAccuracy: right(0, 1), fakeAccuracy: right(batch, -1), updated };
  }

  /**
   * The generator's adversarial loss, the cross-entropy of calling generated images real, and its gradient.
   * @param fake - indicators - shape [batch, phases, size, size] - float32. @returns the gradient in the same shape.
   */
  async adversary(fake: Float32Array): Promise<{ loss: number; gradient: Float32Array }> {
    const target = new Float32Array(this.#options.batch).fill(1);
    const results = await this.#judge.run(this.#feeds(fake, target));
    return { loss: (results.loss.data as Float32Array)[0], gradient: results.d_images.data as Float32Array };
  }

  /** A copy of weights and moments. */
  state(): DiscriminatorState {
    const tensors: Record<string, Float32Array> = {};
    this.#names.forEach((name, i) => {
      tensors[name] = this.#weights[i].slice();
      tensors[`first.${name}`] = this.#adam.first[i].slice();
      tensors[`second.${name}`] = this.#adam.second[i].slice();
    });
    return { step: this.#adam.step, tensors };
  }

  /** Ends the sessions. */
  async close(): Promise<void> {
    await this.#trainer.release();
    await this.#judge.release();
  }
}
