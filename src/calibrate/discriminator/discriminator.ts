import { type NetworkSession, type NetworkTensor, networkRuntime } from '../../compute/index.ts';
import { type AdamState, adamStep } from '../../numerics/index.ts';
import { judgingGraph, learningGraph } from './graph.ts';
import { elements, type NetworkShape, normShapes, weightShapes } from './network.ts';

/** A discriminator and how it learns. */
export interface DiscriminatorOptions extends NetworkShape {
  /** Edge of the square images, pixels: a multiple of 16. */
  readonly size: number;
  /** Real images of a batch, and as many generated ones. */
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
  /** '<weight>', 'first.<weight>', 'second.<weight>', 'centre.<norm>', 'factor.<norm>' - float32. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
}

/** Outcome of a step. */
export interface DiscriminatorStep {
  /** Mean cross-entropy of real and generated images. */
  readonly loss: number;
  /** Share of images judged rightly. */
  readonly realAccuracy: number;
  readonly fakeAccuracy: number;
  /** False when the update was skipped. */
  readonly updated: boolean;
}

/** The network's opinion of generated images, and which way it would lead them. */
export interface Opinion {
  /** The generator's loss: the mean cross-entropy of calling generated images real. */
  readonly adversarialLoss: number;
  /** Its gradient with respect to the generated images - shape [batch, phases, size, size] - float32. */
  readonly adversarialGradient: Float32Array;
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
  for (const [name, dims] of Object.entries(normShapes(shape))) {
    tensors[name] = new Float32Array(elements(dims)).fill(name.startsWith('factor') ? 1 : 0);
  }
  return { step: 0, tensors };
}

const softplus = (z: number): number => Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0);

/** The network on ONNX Runtime: one session that learns, and one that judges. */
export class Discriminator {
  readonly #options: DiscriminatorOptions;
  readonly #names: readonly string[];
  readonly #weights: Float32Array[];
  readonly #adam: AdamState<Float32Array>;
  readonly #norms: Record<string, Float32Array>;
  readonly #learning: NetworkSession;
  readonly #judging: NetworkSession;
  readonly #images: Float32Array;

  private constructor(
    options: DiscriminatorOptions,
    state: DiscriminatorState,
    learning: NetworkSession,
    judging: NetworkSession,
  ) {
    this.#options = options;
    this.#names = Object.keys(weightShapes(options));
    const copies = (prefix: string): Float32Array[] => this.#names.map((name) => state.tensors[prefix + name].slice());
    this.#weights = copies('');
    this.#adam = { step: state.step, first: copies('first.'), second: copies('second.') };
    this.#norms = Object.fromEntries(Object.keys(normShapes(options)).map((n) => [n, state.tensors[n].slice()]));
    this.#learning = learning;
    this.#judging = judging;
    this.#images = new Float32Array(2 * options.batch * this.#image);
  }

  /** Numbers of an image. */
  get #image(): number {
    return this.#options.phases * this.#options.size ** 2;
  }

  /** Builds both graphs, opens their sessions. @throws ExcursaError (resource) without a runtime for networks. */
  static async open(options: DiscriminatorOptions, state: DiscriminatorState): Promise<Discriminator> {
    const { size, batch, threads } = options;
    if (size % 16 !== 0) throw new RangeError(`discriminator: expected a size that is a multiple of 16, got ${size}`);
    const runtime = networkRuntime();
    // Only who opens a network has to load what writes one.
    const { encodeModel } = await import('./onnx-model.ts');
    const learning = await runtime.open(encodeModel(learningGraph(options, { batch: 2 * batch, size })), { threads });
    const judging = await runtime.open(encodeModel(judgingGraph(options, { batch, size })), { threads });
    return new Discriminator(options, state, learning, judging);
  }

  /**
   * Judges as many real as generated images, then learns from them unless the loss is below `skipBelow`.
   *
   * @param real - indicators of real images - shape [batch, phases, size, size] - float32. @param fake - of generated
   * ones, likewise.
   */
  async step(real: Float32Array, fake: Float32Array, skipBelow: number): Promise<DiscriminatorStep> {
    const { batch, learningRate, beta1, beta2 } = this.#options;
    const results = await this.#run(real, fake);
    const loss = results.loss[0];
    const right = (from: number, sign: number): number =>
      results.logits.subarray(from, from + batch).reduce((n, z) => n + (sign * z > 0 ? 1 : 0), 0) / batch;
    for (const name of Object.keys(this.#norms)) this.#norms[name] = results[name];
    const updated = loss >= skipBelow;
    if (updated) {
      const gradients = this.#names.map((name) => results[`d_${name}`]);
      adamStep(this.#weights, gradients, this.#adam, { learningRate, beta1, beta2, epsilon: 1e-8 });
    }
    return { loss, realAccuracy: right(0, 1), fakeAccuracy: right(batch, -1), updated };
  }

  /**
   * Takes the normalisation with which images are judged from batches: the mean of their statistics under the present
   * weights. That of the last step is the one before its update.
   */
  async settle(batches: Iterable<readonly [real: Float32Array, fake: Float32Array]>): Promise<void> {
    const names = Object.keys(this.#norms);
    const sums: Record<string, Float64Array> = {};
    let count = 0;
    for (const [real, fake] of batches) {
      const results = await this.#run(real, fake, names);
      for (const name of names) {
        sums[name] ??= new Float64Array(results[name].length);
        results[name].forEach((value, c) => {
          sums[name][c] += value;
        });
      }
      count++;
    }
    for (const name of names) this.#norms[name] = Float32Array.from(sums[name], (sum) => sum / count);
  }

  async #run(real: Float32Array, fake: Float32Array, outputs?: readonly string[]) {
    const { batch } = this.#options;
    // The runtime takes no arrays in shared memory, so it gets copies.
    this.#images.set(real);
    this.#images.set(fake, real.length);
    const target = { data: new Float32Array(2 * batch).fill(1, 0, batch), shape: [2 * batch, 1] };
    return this.#learning.run({ ...this.#feeds(2 * batch), target }, outputs);
  }

  /** The weights, and as many of the images in memory as are told. */
  #feeds(count: number): Record<string, NetworkTensor> {
    const { phases, size } = this.#options;
    const shapes = weightShapes(this.#options);
    const data = this.#images.subarray(0, count * this.#image);
    const feeds: Record<string, NetworkTensor> = { images: { data, shape: [count, phases, size, size] } };
    this.#names.forEach((name, i) => {
      feeds[name] = { data: this.#weights[i], shape: shapes[name] };
    });
    return feeds;
  }

  /** Judges a batch of generated images, and tells the generator which way to go. */
  async oppose(fake: Float32Array): Promise<Opinion> {
    const { batch } = this.#options;
    this.#images.set(fake);
    const { logits, d_images: adversarialGradient } = await this.#judging.run(this.#judgingFeeds());
    let adversarialLoss = 0;
    for (let n = 0; n < batch; n++) {
      adversarialLoss += softplus(-logits[n]) / batch;
      // Slope of the loss in this image's logit.
      const scale = -1 / (1 + Math.exp(logits[n])) / batch;
      const image = adversarialGradient.subarray(n * this.#image, (n + 1) * this.#image);
      for (let i = 0; i < image.length; i++) image[i] *= scale;
    }
    return { adversarialLoss, adversarialGradient };
  }

  #judgingFeeds(): Record<string, NetworkTensor> {
    const feeds = this.#feeds(this.#options.batch);
    for (const [name, shape] of Object.entries(normShapes(this.#options))) {
      feeds[name] = { data: this.#norms[name], shape };
    }
    return feeds;
  }

  /**
   * Judges images without learning from them.
   * @param images - indicators - shape [count, phases, size, size] - float32. @returns logits of "real" - shape [count]
   * - float32.
   */
  async judge(images: Float32Array, count: number): Promise<Float32Array> {
    const { batch } = this.#options;
    const out = new Float32Array(count);
    for (let first = 0; first < count; first += batch) {
      const n = Math.min(batch, count - first);
      this.#images.fill(0);
      this.#images.set(images.subarray(first * this.#image, (first + n) * this.#image));
      const { logits } = await this.#judging.run(this.#judgingFeeds(), ['logits']);
      out.set(logits.subarray(0, n), first);
    }
    return out;
  }

  /** A copy of weights, moments and normalisation. */
  state(): DiscriminatorState {
    const tensors: Record<string, Float32Array> = {};
    this.#names.forEach((name, i) => {
      tensors[name] = this.#weights[i].slice();
      tensors[`first.${name}`] = this.#adam.first[i].slice();
      tensors[`second.${name}`] = this.#adam.second[i].slice();
    });
    for (const [name, values] of Object.entries(this.#norms)) tensors[name] = values.slice();
    return { step: this.#adam.step, tensors };
  }

  /** Ends the sessions. */
  async close(): Promise<void> {
    await this.#learning.close();
    await this.#judging.close();
  }
}
