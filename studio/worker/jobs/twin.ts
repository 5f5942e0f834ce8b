/** Realisations of a model and what is measured of them. */
import {
  adjustModel,
  conductivity,
  type Description,
  describe,
  descriptors,
  type ExcursionModel,
  keepFields,
  type ModelChanges,
  type PhaseMap,
  realisationBytes,
  realise,
  twinConductivity,
} from 'excursa';
import { directionWarning } from '../../../src/calibrate/index.ts';
import {
  type DescribedQuantity,
  describedQuantities,
  layerWarning,
  twoPointErrors,
} from '../../../src/descriptor/index.ts';
import { adjustableFractions } from '../../../src/exact/index.ts';
import { descriptionTables, twinMethods } from '../../../src/report/index.ts';
import { warningText } from './naming.ts';
import { type Setting, type ShownTable, shown, stopIfAsked } from './setting.ts';

/** Bytes of fields that are kept for the next move of a slider, and the edge up to which they are, voxels. */
const [keptBytes, keptEdge] = [2 ** 27, 128];
/** Fields as they were drawn: a slider changes one of them, or none. */
const kept = keepFields(keptBytes);

/** Memory of a realisation, bytes: its fields while it is drawn, those that are kept, and its labels here and in the page. */
export const memoryOf = async (
  input: { readonly model: ExcursionModel; readonly changes: ModelChanges; readonly edge: number },
  { threads }: Setting,
): Promise<number> => {
  const { changes, edge } = input;
  // Coarser fields take more: their correlations reach further. Fractions take nothing, but time.
  const model = changes.lengths ? adjustModel(input.model, { lengths: changes.lengths }) : input.model;
  return (
    realisationBytes(model, { shape: [edge, edge, edge], seed: 1, threads }) +
    2 * edge ** 3 +
    (edge <= keptEdge ? keptBytes : 0)
  );
};

/** A realisation and its model. */
export interface Drawn {
  readonly map: PhaseMap;
  readonly model: ExcursionModel;
  /** Volume fractions where no threshold or density of grains gives those that were asked for - [phase]. */
  readonly reached?: readonly number[] | undefined;
  /** How it was drawn, as a sentence of a paper. */
  readonly methods: string;
}

/** Longest reach of correlations in a preview, voxels: at 96 voxels an edge their torus is drawn in a third of a second. */
const longestPreview = 80;

/** Deviations of volume fractions that are told, by how the fractions are known. */
const missedBy = { exact: 5e-4, simulated: 5e-3 };

/** A realisation of a model with some of it changed, and that model. */
export async function draw(
  input: {
    readonly model: ExcursionModel;
    readonly changes: ModelChanges;
    readonly shape: readonly number[];
    readonly seed: number;
    /** Whether correlations end early: about the structure, in a fraction of the time. */
    readonly isPreview?: boolean | undefined;
  },
  { signal, threads, tell }: Setting,
): Promise<Drawn> {
  const { changes, shape, seed, isPreview } = input;
  tell({ task: 'drawing the structure' });
  const isChanged = Object.keys(changes).length > 0;
  const whole = isChanged ? adjustModel(input.model, changes) : input.model;
  const model = isPreview ? { ...whole, taper: Math.min(input.model.taper, longestPreview) } : whole;
  const keeps = Math.max(...shape) <= keptEdge;
  if (!keeps) kept.clear();
  const { map } = await realise(model, { shape, seed, threads, signal, ...(keeps && { kept }) });
  const fractions = changes.volumeFractions && adjustableFractions(model);
  const most = model.record.grains ? missedBy.simulated : missedBy.exact;
  const isMissed = changes.volumeFractions?.some((own, i) => Math.abs(own - fractions![i]) > most);
  const methods = twinMethods(map, seed, isChanged);
  return { map, model, methods, reached: isMissed ? Array.from(fractions!) : undefined };
}

/** What was measured. */
export interface Measured {
  readonly quantities: readonly DescribedQuantity[];
  readonly tables: readonly ShownTable[];
  readonly twoPoint: Description['twoPoint'];
  /** What a user must know before the numbers are trusted. */
  readonly warnings: readonly string[];
  /** Standard errors of the two-point functions by pair, where images are large enough - [lag]. */
  readonly twoPointErrors?: Readonly<Record<string, readonly number[]>> | undefined;
}

/** Warnings of the command that does the same. */
function warningsOf(maps: readonly PhaseMap[]): string[] {
  const isVolume = maps[0].grid.rank === 3;
  const warnings = isVolume ? maps.map(layerWarning) : [directionWarning(maps)];
  return warnings.flatMap((own) => (own ? [warningText(own)] : []));
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
    warnings: warningsOf(input.maps),
    twoPoint: description.twoPoint,
    twoPointErrors: await twoPointErrors(input.maps, description.twoPoint, { threads, signal }),
  };
}

/** A conductivity as it follows the sliders. */
export interface FollowedConductivity {
  readonly effective: number;
  /** Null where it is that of one twin alone. */
  readonly standardError: number | null;
  readonly realisations: number;
  readonly blocked: number;
}

/** What follows the sliders: numbers of the twin, and a conductivity: of this twin, then with the error of several. */
export interface Followed {
  readonly quantities: readonly DescribedQuantity[];
  readonly conductivity: FollowedConductivity;
}

/** What numbers that follow are of. */
interface FollowedTwin {
  readonly model: ExcursionModel;
  readonly seed: number;
  readonly conductivities: Readonly<Record<string, number>>;
}

/** Relative error of solutions that follow the sliders. */
const tolerance = 1e-2;

/** Threads for what follows: one is left, so that a slider finds it free. */
const besides = (threads: number): number => Math.max(1, threads - 1);

/** Numbers of one twin, in about a second. */
export async function follow(
  input: FollowedTwin & {
    /** The drawn twin; else it is drawn. */
    readonly map?: PhaseMap | undefined;
    readonly shape: readonly number[];
  },
  { signal, threads: all }: Setting,
): Promise<Followed> {
  const threads = besides(all);
  const { model, shape, seed, conductivities } = input;
  const map = input.map ?? (await realise(model, { shape, seed, threads, signal })).map;
  const description = await describe([map], {
    ...{ descriptors: descriptors.filter(({ name }) => followedDescriptors.includes(name)), maxLag: 24 },
    ...{ threads, signal },
  });
  const { axes } = await conductivity(map, {
    ...{ conductivities, axis: 'z', threads, tolerance, discretisation: false },
  });
  const { effective, status } = axes.z!;
  return {
    quantities: describedQuantities(description),
    conductivity: { effective, standardError: null, blocked: Number(status === 'blocked'), realisations: 1 },
  };
}

/** A conductivity of a model, with the error of few realisations. */
export async function followMean(
  { model, seed, conductivities }: FollowedTwin,
  setting: Setting,
): Promise<FollowedConductivity> {
  const threads = besides(setting.threads);
  const { axes } = await twinConductivity(model, {
    ...{ conductivities, axis: 'z', threads, seed, shape: [48, 48, 48], tolerance },
    // The same eight realisations for all materials: differences are those of the materials.
    ...{ mostRealisations: followedRealisations, precision: 0.5, discretisation: false },
    onProgress: async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      stopIfAsked(setting, 'numbers');
    },
  });
  const { effective, standardError, blocked } = axes.z!;
  return { effective, standardError, blocked, realisations: followedRealisations };
}

const followedRealisations = 8;
const followedDescriptors: readonly string[] = ['volumeFraction', 'specificSurfaceArea', 'chordLength'];
