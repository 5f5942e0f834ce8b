import {
  type Depths,
  type DepthWindow,
  drawGrains,
  type GrainProcess,
  type GrainRegion,
  type Grains,
  grainDepths,
  largestRadius,
} from '../grain/index.ts';
import type { Triple } from '../grid/index.ts';
import { keyOf } from '../random/index.ts';
import type { GrainTerm, ModelRecord } from './record.ts';

/** The grains of a record with their numbers. Lengths in voxels. */
export interface BoundGrains {
  readonly process: GrainProcess;
  /** Distance from a ball's surface, positive inside, at which its grain ends. */
  readonly surface: number;
  /** How far outside their balls distances are wanted. */
  readonly reach: number;
  /** Terms by latent. */
  readonly terms: readonly (readonly {
    readonly kind: GrainTerm['kind'];
    readonly weight: number;
    readonly length: number;
  }[])[];
}

/** Distances matter this many times further than roughness or coats are wide. */
const farFactor = 5;

/** Puts the numbers into a record's grains; undefined for a record without. @param scalars - values in the order of the record. */
export function bindGrains(record: ModelRecord, scalars: Float64Array): BoundGrains | undefined {
  const { grains } = record;
  if (!grains) return undefined;
  const value = (name: string): number => scalars[record.scalars.findIndex((p) => p.name === name)];
  const product = (names: readonly string[]): number => names.reduce((weight, name) => weight * value(name), 1);
  const terms = record.latents.map((latent) =>
    (latent.grainTerms ?? []).map(({ kind, coefficient, length }) => ({
      kind,
      weight: product(coefficient),
      length: length === undefined ? 0 : value(length),
    })),
  );
  const process = { density: value(grains.density), radius: value(grains.radius), spread: value(grains.spread) };
  const surface = value(grains.surface);
  // A latent with a depth term is decided where fields of unit variance can no longer make up for the depth.
  const wanted = record.latents.flatMap((latent, l) => [
    ...terms[l].map(({ kind, length, weight }) =>
      kind === 'depth'
        ? (farFactor * latent.terms.reduce((sum, term) => sum + Math.abs(product(term.coefficient)), 0)) / weight +
          Math.abs(value(latent.threshold)) / weight
        : farFactor * length,
    ),
  ]);
  const reach = Math.min(4 * process.radius, Math.max(1, ...wanted)) + Math.max(0, -surface);
  return { process, surface, reach, terms };
}

/** Balls whose surroundings a window sees. */
export function grainsAround(
  bound: BoundGrains,
  { origin, shape, layer, periods }: DepthWindow,
  realisation: number,
  seed: number,
): Grains {
  const span = largestRadius(bound.process) + bound.reach;
  const steps = [layer, 1, 1];
  const low = origin.map((o, axis) => (periods[axis] === undefined ? o * steps[axis] - span : 0));
  const high = origin.map((o, axis) => periods[axis] ?? (o + shape[axis] - 1) * steps[axis] + span);
  const region: GrainRegion = { low: low as unknown as Triple, high: high as unknown as Triple, periods };
  return drawGrains(bound.process, region, realisation, keyOf(seed, 'grains'));
}

/** Adds what grains contribute to the latents of a window. @param out - [latent] of shape [nz, ny, nx]; `from` is the window's first voxel in it. */
export function addGrains(
  bound: BoundGrains,
  grains: Grains,
  window: DepthWindow,
  out: readonly (Float32Array | Float64Array)[],
  from = 0,
): void {
  addDepths(bound, grainDepths(grains, window, bound.reach), out, from);
}

/** Adds the contributions of known depths. */
export function addDepths(
  { terms, surface }: BoundGrains,
  { first, second }: Depths,
  out: readonly (Float32Array | Float64Array)[],
  from = 0,
): void {
  terms.forEach((own, l) => {
    const latent = out[l];
    for (const { kind, weight, length } of own) {
      if (kind === 'depth') {
        for (let i = 0; i < first.length; i++) latent[from + i] += weight * first[i];
        continue;
      }
      const depths = kind === 'coat' ? first : second;
      const rate = 1 / length;
      for (let i = 0; i < depths.length; i++) {
        latent[from + i] += weight * Math.exp(Math.min(0, depths[i] - surface) * rate);
      }
    }
  });
}
