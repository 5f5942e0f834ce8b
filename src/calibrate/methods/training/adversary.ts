import type { PhaseMap } from '../../../grid/index.ts';
import { keyOf, purposes, uniforms } from '../../../random/index.ts';
import {
  Discriminator,
  type DiscriminatorOptions,
  type DiscriminatorState,
  type DiscriminatorStep,
  initialState,
  type Opinion,
} from '../../discriminator/index.ts';
import { type Settings, skipBelowOf } from '../../settings.ts';
import { CropQueue } from './crops.ts';

/** Constants of Adam for both players, as in the source's reference trial. */
export const betas = { beta1: 0.5, beta2: 0.99 };

/**
 * The discriminator and real cut-outs for it, a function of the settings and the step, so that a resumed calibration
 * sees the same.
 */
export class Adversary {
  readonly #settings: Settings;
  readonly #discriminator: Discriminator;
  readonly #crops: CropQueue;

  private constructor(settings: Settings, discriminator: Discriminator, crops: CropQueue) {
    this.#settings = settings;
    this.#discriminator = discriminator;
    this.#crops = crops;
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
      ...betas,
    };
    let stream = 0;
    const key = keyOf(seed, purposes.weights);
    const start = state ?? initialState(options, (count) => uniforms(count, key, stream++));
    const crops = new CropQueue({ sections, window, order, key: keyOf(seed, purposes.crops), count: batch }, threads);
    return new Adversary(settings, await Discriminator.open(options, start), crops);
  }

  /**
   * The discriminator's opinion of generated images beside real ones; it learns from them afterwards.
   * @param fake - indicators - shape [batch, phases, window, window] - float32. @param step - number of the training
   * step. @param lead - whether the generator wants to know which way to go.
   */
  async judge(fake: Float32Array, step: number, lead: boolean): Promise<DiscriminatorStep & Partial<Opinion>> {
    const real = await this.#crops.take(step);
    const opinion = lead ? await this.#discriminator.oppose(fake) : {};
    return { ...(await this.#discriminator.step(real, fake, skipBelowOf(this.#settings))), ...opinion };
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
