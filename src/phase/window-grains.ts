import type { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { type Depths, depthScratch, type Grains, KernelDepths } from '../grain/index.ts';
import type { Triple } from '../grid/index.ts';
import { keyOf, purposes, usualSeed } from '../random/index.ts';
import { addDepths, bindGrains, grainsAround } from './grains.ts';
import type { KeptFields } from './kept-fields.ts';
import { type ExcursionModel, stretchInVoxels } from './model.ts';

/** Voxels whose grains are drawn at a time, so that distances take little memory, and least layers of them. */
const [voxelsAtOnce, leastLayers] = [2 ** 20, 16];

/** The window of a realisation, and what its voxels depend on beside the model. */
export interface RealisationWindow {
  /** Voxels [ny, nx] or [nz, ny, nx]. */
  readonly shape: readonly number[];
  /** Seed of the noise, 1 unless told. */
  readonly seed?: number;
  /** Number of the realisation under this seed, from 0. */
  readonly realisation?: number;
  /** Close the window to a torus; otherwise it is cut from a larger torus. */
  readonly periodic?: boolean;
  /** Global coordinate [z, y, x] of the first voxel, to continue a realisation beside another. */
  readonly origin?: Triple;
  /**
   * Store of `keepFields`: fields that an earlier realisation drew are taken from it, those that are drawn are kept in
   * it. The voxels do not depend on it. A volume that is drawn in slabs leaves it alone.
   */
  readonly kept?: KeptFields | undefined;
}

/** The grains of a window. */
export interface WindowGrains {
  /** Whether some of their depths are not kept from before. */
  readonly isNew: boolean;
  /** Bytes that a thread needs to itself. */
  readonly scratch: number;
  /** Reserves the memory of what is new. */
  readonly reserve: (memory: MemoryPlan) => void;
  /**
   * Adds the grains' share to the latents.
   * @param latent - view of `count` values of a latent from one on.
   */
  readonly addTo: (team: KernelTeam, latent: (l: number, from: number, count: number) => Float32Array) => void;
}

/** Depths from arrays that were kept. */
const depthsOf = ([first, second, inBubbles]: readonly Float32Array[]): Depths => ({
  ...{ first, second },
  bubbles: inBubbles && { first: inBubbles },
});

/** Prepares the grains of a window; undefined for a model without. */
export function windowGrains(model: ExcursionModel, request: RealisationWindow): WindowGrains | undefined {
  const { record, values } = model;
  const bound = bindGrains(record, values.subarray(0, record.scalars.length));
  if (!bound) return undefined;
  const { seed = usualSeed, realisation = 0, periodic, origin = [0, 0, 0], kept } = request;
  const isVolume = request.shape.length === 3;
  const [nz, ny, nx] = isVolume ? request.shape : [1, ...request.shape];
  // Grains are balls where lengths along z are taken b_s times as short, as for correlations. A section is the plane z
  // = 0.
  const layer = 1 / stretchInVoxels(model);
  const periods = [
    periodic && isVolume ? nz * layer : undefined,
    periodic ? ny : undefined,
    periodic ? nx : undefined,
  ] as const;
  const whole = { origin, shape: [nz, ny, nx] as const, layer, periods };
  const { process, reach, bubbles } = bound;
  const others = bubbles && [bubbles.process, bubbles.reach];
  const plane = ny * nx;
  // Whole blocks of kernels.
  const atOnce = Math.max(leastLayers, leastLayers * Math.floor(voxelsAtOnce / (leastLayers * plane)));
  const parts = Array.from({ length: Math.ceil(nz / atOnce) }, (_, i) => {
    const z = i * atOnce;
    const key = kept && JSON.stringify(['depths', seed, realisation, process, reach, others, whole, z]);
    const arrays = key === undefined ? undefined : (kept?.find(key) as readonly Float32Array[] | undefined);
    return { z, layers: Math.min(atOnce, nz - z), key, arrays };
  });
  const isNew = parts.some(({ arrays }) => !arrays);
  let drawn: KernelDepths | undefined;
  return {
    isNew,
    scratch: isNew ? depthScratch : 0,
    reserve: (memory) => {
      if (isNew) drawn = new KernelDepths(memory, Math.min(nz, atOnce) * plane, bubbles !== undefined);
    },
    addTo: (team, latent) => {
      let grains: Grains | undefined;
      for (const { z, layers, key, arrays } of parts) {
        let depths: Depths;
        if (arrays) depths = depthsOf(arrays);
        else {
          grains ??= grainsAround(bound, whole, realisation, keyOf(seed, purposes.grains));
          const origins: Triple = [origin[0] + z, origin[1], origin[2]];
          depths = drawn!.depths(team, grains, { ...whole, origin: origins, shape: [layers, ny, nx] }, bound);
          const { first, second, bubbles: inBubbles } = depths;
          const own = [first, second, ...(inBubbles ? [inBubbles.first] : [])];
          if (key !== undefined) {
            kept?.keep(
              key,
              own.map((values) => values.slice()),
            );
          }
        }
        const views = record.latents.map((_, l) => latent(l, z * plane, layers * plane));
        addDepths(bound, depths, views);
      }
    },
  };
}
