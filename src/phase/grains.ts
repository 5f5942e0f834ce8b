import {
  type Depths,
  type DepthWindow,
  depthsAdjoint,
  drawGrains,
  type GrainProcess,
  type GrainRegion,
  type GrainScene,
  type Grains,
  largestRadius,
  longestStretch,
} from '../grain/index.ts';
import type { Triple } from '../grid/index.ts';
import { type Key, philox } from '../random/index.ts';
import { bindLatentTerms, latentNumbers, positionsIn, termsTaking } from './latent-terms.ts';
import { bindLatents } from './latents.ts';
import type { BubbleScalars, GrainScalars, ModelRecord } from './record.ts';
import {
  addWeightSlope,
  type BoundDepthTerm,
  type DepthNumbers,
  type DepthTermKind,
  kindOf,
  productOf,
  reachFactor,
  type Term,
} from './terms/index.ts';

/** A term of grains with its numbers, and the scalars that they come from. */
export interface BoundGrainTerm extends DepthNumbers {
  readonly own: DepthTermKind<Term>;
  readonly bound: BoundDepthTerm;
}

/** Bubbles of a record with their numbers. Lengths in voxels. */
interface BoundBubbles {
  readonly process: GrainProcess;
  /** How far outside bubbles depths are wanted. */
  readonly reach: number;
  /** Positions of the scalars that govern the process. */
  readonly scalars: Readonly<Record<keyof BubbleScalars, number>>;
}

/** The grains of a record with their numbers. Lengths in voxels. */
export interface BoundGrains {
  readonly process: GrainProcess;
  /** Depth in a spheroid, positive inside, at which its grain ends. */
  readonly surface: number;
  /** How far outside grains depths are wanted. */
  readonly reach: number;
  /** Terms by latent. */
  readonly terms: readonly (readonly BoundGrainTerm[])[];
  /** Positions of the scalars that govern the process. */
  readonly scalars: Readonly<Record<keyof GrainScalars, number>>;
  readonly bubbles?: BoundBubbles | undefined;
}

/** Reach is rounded up to this, voxels, so that a parameter that hardly changes it does not change depths. */
const reachStep = 8;

/** Sums of |weight| over the field terms of each latent - [latent]. */
function fieldWeights(record: ModelRecord, scalars: Float64Array): number[] {
  return bindLatents(record).terms.map((terms) =>
    terms.reduce((sum, term) => sum + Math.abs(productOf(term.scalars, scalars)), 0),
  );
}

/**
 * Puts the numbers into a record's bubbles. Depths in them are wanted as far as all else in their latent can make up
 * for: roughness, the threshold, and terms that are between 0 and their weights.
 */
function bindBubbles(
  record: ModelRecord,
  scalars: Float64Array,
  terms: BoundGrains['terms'],
  weights: readonly number[],
): BoundBubbles | undefined {
  const names = record.grains?.bubbles;
  if (!names) return undefined;
  const { scalar } = positionsIn(record, 0);
  const positions = { density: scalar(names.density), radius: scalar(names.radius), spread: scalar(names.spread) };
  const wanted = record.latents.map(({ threshold, terms: all }, l) => {
    const own = terms[l].find((term) => term.own.kind === 'bubble');
    if (!own) return 0;
    const others = all.filter((term) => kindOf(term).input !== 'fields' && term.kind !== 'bubble');
    const most = others.reduce(
      (sum, { coefficient }) => sum + Math.abs(productOf(coefficient.map(scalar), scalars)),
      Math.abs(scalars[scalar(threshold)]) + reachFactor * weights[l],
    );
    return most / Math.abs(own.weight);
  });
  return {
    process: {
      ...{ density: scalars[positions.density], radius: scalars[positions.radius], spread: scalars[positions.spread] },
      ...{ elongation: 0, overlapping: true },
    },
    reach: Math.ceil(Math.max(1, ...wanted) / reachStep) * reachStep,
    scalars: positions,
  };
}

/**
 * Puts the numbers into a record's grains; undefined for a record without.
 * @param scalars - values in the order of the record.
 * @throws RangeError for terms of grains in a record without grains.
 */
export function bindGrains(record: ModelRecord, scalars: Float64Array): BoundGrains | undefined {
  const { grains } = record;
  const placed = termsTaking(record, 'depths');
  if (!grains) {
    if (placed.length === 0) return undefined;
    throw new RangeError(`model record: expected grains for the term ${placed[0].term.kind}, got none`);
  }
  const terms = record.latents.map((_, l) =>
    placed
      .filter(({ latent }) => latent === l)
      .map(({ term, kind, at }): BoundGrainTerm => {
        const bound = kind.bind(term, at);
        const length = bound.length < 0 ? 0 : scalars[bound.length];
        return { own: kind, bound, weight: productOf(bound.coefficient, scalars), length };
      }),
  );
  const { scalar } = positionsIn(record, 0);
  const positions = {
    density: scalar(grains.density),
    radius: scalar(grains.radius),
    spread: scalar(grains.spread),
    elongation: scalar(grains.elongation),
    surface: scalar(grains.surface),
  };
  const process = {
    density: scalars[positions.density],
    radius: scalars[positions.radius],
    spread: scalars[positions.spread],
    elongation: scalars[positions.elongation],
    sorting: grains.sorting === undefined ? undefined : scalars[scalar(grains.sorting)],
  };
  const surface = scalars[positions.surface];
  const weights = fieldWeights(record, scalars);
  const wanted = [
    ...record.latents.flatMap(({ threshold }, l) =>
      terms[l].map((term) => term.own.reach(term, { weights: weights[l], threshold: scalars[scalar(threshold)] })),
    ),
    ...bindLatentTerms(record).map((term) => term.own.reach(latentNumbers(term, scalars))),
  ];
  const reach = Math.min(4 * process.radius, Math.max(1, ...wanted)) + Math.max(0, -surface);
  const bubbles = bindBubbles(record, scalars, terms, weights);
  return { process, surface, reach: Math.ceil(reach / reachStep) * reachStep, terms, scalars: positions, bubbles };
}

/** Marks the counter of a key's derivation: no cell of a lattice has this number. */
const bubbleWord = 0x62756262;

/** Key of the bubbles of a process. */
export function bubbleKey(key: Key): Key {
  const out = new Uint32Array(4);
  philox(out, bubbleWord, bubbleWord, bubbleWord, bubbleWord, key);
  return { k0: out[0], k1: out[1] };
}

/** Grains whose surroundings a window sees, with bubbles. @param key - of the process. */
export function grainsAround(bound: BoundGrains, window: DepthWindow, realisation: number, key: Key): Grains {
  const { origin, shape, layer, periods } = window;
  const steps = [layer, 1, 1];
  const drawn = ({ process, reach }: Pick<BoundGrains, 'process' | 'reach'>, own: Key): Grains => {
    const span = (largestRadius(process) + reach) * longestStretch(process);
    const low = origin.map((o, axis) => (periods[axis] === undefined ? o * steps[axis] - span : 0));
    const high = origin.map((o, axis) => periods[axis] ?? (o + shape[axis] - 1) * steps[axis] + span);
    const [from, to] = [0, 1].map((last) =>
      origin.map((o, axis) => (o + last * (shape[axis] - 1)) * steps[axis]),
    ) as unknown as [Triple, Triple];
    const seen = { low: from, high: to, reach };
    const region: GrainRegion = { low: low as unknown as Triple, high: high as unknown as Triple, periods, seen };
    return drawGrains(process, region, realisation, own);
  };
  const grains = drawn(bound, key);
  return bound.bubbles ? { ...grains, bubbles: drawn(bound.bubbles, bubbleKey(key)) } : grains;
}

/**
 * Adds what grains contribute to the latents where depths are known.
 * @param out - [latent] of shape [voxel]; `from` is the first voxel in it.
 */
export function addDepths(
  { terms, surface }: BoundGrains,
  depths: Depths,
  out: readonly (Float32Array | Float64Array)[],
  from = 0,
): void {
  terms.forEach((own, l) => {
    for (const term of own) term.own.add(term, depths, surface, out[l], from);
  });
}

/**
 * Adjoint of what grains add to the latents: from dL / d latent to dL / d scalar, which is added. The density changes
 * grains in jumps and receives none.
 * @param gradients - dL / d latent - [latent] of shape [nz, ny, nx]. @param out - [scalar].
 */
export function grainsAdjoint(
  bound: BoundGrains,
  scene: GrainScene,
  gradients: readonly (Float32Array | Float64Array)[],
  scalars: Float64Array,
  out: Float64Array,
): void {
  const size = scene.depths.first.length;
  const byDepth = [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const;
  bound.terms.forEach((terms, l) => {
    for (const term of terms) {
      const sums = term.own.adjoint(term, scene.depths, bound.surface, gradients[l], byDepth);
      addWeightSlope(term.bound.coefficient, scalars, sums.byWeight, out);
      if (term.bound.length >= 0) out[term.bound.length] += sums.byLength;
      out[bound.scalars.surface] += sums.bySurface;
    }
  });
  const [first, second, byBubble] = byDepth;
  const [byRadius, bySpread, byElongation] = depthsAdjoint(bound.process, scene, [first, second]);
  out[bound.scalars.radius] += byRadius;
  out[bound.scalars.spread] += bySpread;
  out[bound.scalars.elongation] += byElongation;
  const { bubbles } = bound;
  if (!bubbles) return;
  const own = { grains: scene.grains.bubbles!, window: scene.window, depths: scene.depths.bubbles! };
  const [byBubbleRadius, byBubbleSpread] = depthsAdjoint(bubbles.process, own, [byBubble, new Float64Array(size)]);
  out[bubbles.scalars.radius] += byBubbleRadius;
  out[bubbles.scalars.spread] += byBubbleSpread;
}
