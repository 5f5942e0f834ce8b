import { fft } from '../../compute/index.ts';
import { type GrainScene, grainDepths } from '../../grain/index.ts';
import {
  addDepths,
  addLatentTerms,
  addTerms,
  type BoundGrains,
  bindGrains,
  bindLatents,
  bindLatentTerms,
  grainsAdjoint,
  grainsAround,
  indicators,
  indicatorsAdjoint,
  latentsAdjoint,
  latentTermsAdjoint,
  type ModelRecord,
  type PhaseMode,
  phaseCount,
  phasesOfCells,
  startLatents,
} from '../../phase/index.ts';
import { fillNormals, type Key } from '../../random/index.ts';
import { createFeatureMap } from '../two-point/two-point-features.ts';
import { type TwoPointMaps, twoPointMaps } from './two-point-maps.ts';

/** The grains of some square periodic images: each image is the plane z = 0 of grains in space. */
export interface GrainImages {
  readonly bound: BoundGrains;
  /** [image]. */
  readonly scenes: readonly GrainScene[];
  /** Says what the scenes were made from: those of the same name are the same. */
  readonly name: string;
}

/** Sets of images that are kept, those that were asked for last: neighbours in a finite difference share them. */
const mostKept = 6;

/**
 * Prepares grains of square periodic images as a function of the scalars; undefined for a record without grains.
 * @param window - edge of the images, pixels. @param key - of the process.
 */
export function createGrainImages(
  record: ModelRecord,
  window: number,
  key: Key,
): ((scalars: Float64Array, firstImage: number, count: number) => GrainImages) | undefined {
  if (!record.grains) return undefined;
  const plane = {
    origin: [0, 0, 0],
    shape: [1, window, window],
    layer: 1,
    periods: [undefined, window, window],
  } as const;
  const kept = new Map<string, readonly GrainScene[]>();
  return (scalars, firstImage, count) => {
    const bound = bindGrains(record, scalars);
    if (!bound) throw new RangeError('grain images: the record has no grains');
    const { process, reach, bubbles } = bound;
    const name = JSON.stringify([process, reach, bubbles?.process, bubbles?.reach, firstImage, count]);
    let scenes = kept.get(name);
    if (!scenes) {
      scenes = Array.from({ length: count }, (_, i): GrainScene => {
        const grains = grainsAround(bound, plane, firstImage + i, key);
        return { grains, window: plane, depths: grainDepths(grains, plane, { ...bound, owners: true }) };
      });
    }
    kept.delete(name);
    if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
    kept.set(name, scenes);
    return { bound, scenes, name };
  };
}

/**
 * Images that are generated together: their fields come in pairs, and their two-point maps are averaged before the way
 * back.
 */
export const chunkSize = 8;

/** Image i + pairing is the imaginary part of the transform of which image i is the real one. */
const pairing = chunkSize / 2;

/** What stays the same over a calibration. */
export interface GeneratorSetup {
  readonly record: ModelRecord;
  /** Edge of the square periodic images, pixels. */
  readonly window: number;
  readonly maxLag: number;
  /** Steepness of the sigmoids. */
  readonly nu: number;
  /** Key of the white noise. */
  readonly key: Key;
  /** Key of the grains, another one. */
  readonly grainKey: Key;
}

/** What a chunk is made from. */
export interface ChunkInput {
  /** Amplitude spectra - [field] of shape [window, window] - float64. */
  readonly amplitudes: readonly Float64Array[];
  readonly scalars: Float64Array;
  readonly mode: PhaseMode;
  /** Realisation number of the chunk's first image. */
  readonly firstImage: number;
}

/** Gradient of a loss with respect to what a chunk was made from. */
export interface ChunkGradient {
  /** dL / d amplitude - [field] of shape [window, window] - float64. */
  readonly amplitudes: Float64Array[];
  readonly scalars: Float64Array;
}

/**
 * A few images on their way from noise to features and back, in plain float64: what the kernels of `GeneratorTeam` are
 * held against.
 */
export interface Chunk {
  /** Makes the images; returns the features of `createFeatureMap`, averaged over them. */
  readonly forward: (input: ChunkInput) => Float64Array;
  /** Copies the indicators - shape [image, phase, window, window] - float32 - of the last forward pass. */
  readonly copyImages: (out: Float32Array) => void;
  /**
   * Gradient of a loss of the last forward pass.
   * @param features - dL / d feature. @param images - dL / d indicator, as `copyImages` orders them; absent: none.
   */
  readonly backward: (features: Float64Array, images?: Float32Array) => ChunkGradient;
}

const stack = (count: number, length: number): Float64Array[] =>
  Array.from({ length: count }, () => new Float64Array(length));

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Allocates a chunk. */
export function createChunk(setup: GeneratorSetup): Chunk {
  const { record, window: n, maxLag, nu, key, grainKey } = setup;
  const size = n * n;
  const total = chunkSize * size;
  const phases = phaseCount(record);
  const bound = bindLatents(record);
  const latentTerms = bindLatentTerms(record);
  const grainImages = createGrainImages(record, n, grainKey);
  const cells = phasesOfCells(record);
  const featureMap = createFeatureMap(n, phases, maxLag);
  const noise = stack(record.fields.length, total);
  const fields = stack(record.fields.length, total);
  const fieldGradients = stack(record.fields.length, total);
  const latents = stack(record.latents.length, total);
  const latentGradients = stack(record.latents.length, total);
  const phaseValues = stack(phases, total);
  const phaseGradients = stack(phases, total);
  const image = (values: Float64Array, i: number): Float64Array => values.subarray(i * size, (i + 1) * size);
  let maps: TwoPointMaps | undefined;
  let last: ChunkInput | undefined;
  let grains: GrainImages | undefined;

  /**
   * White noise is drawn in the frequency domain: its real and imaginary part make two independent fields, and one
   * transform is saved.
   */
  const synthesise = (field: number, input: ChunkInput): void => {
    const amplitude = input.amplitudes[field];
    const scale = Math.sqrt(size);
    for (let i = 0; i < chunkSize; i++) {
      const w = image(noise[field], i);
      fillNormals(w, key, { realisation: input.firstImage + i, field }, [0, 0, 0], [1, n, n]);
      const g = image(fields[field], i);
      for (let k = 0; k < size; k++) g[k] = scale * amplitude[k] * w[k];
    }
    for (let i = 0; i < pairing; i++) {
      fft([n, n], image(fields[field], i), image(fields[field], i + pairing), 'inverse');
    }
  };

  const forward = (input: ChunkInput): Float64Array => {
    last = input;
    for (let field = 0; field < record.fields.length; field++) synthesise(field, input);
    startLatents(bound, input.scalars, latents);
    grains = grainImages?.(input.scalars, input.firstImage, chunkSize);
    grains?.scenes.forEach(({ depths }, i) => {
      addDepths(
        grains!.bound,
        depths,
        latents.map((values) => image(values, i)),
      );
    });
    addTerms(bound, input.scalars, fields, latents);
    addLatentTerms(latentTerms, input.scalars, latents);
    indicators(latents, cells, input.mode, nu, phaseValues);
    const independent = phaseValues.slice(0, -1);
    maps = twoPointMaps(
      n,
      Array.from({ length: chunkSize }, (_, i) => independent.map((values) => image(values, i))),
    );
    const volumes = independent.map(mean);
    return featureMap.features(maps.maps, volumes);
  };

  const copyImages = (out: Float32Array): void => {
    for (let i = 0; i < chunkSize; i++) {
      for (let p = 0; p < phases; p++) out.set(image(phaseValues[p], i), (i * phases + p) * size);
    }
  };

  const backward = (featureGradient: Float64Array, imageGradient?: Float32Array): ChunkGradient => {
    if (!maps || !last) throw new RangeError('chunk: backward needs a forward pass before it');
    const { maps: mapGradients, volumes } = featureMap.transposed(featureGradient);
    phaseGradients.forEach((gradient, p) => {
      gradient.fill(p < phases - 1 ? volumes[p] / total : 0);
    });
    maps.pullback(
      mapGradients,
      Array.from({ length: chunkSize }, (_, i) => phaseGradients.slice(0, -1).map((values) => image(values, i))),
    );
    if (imageGradient) {
      for (let i = 0; i < chunkSize; i++) {
        for (let p = 0; p < phases; p++) {
          const g = image(phaseGradients[p], i);
          const offset = (i * phases + p) * size;
          for (let k = 0; k < size; k++) g[k] += imageGradient[offset + k];
        }
      }
    }
    indicatorsAdjoint(latents, cells, last.mode, nu, phaseGradients, latentGradients);
    const scalars = new Float64Array(record.scalars.length);
    latentTermsAdjoint(latentTerms, last.scalars, latents, latentGradients, scalars);
    latentsAdjoint(bound, last.scalars, fields, latentGradients, fieldGradients, scalars);
    const { scalars: values } = last;
    grains?.scenes.forEach((scene, i) => {
      const own = latentGradients.map((gradient) => image(gradient, i));
      grainsAdjoint(grains!.bound, scene, own, values, scalars);
    });
    const amplitudes = fieldGradients.map((gradient, field) => {
      const out = new Float64Array(size);
      for (let i = 0; i < pairing; i++) {
        const [re, im] = [image(gradient, i), image(gradient, i + pairing)];
        const [wr, wi] = [image(noise[field], i), image(noise[field], i + pairing)];
        fft([n, n], re, im, 'forward');
        for (let k = 0; k < size; k++) out[k] += (wr[k] * re[k] + wi[k] * im[k]) / Math.sqrt(size);
      }
      return out;
    });
    return { amplitudes, scalars };
  };
  return { forward, copyImages, backward };
}
