import {
  type Depths,
  type DepthWindow,
  drawGrains,
  type GrainProcess,
  type GrainRegion,
  type Grains,
  grainDepths,
  largestRadius,
  longestStretch,
} from '../grain/index.ts';
import type { Triple } from '../grid/index.ts';
import type { Key } from '../random/index.ts';
import type { GrainTerm, ModelRecord } from './record.ts';

/** A grain term with its names resolved: numbers, and positions of the scalars that they come from. */
export interface BoundGrainTerm {
  readonly kind: GrainTerm['kind'];
  readonly weight: number;
  /** 0: none. */
  readonly length: number;
  readonly coefficient: readonly number[];
  /** -1: none. */
  readonly lengthScalar: number;
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
}

/** Depths matter this many times further than roughness, necks or the end of a shell are wide. */
const farFactor = 5;
/** Reach is rounded up to this, voxels, so that a parameter that hardly changes it does not change depths. */
const reachStep = 8;

/** Puts the numbers into a record's grains; undefined for a record without. @param scalars - values in the order of the record. */
export function bindGrains(record: ModelRecord, scalars: Float64Array): BoundGrains | undefined {
  const { grains } = record;
  if (!grains) return undefined;
  const position = (name: string): number => record.scalars.findIndex((p) => p.name === name);
  const value = (name: string): number => scalars[position(name)];
  const product = (names: readonly string[]): number => names.reduce((weight, name) => weight * value(name), 1);
  const terms = record.latents.map((latent) =>
    (latent.grainTerms ?? []).map(
      ({ kind, coefficient, length }): BoundGrainTerm => ({
        kind,
        weight: product(coefficient),
        length: length === undefined ? 0 : value(length),
        coefficient: coefficient.map(position),
        lengthScalar: length === undefined ? -1 : position(length),
      }),
    ),
  );
  const process = {
    density: value(grains.density),
    radius: value(grains.radius),
    spread: value(grains.spread),
    elongation: value(grains.elongation),
  };
  const surface = value(grains.surface);
  // A latent with a depth term is decided where fields of unit variance, and a fillet, can no longer make up for the depth.
  const wanted = record.latents.flatMap((latent, l) => [
    ...terms[l].map(({ kind, length, weight }) =>
      kind === 'depth'
        ? (farFactor * latent.terms.reduce((sum, term) => sum + Math.abs(product(term.coefficient)), 0)) / weight +
          length +
          Math.abs(value(latent.threshold)) / weight
        : farFactor * length,
    ),
    ...(latent.shells ?? []).map((shell) => value(shell.length) + farFactor * value(shell.softness)),
  ]);
  const reach = Math.min(4 * process.radius, Math.max(1, ...wanted)) + Math.max(0, -surface);
  return { process, surface, reach: Math.ceil(reach / reachStep) * reachStep, terms };
}

/** Grains whose surroundings a window sees. @param key - of the process. */
export function grainsAround(
  bound: BoundGrains,
  { origin, shape, layer, periods }: DepthWindow,
  realisation: number,
  key: Key,
): Grains {
  const span = (largestRadius(bound.process) + bound.reach) * longestStretch(bound.process);
  const steps = [layer, 1, 1];
  const low = origin.map((o, axis) => (periods[axis] === undefined ? o * steps[axis] - span : 0));
  const high = origin.map((o, axis) => periods[axis] ?? (o + shape[axis] - 1) * steps[axis] + span);
  const region: GrainRegion = { low: low as unknown as Triple, high: high as unknown as Triple, periods };
  return drawGrains(bound.process, region, realisation, key);
}

/** Adds what grains contribute to the latents of a window. @param out - [latent] of shape [nz, ny, nx]; `from` is the window's first voxel in it. */
export function addGrains(
  bound: BoundGrains,
  grains: Grains,
  window: DepthWindow,
  out: readonly (Float32Array | Float64Array)[],
  from = 0,
): void {
  addDepths(bound, grainDepths(grains, window, bound), out, from);
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
      if (kind === 'neck') {
        for (let i = 0; i < second.length; i++) {
          latent[from + i] += weight * Math.exp(Math.min(0, second[i] - surface) / length);
        }
      } else if (kind === 'inside') {
        for (let i = 0; i < first.length; i++) {
          latent[from + i] += weight / (1 + Math.exp(-(first[i] - surface) / length));
        }
      } else {
        for (let i = 0; i < first.length; i++) {
          latent[from + i] += weight * first[i];
          if (length > 0) latent[from + i] += weight * length * Math.log1p(Math.exp((second[i] - first[i]) / length));
        }
      }
    }
  });
}
