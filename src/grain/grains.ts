import type { Triple } from '../grid/index.ts';
import type { Key } from '../random/index.ts';
import { Arrivals } from './arrivals.ts';
import { cellsAlong, type Lattice } from './lattice.ts';
import { type GrainProcess, largestRadius } from './process.ts';
import type { SeenBox } from './seen-box.ts';
import { allThatStay, wantedThatStay } from './staying.ts';
import { type ArrivalWords, directionOf, shapeOf, sizeOf } from './words.ts';

/** Where balls are drawn: [z, y, x] from `low` to `high`, voxels; a period closes an axis to a circle from 0 to it. */
export interface GrainRegion {
  readonly low: Triple;
  readonly high: Triple;
  readonly periods: readonly [number | undefined, number | undefined, number | undefined];
  /** Where given, grains that this box does not see may be left out. */
  readonly seen?: SeenBox;
}

/**
 * Spheroids - shape [grain] each: centre [z, y, x] and radius of the ball of equal volume, voxels; k and the direction
 * of the symmetry axis.
 */
export interface Grains {
  readonly z: Float64Array;
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly radius: Float64Array;
  /** Normal number of the size: radius = median exp(spread size). */
  readonly size: Float64Array;
  /** Normal number of the shape: k = elongation shape. */
  readonly shape: Float64Array;
  /** Unit vectors [z, y, x] - shape [grain, 3]. */
  readonly direction: Float64Array;
  /** A second population, which lies among these. */
  readonly bubbles?: Grains | undefined;
}

/** What arrivals of a region without a box are made from, for other processes with the same lattice. */
export interface WordStore {
  lattice?: string;
  words?: ArrivalWords;
}

/**
 * Grains of random sequential addition: balls arrive one after the other at uniform places and stay where they overlap
 * none that stayed before; those that stay are stretched, each along a direction of its own, and keep their volumes.
 * Of overlapping ones all stay.
 *
 * The lattice of arrivals scales with the median radius, so that a realisation is a smooth function of the parameters
 * but where a ball loses its place. Whether a ball stays may depend on a chain of others; arrivals are followed up to
 * two exclusion distances beyond the region, beyond which chains hardly ever reach: two regions of one realisation
 * agree but for rare balls.
 *
 * Where a box is given, arrivals whose grains it sees are drawn; of others only those that may be in their way, which
 * changes none of the grains.
 * @param realisation - below 2^24. @param store - for drawing again with another density.
 * @source evans1993 (random sequential adsorption); matern1986
 */
export function drawGrains(
  process: GrainProcess,
  region: GrainRegion,
  realisation: number,
  key: Key,
  store?: WordStore,
): Grains {
  const widest = largestRadius(process);
  // What lies anywhere does not depend on others.
  const margin = process.overlapping ? 0 : 4 * widest;
  const axes = region.low.map((low, axis) =>
    cellsAlong(low - margin, region.high[axis] + margin, region.periods[axis], process.radius),
  ) as unknown as Lattice;
  const arrivals = new Arrivals(axes, process, { realisation, key });
  let kept: Uint32Array | undefined;
  if (region.seen) {
    arrivals.takeSeen(region.seen);
    if (!process.overlapping) kept = wantedThatStay(arrivals, widest);
  } else {
    const lattice = JSON.stringify([axes.map(({ first, count }) => [first, count]), realisation, key]);
    const words = arrivals.words(store?.lattice === lattice ? store.words : undefined);
    if (store) [store.lattice, store.words] = [lattice, words];
    arrivals.takeAll(words);
    if (!process.overlapping) kept = allThatStay(arrivals, widest);
  }
  const grains = kept?.length ?? arrivals.count;
  const [z, y, x, radius, size, shape] = Array.from({ length: 6 }, () => new Float64Array(grains));
  const direction = new Float64Array(3 * grains);
  const words = new Uint32Array(4);
  for (let g = 0; g < grains; g++) {
    const i = kept ? kept[g] : g;
    z[g] = arrivals.balls[4 * i];
    y[g] = arrivals.balls[4 * i + 1];
    x[g] = arrivals.balls[4 * i + 2];
    radius[g] = arrivals.balls[4 * i + 3];
    arrivals.wordsOf(i, words);
    size[g] = sizeOf(words[0], words[1]);
    shape[g] = shapeOf(words[0], words[1]);
    const axis = directionOf(words[2], words[3]);
    for (let k = 0; k < 3; k++) direction[3 * g + k] = axis[k];
  }
  return { z, y, x, radius, size, shape, direction };
}
