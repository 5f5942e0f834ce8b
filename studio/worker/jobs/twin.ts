/** Realisations of a model and what is measured of them. */
import {
  adjustModel,
  type Description,
  describe,
  descriptors,
  type ExcursionModel,
  type ModelChanges,
  type PhaseMap,
  realisationBytes,
  realise,
  twinConductivity,
} from 'excursa';
import { type DescribedQuantity, describedQuantities, twoPointErrors } from '../../../src/descriptor/index.ts';
import { descriptionTables } from '../../../src/report/index.ts';
import { type Setting, type ShownTable, shown } from './setting.ts';

/**
 * Memory of a realisation, bytes: its fields while it is drawn, and its labels here and in the page. What is changed by
 * hand hardly alters it.
 */
export const memoryOf = async (
  { model, edge }: { readonly model: ExcursionModel; readonly edge: number },
  { threads }: Setting,
): Promise<number> => realisationBytes(model, { shape: [edge, edge, edge], seed: 1, threads }) + 2 * edge ** 3;

/** A realisation of a model with some of it changed, and that model. */
export async function draw(
  input: {
    readonly model: ExcursionModel;
    readonly changes: ModelChanges;
    readonly shape: readonly number[];
    readonly seed: number;
  },
  { signal, threads, tell }: Setting,
): Promise<{ readonly map: PhaseMap; readonly model: ExcursionModel }> {
  const { changes, shape, seed } = input;
  tell({ task: 'drawing the structure' });
  const model = Object.keys(changes).length > 0 ? adjustModel(input.model, changes) : input.model;
  return { map: (await realise(model, { shape, seed, threads, signal })).map, model };
}

/** What was measured. */
export interface Measured {
  readonly quantities: readonly DescribedQuantity[];
  readonly tables: readonly ShownTable[];
  readonly twoPoint: Description['twoPoint'];
  /** Standard errors of the two-point functions by pair, where images are large enough - [lag]. */
  readonly twoPointErrors?: Readonly<Record<string, readonly number[]>> | undefined;
}

export async function measure(
  input: { readonly maps: readonly PhaseMap[]; readonly detail: 'basic' | 'standard' | 'full' },
  { signal, threads, tell }: Setting,
): Promise<Measured> {
  const description = await describe(input.maps, {
    ...{ detail: input.detail, threads, signal },
    onProgress: ({ what, done, total }) => tell({ task: `measuring: ${what}`, share: done / total }),
  });
  return {
    quantities: describedQuantities(description),
    tables: descriptionTables(description).map(shown),
    twoPoint: description.twoPoint,
    twoPointErrors: await twoPointErrors(input.maps, description.twoPoint, { threads, signal }),
  };
}

/** A conductivity of a model as it follows the sliders. */
export interface FollowedConductivity {
  readonly effective: number;
  readonly relative: number;
  readonly standardError: number;
  readonly realisations: number;
  readonly blocked: number;
}

/** What follows the sliders: numbers of the twin, and a conductivity with the error of few realisations. */
export interface Followed {
  readonly quantities: readonly DescribedQuantity[];
  readonly conductivity: FollowedConductivity;
}

/** Numbers of a realisation and a conductivity of its model, with errors, in a second or two. */
export async function follow(
  input: {
    readonly model: ExcursionModel;
    /** The drawn twin; else it is drawn. */
    readonly map?: PhaseMap | undefined;
    readonly shape: readonly number[];
    readonly seed: number;
    readonly conductivities: Readonly<Record<string, number>>;
  },
  { signal, threads }: Setting,
): Promise<Followed> {
  const { model, shape, seed, conductivities } = input;
  const map = input.map ?? (await realise(model, { shape, seed, threads, signal })).map;
  const { axes } = await twinConductivity(model, {
    ...{ conductivities, axis: 'z', threads, seed, shape: [48, 48, 48], tolerance: 1e-2 },
    // The same eight realisations for all materials: differences are those of the materials.
    ...{ mostRealisations: followedRealisations, precision: 0.5, discretisation: false },
  });
  const { effective, relative, standardError, blocked } = axes.z!;
  const description = await describe([map], {
    ...{ descriptors: descriptors.filter(({ name }) => followedDescriptors.includes(name)), maxLag: 24 },
    ...{ threads, signal },
  });
  return {
    quantities: describedQuantities(description),
    conductivity: { effective, relative, standardError, blocked, realisations: followedRealisations },
  };
}

const followedRealisations = 8;
const followedDescriptors: readonly string[] = ['volumeFraction', 'specificSurfaceArea', 'chordLength'];
