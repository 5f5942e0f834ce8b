import type { PhaseMap } from '../../../grid/index.ts';
import { type Key, keyOf, normals, purposes, uniforms } from '../../../random/index.ts';
import {
  Discriminator,
  type DiscriminatorOptions,
  type DiscriminatorState,
  type DiscriminatorStep,
  initialState,
} from '../../discriminator/index.ts';
import type { Settings } from '../../settings.ts';
import { CropQueue } from './crops.ts';

/** A blur of images, in place; near the border the weights are those of the pixels that exist, divided by their sum. */
export interface Blur {
  /** Blurs planes - shape [plane, size, size] - float32. */
  readonly apply: (planes: Float32Array) => void;
  /** Carries gradients of blurred planes back to the planes. */
  readonly adjoint: (gradients: Float32Array) => void;
}

/** Standard deviations after which the normal weights end. */
const reach = 3;

/**
 * A normal blur that looks at real and generated images alike: with soft phases neither has edges sharper than the
 * other's.
 * @param size - edge of the square planes, pixels. @param deviation - standard deviation, pixels.
 */
export function createBlur(size: number, deviation: number): Blur {
  const radius = Math.ceil(reach * deviation);
  const weights = Float64Array.from({ length: radius + 1 }, (_, d) => Math.exp(-((d / deviation) ** 2) / 2));
  const sums = Float64Array.from({ length: size }, (_, at) => {
    let sum = 0;
    for (let d = -Math.min(radius, at); d <= Math.min(radius, size - 1 - at); d++) sum += weights[Math.abs(d)];
    return sum;
  });
  const line = new Float64Array(size);

  /**
   * Symmetric weights along one line, divided by their sums afterwards, or before: the two are each other's adjoint.
   */
  const along = (values: Float32Array, from: number, stride: number, before: boolean): void => {
    for (let i = 0; i < size; i++) line[i] = values[from + i * stride] / (before ? sums[i] : 1);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = Math.max(0, i - radius); j <= Math.min(size - 1, i + radius); j++) {
        sum += weights[Math.abs(j - i)] * line[j];
      }
      values[from + i * stride] = before ? sum : sum / sums[i];
    }
  };
  const both = (planes: Float32Array, before: boolean): void => {
    for (let plane = 0; plane < planes.length; plane += size * size) {
      for (let i = 0; i < size; i++) along(planes, plane + i * size, 1, before);
      for (let i = 0; i < size; i++) along(planes, plane + i, size, before);
    }
  };
  return { apply: (planes) => both(planes, false), adjoint: (gradients) => both(gradients, true) };
}

/** Constants of Adam for both players, as in the source's reference trial. */
export const betas = { beta1: 0.5, beta2: 0.99 };

/** Numbers in the table that noise is read from: a fresh draw of all noise would take longer than the network does. */
const tableSize = 2 ** 18;

/**
 * Noise for images of `image` numbers each, read from a table of normal ones at places that are a function of the step.
 */
class NoiseTable {
  readonly #table: Float32Array;
  readonly #key: Key;
  readonly #image: number;

  constructor(seed: number, purpose: string, image: number) {
    this.#key = keyOf(seed, purpose);
    this.#image = image;
    const numbers = normals(tableSize, this.#key, 0);
    // The beginning once more behind the end: every place begins a whole image.
    this.#table = Float32Array.from({ length: tableSize + image }, (_, i) => numbers[i % tableSize]);
  }

  /** Standard normal numbers - shape [images, numbers of an image] - float32. */
  draw(images: number, step: number): Float32Array {
    const out = new Float32Array(images * this.#image);
    uniforms(images, this.#key, step + 1).forEach((u, n) => {
      const place = Math.floor(u * tableSize);
      out.set(this.#table.subarray(place, place + this.#image), n * this.#image);
    });
    return out;
  }
}

/**
 * The discriminator with everything between it and the images: real cut-outs, the blur and the noise that both kinds
 * get, the directions of its penalty (one normal number a pixel and phase). All of it is a function of the settings and
 * the step, so that a resumed calibration sees the same.
 */
export class Adversary {
  readonly #settings: Settings;
  readonly #discriminator: Discriminator;
  readonly #crops: CropQueue;
  readonly #blur: Blur | undefined;
  readonly #noise: NoiseTable | undefined;
  readonly #directions: NoiseTable | undefined;

  private constructor(settings: Settings, phases: number, discriminator: Discriminator, crops: CropQueue) {
    this.#settings = settings;
    this.#discriminator = discriminator;
    this.#crops = crops;
    const { seed, window, instanceNoise, gradientPenalty } = settings;
    const image = phases * window ** 2;
    if (instanceNoise > 0) this.#noise = new NoiseTable(seed, purposes.instanceNoise, image);
    if (gradientPenalty > 0) this.#directions = new NoiseTable(seed, purposes.penaltyDirections, image);
    this.#blur = settings.blur > 0 ? createBlur(settings.window, settings.blur) : undefined;
  }

  /**
   * Opens the network with the state of a checkpoint, or a fresh one.
   * @param order - material phase of Xi_1, Xi_2, ...
   * @throws ExcursaError (input) when a section is smaller than the window.
   */
  static async open(
    settings: Settings,
    sections: readonly PhaseMap[],
    order: readonly number[],
    threads: number,
    state: DiscriminatorState | null,
  ): Promise<Adversary> {
    const { window, batch, seed } = settings;
    const options: DiscriminatorOptions = {
      phases: order.length,
      size: window,
      batch,
      channels: settings.discriminator,
      threads,
      learningRate: settings.discriminatorRate,
      loss: settings.adversarialLoss,
      penalty: settings.gradientPenalty,
      ...betas,
    };
    let stream = 0;
    const key = keyOf(seed, purposes.weights);
    const start = state ?? initialState(options, (count) => uniforms(count, key, stream++));
    const crops = new CropQueue({ sections, window, order, key: keyOf(seed, purposes.crops), count: batch }, threads);
    return new Adversary(settings, order.length, await Discriminator.open(options, start), crops);
  }

  /**
   * The discriminator's opinion of generated images beside real ones; it learns from them afterwards. The gradient is
   * that of the images as given.
   * @param fake - indicators - shape [batch, phases, window, window] - float32. @param step - number of the training
   * step.
   */
  async judge(fake: Float32Array, step: number): Promise<DiscriminatorStep> {
    const { batch, skipBelow, instanceNoise } = this.#settings;
    const real = await this.#crops.take(step);
    // The generator's images belong to it and lie in shared memory: they are changed in a copy.
    const seen = this.#blur || this.#noise ? Float32Array.from(fake) : fake;
    if (this.#blur) for (const images of [real, seen]) this.#blur.apply(images);
    const noise = this.#noise?.draw(2 * batch, step);
    if (noise) {
      for (let i = 0; i < fake.length; i++) {
        real[i] += instanceNoise * noise[i];
        seen[i] += instanceNoise * noise[fake.length + i];
      }
    }
    const directions = this.#directions?.draw(2 * batch, step);
    const opinion = await this.#discriminator.step(real, seen, { skipBelow, ...(directions && { directions }) });
    this.#blur?.adjoint(opinion.adversarialGradient);
    return opinion;
  }

  /** A copy of the network's weights and moments. */
  state(): DiscriminatorState {
    return this.#discriminator.state();
  }

  /** Ends the session. */
  async close(): Promise<void> {
    await this.#crops.close();
    await this.#discriminator.close();
  }
}
