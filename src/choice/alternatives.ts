import {
  type Calibration,
  type CheckpointStore,
  longestCorrelation,
  type Optimum,
  readJson,
  storeWithin,
} from '../calibrate/index.ts';
import { measureUnseen, type Unseen } from '../compare/index.ts';
import type { PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, fromModelFile } from '../phase/index.ts';
import type { Choice } from './choice.ts';
import { choiceNames, modelName } from './choose.ts';

/** Whose rivals are drawn, and how. */
export interface AlternativesRequest {
  readonly result: Pick<Calibration, 'model' | 'exactFit' | 'settings'>;
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

/** Models of the classes that no criterion told from the chosen one, as they were fitted to one part of the data. */
async function otherClasses(store: CheckpointStore, { candidates }: Choice): Promise<ExcursionModel[]> {
  const models: ExcursionModel[] = [];
  for (const { model, verdict } of candidates) {
    if (verdict !== 'equivalent') continue;
    const folder = storeWithin(store, `${choiceNames.classes}/${model}`);
    const file = await readJson(folder, modelName);
    if (file) models.push(fromModelFile(file, `${choiceNames.classes}/${model}/${modelName}`));
  }
  return models;
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
  const classes = choice ? await otherClasses(store, choice) : [];
  return measureUnseen({
    ...{ chosen, optima, edge, threads, signal, onProgress, seed: settings.seed },
    // Sections say nothing of z: the stretch is that of the chosen model.
    classes: classes.map((own) => ({ ...own, zScale: chosen.zScale })),
    correlationLength: longestCorrelation(images),
  });
}
