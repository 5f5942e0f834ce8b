import {
  type Calibration,
  type CheckpointStore,
  longestCorrelation,
  type Optimum,
  readJson,
  storeWithin,
} from '../calibrate/index.ts';
import { measureUnseen, type Unseen } from '../compare/index.ts';
import { type Descriptor, describe, descriptors } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { looksAlike } from '../morphology/index.ts';
import { type ExcursionModel, fromModelFile } from '../phase/index.ts';
import { drawForRealism, lookDistance } from '../realism/index.ts';
import type { Candidate, Choice } from './choice.ts';
import { choiceNames, modelName } from './choose.ts';

/** Whose rivals are drawn, and how. */
export interface AlternativesRequest {
  readonly result: Pick<Calibration, 'model' | 'exactFit' | 'settings' | 'rivals'>;
  /** The sections that it was calibrated to. */
  readonly images: readonly PhaseMap[];
  /** How the class was chosen, and the store that holds the classes that were compared. */
  readonly choice?: Choice | undefined;
  readonly store: CheckpointStore;
  /** Voxels along an edge of the cubes, at most. */
  readonly edge: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The optima that were not chosen: the best of every way of looking, then the others, each by its score. */
export function otherOptima(optima: readonly Optimum[]): Optimum[] {
  const looks = new Set(optima.slice(0, 1).map(({ look }) => look));
  const first: Optimum[] = [];
  const rest: Optimum[] = [];
  for (const own of optima.slice(1)) {
    (looks.has(own.look) ? rest : first).push(own);
    looks.add(own.look);
  }
  return [...first, ...rest];
}

/** Models of the classes with one verdict, as they were fitted to one part of the data. */
async function classesThat(
  are: Candidate['verdict'],
  store: CheckpointStore,
  { candidates }: Choice,
): Promise<ExcursionModel[]> {
  const models: ExcursionModel[] = [];
  for (const { model, verdict } of candidates) {
    if (verdict !== are) continue;
    const folder = storeWithin(store, `${choiceNames.classes}/${model}`);
    const file = await readJson(folder, modelName);
    if (file) models.push(fromModelFile(file, `${choiceNames.classes}/${model}/${modelName}`));
  }
  return models;
}

/**
 * Whether the calibrated model looks like the images: by the score of its optimum, or else by as many sections of the
 * model. A fit that was made to compare classes tells little of it, since it is a short one. Null where quarters of the
 * images are too small to be compared.
 */
async function looksLikeSections(
  { model, exactFit, settings: { seed } }: AlternativesRequest['result'],
  images: readonly PhaseMap[],
  threads: number | undefined,
): Promise<boolean | null> {
  const best = exactFit?.optima?.optima[0];
  if (best) return looksAlike(best.score, exactFit.optima.expectedScore);
  try {
    const { value, expected } = lookDistance(images, await drawForRealism(model, images, { seed, threads }));
    return looksAlike(value, expected);
  } catch (error) {
    if (error instanceof ExcursaError && error.kind === 'input') return null;
    throw error;
  }
}

/**
 * Standard errors of the volume fractions of sections - [phase] in the model's order; undefined where the sections do
 * not tell how one of them scatters.
 */
async function fractionErrorsOf(
  images: readonly PhaseMap[],
  { phases }: ExcursionModel,
  threads: number | undefined,
): Promise<number[] | undefined> {
  const fractions = (descriptors as readonly Descriptor[]).filter(({ name }) => name === 'volumeFraction');
  const { phases: described } = await describe(images, { descriptors: fractions, threads });
  const errors = phases.map(({ label }) => {
    const own = described.find((phase) => phase.label === label)?.standardErrors.volumeFraction;
    return typeof own === 'number' && own > 0 ? own : undefined;
  });
  return errors.every((own) => own !== undefined) ? errors : undefined;
}

/**
 * What the sections leave open in 3D: among the optima that the two-point functions do not tell apart, and the classes
 * that the choice did not. Undefined where there are no others.
 * @source docs/design/equal-optima.md
 */
export async function measureAlternatives(request: AlternativesRequest): Promise<Unseen | undefined> {
  const { result, images, choice, store, edge, threads, signal, onProgress } = request;
  const { model: chosen, exactFit, settings } = result;
  const labels = chosen.phases.map(({ label }) => label);
  const optima = otherOptima(exactFit?.optima?.optima ?? []).map(({ order, values }) => ({
    ...chosen,
    ...{ order: order.map((label) => labels.indexOf(label)), values: Float64Array.from(values) },
  }));
  const classes = choice ? await classesThat('equivalent', store, choice) : [];
  const farther = choice ? await classesThat('worse', store, choice) : [];
  // Sections say nothing of z: the stretch is that of the chosen model.
  const stretched = (own: ExcursionModel): ExcursionModel => ({ ...own, zScale: chosen.zScale });
  // Without others nothing is drawn, and nothing has to be known of the sections.
  const isAlone = [optima, classes, farther, result.rivals ?? []].every((list) => list.length === 0);
  if (isAlone) return undefined;
  return measureUnseen({
    ...{ chosen, optima, edge, threads, signal, onProgress, seed: settings.seed },
    ...{ classes: classes.map(stretched), farther: farther.map(stretched), rivals: result.rivals },
    looksAlike: await looksLikeSections(result, images, threads),
    fractionErrors: await fractionErrorsOf(images, chosen, threads),
    correlationLength: longestCorrelation(images),
  });
}
