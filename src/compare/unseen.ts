import { giveTurn, TaskPool, type TaskProgram, threadHost } from '../compute/index.ts';
import { threadsFor } from '../correlation/index.ts';
import { type Descriptor, descriptors, measureAlone } from '../descriptor/index.ts';
import { type ExcursionModel, finerModel, realise } from '../phase/index.ts';
import { firstRealisations } from '../random/index.ts';
import { type FractionMove, fractionCovariance, fractionsOf, realiseMoved } from './unseen-fractions.ts';
import {
  allAxes,
  cubesOfChosen,
  cubesOfOther,
  errorsBeyond,
  quantitiesOf,
  type UnseenCube,
  type UnseenQuantity,
  wanted,
} from './unseen-quantities.ts';

/** What is left open in 3D among models that fit the sections equally well. */
export interface Unseen {
  /** Voxels along an edge of a cube, and edge of a voxel in pixels of the sections. */
  readonly edge: number;
  readonly voxel: number;
  /** Cubes of the chosen model. */
  readonly cubes: number;
  /** Models beside the chosen one: optima of its class, fits of it that were given up, and names of other classes. */
  readonly optima: number;
  readonly rivals: number;
  readonly classes: readonly string[];
  /** Of these, classes that look further from the sections than the chosen one. */
  readonly farther: readonly string[];
  /** Whether the chosen model looks like the sections; null where that was not measured. */
  readonly looksAlike: boolean | null;
  readonly quantities: readonly UnseenQuantity[];
  /** What the sections leave open, in words. */
  readonly sentence: string;
}

/** Models that sections cannot tell from each other, and how they are drawn. */
export interface UnseenRequest {
  readonly chosen: ExcursionModel;
  /** Other optima of its class, the nearest to the sections first. */
  readonly optima: readonly ExcursionModel[];
  /** Fits of its class that were given up, the nearest first: of a class that is fitted by simulation. */
  readonly rivals?: readonly ExcursionModel[] | undefined;
  /** Models of other classes that the sections do not tell from the chosen one. */
  readonly classes: readonly ExcursionModel[];
  /**
   * Models of classes that look further from the sections. They count where the chosen one is unlike these too, and
   * where there is no other model.
   */
  readonly farther?: readonly ExcursionModel[];
  /** Whether the chosen model looks like the sections; null where that was not measured. */
  readonly looksAlike?: boolean | null;
  /** Standard error of the volume fraction of each phase in the sections; absent where it is not known. */
  readonly fractionErrors?: readonly number[] | undefined;
  /** Longest correlation length of a phase, pixels. */
  readonly correlationLength: number;
  /** Voxels along an edge, at most and unless told 80. */
  readonly edge?: number;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Voxels along an edge at most, and in a correlation length at least where voxels are made larger than pixels. */
const [mostVoxels, voxelsPerLength] = [80, 6];
/** Descriptors that hold what is wanted of a cube. */
const wantedDescriptors = ['connectivity', 'eulerNumber', 'relativeConductivity'];
/** Most other fits and classes beside the chosen model. */
const [mostFits, mostClasses] = [6, 4];
const mostWanted = 'relativeConductivity';
/** A range beyond so many standard deviations of a cube is more than chance. */
const beyondChance = 4;
/** Ranges of a share, and of other quantities relative to their value, that do not matter. */
const [leastOfShare, leastOfValue] = [0.05, 0.15];

/** What all cubes share. */
export interface UnseenSetup {
  readonly edge: number;
  readonly voxel: number;
  readonly seed: number;
}

/** A cube to draw. */
export interface UnseenTask {
  readonly model: ExcursionModel;
  readonly realisation: number;
  /** A change of its volume fractions. */
  readonly move?: FractionMove | undefined;
}

/** Draws and measures cubes, each on one thread. */
export const unseenProgram: TaskProgram<UnseenSetup, UnseenTask, UnseenCube> =
  ({ edge, voxel, seed }) =>
  async ({ model, realisation, move }) => {
    const coarse = (voxel > 1 && finerModel(model, 1 / voxel)) || model;
    const request = { shape: [edge, edge, edge], seed, realisation: firstRealisations.unseen + realisation };
    const map = move ? await realiseMoved(coarse, move, request) : (await realise(coarse, request)).map;
    const list = (descriptors as readonly Descriptor[]).filter(({ name }) => wantedDescriptors.includes(name));
    const all = await measureAlone(map, list, { isBlock: true });
    return { quantities: all.filter(({ name }) => wanted.includes(name)), fractions: fractionsOf(map) };
  };

/** Two significant digits, without zeros at the end. */
const short = (value: number): string => String(Number(value.toPrecision(2)));

/** How many standard deviations of a cube the models cover. */
const spanOf = ({ range: [low, high], scatter }: UnseenQuantity): number => {
  const span = high - low;
  return span === 0 ? 0 : span / scatter;
};

/** Whether models differ in a quantity by more than chance from one cube to the next, and so much that it matters. */
export function isLeftOpen(quantity: UnseenQuantity): boolean {
  const { name, value, range } = quantity;
  const least = name === 'percolatingFraction' ? leastOfShare : leastOfValue * Math.abs(value);
  return spanOf(quantity) > beyondChance && range[1] - range[0] > least;
}

/** What is left open, in words, with what differs most: conductivity where it does, for that is what twins are for. */
function sentenceOf(
  quantities: readonly UnseenQuantity[],
  { models, farther }: { readonly models: number; readonly farther: number },
  looksAlike: boolean | null,
): string {
  const rightest = 'Only a volume shows which is right.';
  const [many, unlike] =
    looksAlike === false
      ? [`${models} models`, 'None of them looks like the sections, so the material may differ from all of them.']
      : [farther > 0 ? `${models} models` : `${models} models that the sections cannot tell apart`, rightest];
  const open = quantities.filter(isLeftOpen).sort((a, b) => spanOf(b) - spanOf(a));
  if (open.length === 0) {
    const alike = `In 3D ${many} differ by no more than chance from one cube to the next.`;
    return looksAlike === false ? `${alike} ${unlike}` : alike;
  }
  const { phase, title, along, interval, scatter } = open.find(({ name }) => name === mostWanted) ?? open[0];
  const axis = along && along !== allAxes ? ` along ${along}` : '';
  return [
    `In 3D ${many} differ in ${open.length} of ${quantities.length} quantities by more than chance.`,
    `The ${title} of ${phase}${axis} lies between ${short(interval[0])} and ${short(interval[1])}; one cube scatters by ${short(scatter)}.`,
    unlike,
  ].join(' ');
}

/**
 * What sections cannot show: quantities of volumes of models that fit the sections equally well. Every model is drawn
 * twice with the same noise, so that parameters make most of the difference; the chosen one more often, for the scatter
 * from one cube to the next. Where correlations are long, voxels are larger than pixels.
 * @returns undefined where there is no other model.
 * @source docs/design/equal-optima.md
 */
export async function measureUnseen(request: UnseenRequest): Promise<Unseen | undefined> {
  const { chosen, correlationLength, seed, signal, onProgress } = request;
  const looksAlike = request.looksAlike ?? null;
  // A class that is fitted by simulation keeps one optimum: others show what it leaves open better than its chance.
  const isAlone = request.optima.length + request.classes.length === 0;
  const farther = looksAlike === false || isAlone ? (request.farther ?? []) : [];
  const optima = request.optima.slice(0, mostFits);
  const rivals = (request.rivals ?? []).slice(0, mostFits - optima.length);
  const classes = [...request.classes, ...farther].slice(0, mostClasses);
  const others = [...optima, ...rivals, ...classes];
  if (others.length === 0) return undefined;
  const edge = Math.min(mostVoxels, request.edge ?? mostVoxels);
  const canGrow = [chosen, ...others].every((model) => finerModel(model, 1) !== undefined);
  const voxel = canGrow ? Math.max(1, Math.floor(correlationLength / voxelsPerLength)) : 1;
  const tasks: UnseenTask[] = [
    ...Array.from({ length: cubesOfChosen }, (_, realisation) => ({ model: chosen, realisation })),
    ...others.flatMap((model) => Array.from({ length: cubesOfOther }, (_, realisation) => ({ model, realisation }))),
    ...movesOf(chosen, request.fractionErrors).flatMap((move) =>
      Array.from({ length: cubesOfOther }, (_, realisation) => ({ model: chosen, realisation, move })),
    ),
  ];
  const threads = Math.min(tasks.length, request.threads ?? threadHost().most);
  const setup: UnseenSetup = { edge, voxel, seed };
  const pool = new TaskPool('unseen', unseenProgram, setup, threadsFor(chosen.family, threads));
  let done = 0;
  onProgress?.(0, tasks.length);
  try {
    const measured = await pool.run(tasks, () => onProgress?.(++done, tasks.length), signal);
    await giveTurn('calibrate', signal);
    const covariance = request.fractionErrors && fractionCovariance(request.fractionErrors);
    const quantities = quantitiesOf(measured as UnseenCube[], others.length, covariance, chosen);
    return {
      ...{ edge, voxel, cubes: cubesOfChosen, optima: optima.length, rivals: rivals.length },
      classes: classes.map(({ record }) => record.name),
      farther: classes.filter((model) => farther.includes(model)).map(({ record }) => record.name),
      looksAlike,
      quantities,
      sentence: sentenceOf(
        quantities,
        { models: 1 + others.length, farther: farther.length + rivals.length },
        looksAlike,
      ),
    };
  } finally {
    await pool.close();
  }
}

/** Moves of all volume fractions but the last by two of their standard errors, less and more. */
function movesOf({ order }: ExcursionModel, errors: readonly number[] | undefined): FractionMove[] {
  if (!errors) return [];
  return order
    .slice(0, -1)
    .flatMap((phase, set) =>
      [-errorsBeyond, errorsBeyond].map((factor): FractionMove => ({ set, by: factor * errors[phase] })),
    );
}
