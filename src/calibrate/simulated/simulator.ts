import { fft } from '../../compute/index.ts';
import type { FamilyName } from '../../field/index.ts';
import { type Depths, grainDepths } from '../../grain/index.ts';
import {
  addDepths,
  type BoundGrains,
  bindGrains,
  bindLatents,
  grainsAround,
  type ModelRecord,
  phaseCount,
  termsOf,
} from '../../phase/index.ts';
import { keyOf, normals } from '../../random/index.ts';
import { createSpectra } from '../generator/spectra.ts';
import { twoPointMaps } from '../generator/two-point-maps.ts';
import { createFeatureMap, type FeatureLayout } from '../loss/features.ts';

/** What is simulated. */
export interface SimulationSetup {
  readonly record: ModelRecord;
  readonly family: FamilyName;
  /** Edge of the square periodic images, pixels. */
  readonly window: number;
  readonly taper: number;
  readonly maxLag: number;
  /** Number of images. */
  readonly images: number;
  readonly seed: number;
}

/** Mean features of a fixed set of images as a function of the parameters. */
export interface Simulator {
  readonly layout: FeatureLayout;
  /** @param raw - unbounded parameters - shape [parameter]. @returns shape [feature] - float64. */
  readonly features: (raw: Float64Array) => Float64Array;
}

/** Distances are kept for a few sets of grain parameters: neighbours in a finite difference share them. */
const keptDepths = 3;
/** Reach is rounded up to this, voxels, so that a parameter that hardly changes it finds the distances of before. */
const reachStep = 8;

/** White noise of one field in the frequency domain. */
interface Noise {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * Prepares simulation with common random numbers: noise and grains belong to the image, so that features of two sets of parameters differ
 * by the parameters, not by chance. Phases are hard. Images are periodic in their plane; grains are balls in space that the plane cuts.
 */
export function createSimulator(setup: SimulationSetup): Simulator {
  const { record, family, window: n, taper, maxLag, images, seed } = setup;
  const size = n * n;
  const spectraOf = createSpectra(record, family, n, taper);
  const featureMap = createFeatureMap(n, phaseCount(record), maxLag);
  const bound = bindLatents(record);
  const key = keyOf(seed, 'simulated');
  const noises = Array.from({ length: images }, (_, image) =>
    record.fields.map((_, field): Noise => {
      const re = normals(size, key, image * record.fields.length + field);
      const im = new Float64Array(size);
      fft([n, n], re, im, 'forward');
      return { re, im };
    }),
  );
  const kept = new Map<string, Depths[]>();
  const window = { origin: [0, 0, 0], shape: [1, n, n], layer: 1, periods: [undefined, n, n] } as const;
  const depthsOf = (grains: BoundGrains): Depths[] => {
    const name = JSON.stringify([grains.process, grains.reach]);
    let depths = kept.get(name);
    if (!depths) {
      depths = Array.from({ length: images }, (_, image) =>
        grainDepths(grainsAround(grains, window, image, seed), window, grains.reach),
      );
      if (kept.size >= keptDepths) kept.delete(kept.keys().next().value!);
      kept.set(name, depths);
    }
    return depths;
  };
  const latents = record.latents.map(() => new Float64Array(size));
  const [re, im] = [new Float64Array(size), new Float64Array(size)];

  const features = (raw: Float64Array): Float64Array => {
    const { amplitudes, scalars } = spectraOf(raw);
    const exact = bindGrains(record, scalars);
    const grains = exact && { ...exact, reach: Math.ceil(exact.reach / reachStep) * reachStep };
    const depths = grains && depthsOf(grains);
    const indicators: Float64Array[][] = [];
    for (let image = 0; image < images; image++) {
      bound.thresholds.forEach((threshold, l) => {
        latents[l].fill(-scalars[threshold]);
      });
      if (grains && depths) addDepths(grains, depths[image], latents);
      for (let field = 0; field < record.fields.length; field += 2) {
        // Two fields travel as real and imaginary part.
        const [a, b] = [noises[image][field], noises[image][field + 1]];
        const [p, q] = [amplitudes[field], amplitudes[field + 1]];
        for (let k = 0; k < size; k++) {
          re[k] = p[k] * a.re[k] - (b ? q[k] * b.im[k] : 0);
          im[k] = p[k] * a.im[k] + (b ? q[k] * b.re[k] : 0);
        }
        fft([n, n], re, im, 'inverse');
        for (const [values, f] of [
          [re, field],
          [im, field + 1],
        ] as const) {
          if (f >= record.fields.length) continue;
          for (const { latent, power, weight } of termsOf(bound, scalars, f)) {
            const out = latents[latent];
            for (let k = 0; k < size; k++) out[k] += weight * (power === 2 ? values[k] * values[k] - 1 : values[k]);
          }
        }
      }
      indicators.push(latents.map(() => new Float64Array(size)));
      const own = indicators[image];
      for (let k = 0; k < size; k++) {
        for (let l = 0; l < latents.length; l++) {
          if (latents[l][k] < 0) continue;
          own[l][k] = 1;
          break;
        }
      }
    }
    const { maps } = twoPointMaps(n, indicators);
    const volumes = latents.map(
      (_, l) => indicators.reduce((sum, own) => sum + own[l].reduce((s, v) => s + v, 0), 0) / (images * size),
    );
    return featureMap.features(maps, volumes);
  };
  return { layout: featureMap.layout, features };
}
