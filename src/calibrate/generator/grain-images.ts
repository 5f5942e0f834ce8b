import { type GrainScene, grainDepths } from '../../grain/index.ts';
import { type BoundGrains, bindGrains, grainsAround, type ModelRecord } from '../../phase/index.ts';
import type { Key } from '../../random/index.ts';

/** The grains of some square periodic images: each image is the plane z = 0 of grains in space. */
export interface GrainImages {
  readonly bound: BoundGrains;
  /** [image]. */
  readonly scenes: readonly GrainScene[];
  /** Says what the scenes were made from: those of the same name are the same. */
  readonly name: string;
}

/** Sets of images that are kept: neighbours in a finite difference share them. */
const mostKept = 3;

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
    const name = JSON.stringify([bound.process, bound.reach, firstImage, count]);
    let scenes = kept.get(name);
    if (!scenes) {
      scenes = Array.from({ length: count }, (_, i): GrainScene => {
        const grains = grainsAround(bound, plane, firstImage + i, key);
        return { grains, window: plane, depths: grainDepths(grains, plane, { ...bound, owners: true }) };
      });
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
      kept.set(name, scenes);
    }
    return { bound, scenes, name };
  };
}
