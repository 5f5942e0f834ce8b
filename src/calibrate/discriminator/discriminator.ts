import { type NetworkSession, type NetworkTensor, networkRuntime } from '../../compute/index.ts';
import { type AdamState, adamStep } from '../../numerics/index.ts';
import { discriminatorGraph, penaltyStep } from './graph.ts';
import { type AdversarialLoss, adversarialLosses, elements, type NetworkShape, weightShapes } from './network.ts';

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
  /** Game that is played, 'cross-entropy' unless told. */
  readonly loss?: AdversarialLoss;
  /** Weight of the mean squared slope of the logits in the discriminator's loss, 0 unless told. */
  readonly penalty?: number;
}

/** Everything that training changes: weights and Adam's moments, for checkpoints. */
export interface DiscriminatorState {
  /** Updates made. */
  readonly step: number;
  /** '<weight>', 'first.<weight>', 'second.<weight>' - float32. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
}

/** Outcome of a step. */
export interface DiscriminatorStep {
  /** Mean loss of real and generated images, the cross-entropy or that of another game, without penalty. */
  readonly loss: number;
  /** Mean squared slope of the logits, where it is penalised. */
  readonly penalty?: number;
  /** Share of images judged rightly. */
  readonly realAccuracy: number;
  readonly fakeAccuracy: number;
  /** False when the update was skipped. */
  readonly updated: boolean;
  /**
   * The generator's adversarial loss before the update, as a rule the cross-entropy of calling generated images real.
   */
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
  return { step: 0, tensors };
}

/** The network on ONNX Runtime. Owns a session. */
export class Discriminator {
  readonly #options: DiscriminatorOptions;
  readonly #names: readonly string[];
  readonly #weights: Float32Array[];
  readonly #adam: AdamState<Float32Array>;
  readonly #session: NetworkSession;
  readonly #images: Float32Array;

  private constructor(options: DiscriminatorOptions, state: DiscriminatorState, session: NetworkSession) {
    this.#options = options;
    this.#names = Object.keys(weightShapes(options));
    const copies = (prefix: string): Float32Array[] => this.#names.map((name) => state.tensors[prefix + name].slice());
    this.#weights = copies('');
    this.#adam = { step: state.step, first: copies('first.'), second: copies('second.') };
    this.#session = session;
    this.#images = new Float32Array(this.#capacity * options.phases * options.size ** 2);
  }

  /** Images that the graph takes: real, generated, and both once more where slopes are penalised. */
  get #capacity(): number {
    return (this.#options.penalty ? 4 : 2) * this.#options.batch;
  }

  /** Builds the graph and opens its session. @throws ExcursaError (resource) when there is no runtime for networks. */
  static async open(options: DiscriminatorOptions, state: DiscriminatorState): Promise<Discriminator> {
    const { size, batch, threads, loss, penalty } = options;
    if (size % 16 !== 0) throw new RangeError(`discriminator: expected a size that is a multiple of 16, got ${size}`);
    const runtime = networkRuntime();
    // Only who opens a network has to load what writes one.
    const { encodeModel } = await import('./onnx-model.ts');
    const model = encodeModel(
      discriminatorGraph(options, {
        ...{ batch: 2 * batch, size, judged: [batch, 2 * batch] },
        ...(loss && { loss }),
        ...(penalty && { penalty }),
      }),
    );
    return new Discriminator(options, state, await runtime.open(model, { threads }));
  }

  /**
   * Judges as many real as generated images, tells the generator which way to go, then learns from them unless the loss
   * is below a `skipBelow` other than zero.
   *
   * One backward pass serves both players: that of the generated images' logits, which each of them multiplies by a
   * slope of its own.
   *
   * @param real - indicators of real images - shape [batch, phases, size, size] - float32. @param fake - of generated
   * ones, likewise.
   * @param directions - standard normal, in which slopes are penalised, of the real and then the generated images -
   * shape [2 batch, phases, size, size].
   */
  async step(
    real: Float32Array,
    fake: Float32Array,
    { skipBelow, directions }: { readonly skipBelow: number; readonly directions?: ArrayLike<number> },
  ): Promise<DiscriminatorStep> {
    const { batch, phases, size, learningRate, beta1, beta2, loss: game = 'cross-entropy' } = this.#options;
    // The runtime takes no arrays in shared memory, so it gets copies.
    this.#images.set(real);
    this.#images.set(fake, real.length);
    if (this.#options.penalty) {
      const count = real.length + fake.length;
      if (directions?.length !== count)
        throw new RangeError(
          `discriminator: expected ${count} directions to penalise slopes, got ${directions?.length}`,
        );
      for (let i = 0; i < count; i++) this.#images[count + i] = this.#images[i] + penaltyStep * directions[i];
    }
    const results = await this.#session.run(this.#feeds());
    const loss = results.loss[0];
    const logits = results.logits;
    const right = (from: number, sign: number): number =>
      logits.subarray(from, from + batch).reduce((n, z) => n + (sign * z > 0 ? 1 : 0), 0) / batch;

    const adversarialGradient = results.d_images;
    const { generatorLoss, generatorSlope } = adversarialLosses[game];
    let adversarialLoss = 0;
    for (let n = 0; n < batch; n++) {
      const z = logits[batch + n];
      adversarialLoss += generatorLoss(z) / batch;
      const image = adversarialGradient.subarray(n * phases * size * size, (n + 1) * phases * size * size);
      const scale = generatorSlope(z) / batch;
      for (let i = 0; i < image.length; i++) image[i] *= scale;
    }

    // Without the rule losses below zero, which the Wasserstein game has, are no reason to skip either.
    const updated = skipBelow === 0 || loss >= skipBelow;
    if (updated) {
      const gradients = this.#names.map((name) => results[`d_${name}`]);
      adamStep(this.#weights, gradients, this.#adam, { learningRate, beta1, beta2, epsilon: 1e-8 });
    }
    return {
      loss,
      ...(results.penalty && { penalty: results.penalty[0] }),
      realAccuracy: right(0, 1),
      fakeAccuracy: right(batch, -1),
      updated,
      adversarialLoss,
      adversarialGradient,
    };
  }

  /** What the graph takes: the images in memory, the first `batch` of them real, and the weights. */
  #feeds(): Record<string, NetworkTensor> {
    const { batch, phases, size } = this.#options;
    const shapes = weightShapes(this.#options);
    const feeds: Record<string, NetworkTensor> = {
      images: { data: this.#images, shape: [this.#capacity, phases, size, size] },
      target: { data: new Float32Array(2 * batch).fill(1, 0, batch), shape: [2 * batch, 1] },
    };
    this.#names.forEach((name, i) => {
      feeds[name] = { data: this.#weights[i], shape: shapes[name] };
    });
    return feeds;
  }

  /**
   * Judges images without learning from them.
   * @param images - indicators - shape [count, phases, size, size] - float32. @returns logits of "real" - shape [count]
   * - float32.
   */
  async judge(images: Float32Array, count: number): Promise<Float32Array> {
    const { phases, size } = this.#options;
    const image = phases * size * size;
    const out = new Float32Array(count);
    for (let first = 0; first < count; first += this.#capacity) {
      const n = Math.min(this.#capacity, count - first);
      this.#images.fill(0);
      this.#images.set(images.subarray(first * image, (first + n) * image));
      const { logits } = await this.#session.run(this.#feeds(), ['logits']);
      out.set(logits.subarray(0, n), first);
    }
    return out;
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

  /** Ends the session. */
  async close(): Promise<void> {
    await this.#session.close();
  }
}
