import { KernelTeam, MemoryPlan } from '../../compute/index.ts';
import {
  addDepths,
  type BoundLatents,
  bindLatents,
  bindLatentTerms,
  grainsAdjoint,
  latentTermScalarsAdjoint,
  type PhaseMode,
  type PlacedLatentTerm,
  phaseCount,
  scalarsAdjoint,
  termWeights,
} from '../../phase/index.ts';
import { createFeatureMap, type FeatureMap } from '../two-point/two-point-features.ts';
import { type ChunkGradient, chunkSize, createGrainImages, type GeneratorSetup, type GrainImages } from './chunk.ts';
import { batchScratch, KernelBatch } from './kernel-batch.ts';
import type { Spectra } from './spectra.ts';

/** What a batch is made from. */
export interface BatchRequest {
  readonly spectra: Pick<Spectra, 'amplitudes' | 'scalars'>;
  readonly mode: PhaseMode;
  /** Realisation number of the first image. */
  readonly firstImage: number;
  /** Images, a multiple of `chunkSize` and at most the team's capacity. */
  readonly count: number;
  /** Whether the images themselves are wanted, not only their features. */
  readonly images: boolean;
}

/** A generated batch. `images` is the team's own and holds until its next pass. */
export interface Batch {
  /** [chunk] of shape [feature] - float64. */
  readonly features: readonly Float64Array[];
  /** Phase indicators - shape [image, phase, window, window] - float32; empty if not asked for. */
  readonly images: Float32Array;
}

/** Images by their realisation numbers. */
interface Images {
  readonly firstImage: number;
  readonly count: number;
}

const none: Images = { firstImage: -1, count: 0 };

/** Whether noise of `drawn` serves `wanted`: noise of more images begins with that of fewer. */
const serves = (drawn: Images, wanted: Images): boolean =>
  drawn.firstImage === wanted.firstImage && drawn.count >= wanted.count;

/**
 * Threads that generate batches together, in float32 kernels. Results do not depend on how many they are: chunks are
 * fixed and summed in their order. `createChunk` is the same in plain float64.
 */
export class GeneratorTeam {
  readonly #setup: GeneratorSetup;
  readonly #latents: BoundLatents;
  readonly #shells: readonly PlacedLatentTerm[];
  readonly #grainImages: ReturnType<typeof createGrainImages>;
  readonly #features: FeatureMap;
  readonly #team: KernelTeam;
  readonly #batch: KernelBatch;
  #chunks = 0;
  #scalars = new Float64Array();
  #grains: GrainImages | undefined;
  /** What the offsets in memory were made from. */
  #offsets = '';
  /** Which images the noise in memory belongs to, and which that of the next batch, drawn or on its way. */
  #noise: Images = none;
  #drawn: Images = none;

  private constructor(setup: GeneratorSetup, team: KernelTeam, batch: KernelBatch) {
    this.#setup = setup;
    this.#latents = bindLatents(setup.record);
    this.#shells = bindLatentTerms(setup.record);
    this.#grainImages = createGrainImages(setup.record, setup.window, setup.grainKey);
    this.#features = createFeatureMap(setup.window, phaseCount(setup.record), setup.maxLag);
    this.#team = team;
    this.#batch = batch;
  }

  /** Starts a team. @param capacity - most images of a batch. @param threads - that work, this one included. */
  static async open(setup: GeneratorSetup, capacity: number, threads: number): Promise<GeneratorTeam> {
    const memory = new MemoryPlan(threads, batchScratch(setup));
    const batch = new KernelBatch(setup, memory, Math.ceil(capacity / chunkSize));
    const team = await KernelTeam.start(memory);
    batch.prepare(team);
    return new GeneratorTeam(setup, team, batch);
  }

  /**
   * Lets the other threads draw the noise of the next batch, beside that of the last, which may still be on its way:
   * while this thread does something else, or while a network runs. Drawn already, it is kept; a batch of other images
   * may come in between.
   */
  prepare(firstImage: number, count: number): void {
    const team = this.#team;
    const wanted = { firstImage, count };
    if (serves(this.#drawn, wanted) || serves(this.#noise, wanted)) return;
    team.finish();
    this.#drawn = wanted;
    this.#batch.configure(team, { realisation: firstImage });
    team.begin('drawNoise', (count / chunkSize) * this.#setup.record.fields.length, this.#batch.table);
  }

  /** Has the noise of a batch in its place; no job is open afterwards. */
  #setNoise(wanted: Images): void {
    this.prepare(wanted.firstImage, wanted.count);
    this.#team.finish();
    if (serves(this.#noise, wanted)) return;
    this.#batch.exchangeNoise(this.#team);
    [this.#noise, this.#drawn] = [this.#drawn, this.#noise];
  }

  /** Generates a batch. */
  forward({ spectra, mode, firstImage, count, images }: BatchRequest): Batch {
    const team = this.#team;
    const batch = this.#batch;
    const { scalars } = spectra;
    this.#chunks = count / chunkSize;
    this.#scalars = scalars.slice();
    const thresholds = this.#latents.thresholds.map((index) => scalars[index]);
    this.#setGrains(scalars, firstImage, count);
    batch.setParameters(team, spectra.amplitudes, scalars, thresholds, termWeights(this.#latents, scalars));
    batch.configure(team, { hard: mode === 'straight-through', images });
    this.#setNoise({ firstImage, count });
    team.run('generateImages', this.#chunks, batch.table);
    return {
      features: Array.from({ length: this.#chunks }, (_, c) =>
        this.#features.features(batch.maps(team, c), batch.volumes(team, c)),
      ),
      images: batch.indicators(team, images ? this.#chunks : 0),
    };
  }

  /** Writes what grains add to the latents, unless it is there already. */
  #setGrains(scalars: Float64Array, firstImage: number, count: number): void {
    const grains = this.#grainImages?.(scalars, firstImage, count);
    this.#grains = grains;
    if (!grains) return;
    const numbers = grains.bound.terms.map((terms) => terms.map(({ weight, length }) => [weight, length]));
    const name = grains.name + JSON.stringify([numbers, grains.bound.surface]);
    if (name === this.#offsets) return;
    this.#offsets = name;
    const { record, window } = this.#setup;
    const size = window * window;
    for (let first = 0; first < count; first += chunkSize) {
      const offsets = this.#batch.offsets(this.#team, first / chunkSize);
      for (let i = 0; i < chunkSize; i++) {
        const latents = record.latents.map(() => new Float32Array(size));
        addDepths(grains.bound, grains.scenes[first + i].depths, latents);
        latents.forEach((values, l) => {
          const out = offsets[l];
          for (let k = 0, at = i; k < size; k++, at += chunkSize) out[at] = values[k];
        });
      }
    }
  }

  /** From dL / d latent, which has taken the offsets' place, to the scalars of the grains. */
  #grainsAdjoint(grains: GrainImages, out: Float64Array): void {
    const { window } = this.#setup;
    const size = window * window;
    this.#offsets = '';
    for (let first = 0; first < chunkSize * this.#chunks; first += chunkSize) {
      const packed = this.#batch.offsets(this.#team, first / chunkSize);
      for (let i = 0; i < chunkSize; i++) {
        const gradients = packed.map((values) =>
          Float32Array.from({ length: size }, (_, k) => values[k * chunkSize + i]),
        );
        grainsAdjoint(grains.bound, grains.scenes[first + i], gradients, this.#scalars, out);
      }
    }
  }

  /**
   * Gradient of a loss of the last batch, which is used up: one backward pass a forward pass.
   * @param features - dL / d feature - [chunk] of shape [feature]. @param images - dL / d indicator, shaped as the
   * batch's images.
   */
  backward(features: readonly Float64Array[], images?: Float32Array): ChunkGradient {
    const team = this.#team;
    const batch = this.#batch;
    features.forEach((gradient, c) => {
      const { maps, volumes } = this.#features.transposed(gradient);
      batch.maps(team, c).forEach((out, p) => {
        out.set(maps[p]);
      });
      batch.setVolumeGradients(team, c, volumes);
    });
    // Noise of the next batch may still be on its way.
    team.finish();
    batch.configure(team, { images: images !== undefined });
    if (images) batch.indicators(team, this.#chunks).set(images);
    team.run('generateImagesAdjoint', this.#chunks, batch.table);
    const { record, window } = this.#setup;
    const amplitudes = record.fields.map(() => new Float64Array(window * window));
    const scalars = new Float64Array(record.scalars.length);
    for (let c = 0; c < this.#chunks; c++) {
      batch.addAmplitudeGradients(team, c, amplitudes);
      const sums = batch.sums(team, c);
      scalarsAdjoint(this.#latents, this.#scalars, sums.latents, sums.terms, scalars);
      this.#shells.forEach((shell, s) => {
        const [a, b, c] = sums.shells.subarray(3 * s, 3 * s + 3);
        latentTermScalarsAdjoint(shell, this.#scalars, [a, b, c], scalars);
      });
    }
    if (this.#grains) this.#grainsAdjoint(this.#grains, scalars);
    return { amplitudes, scalars };
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#team.close();
  }
}
