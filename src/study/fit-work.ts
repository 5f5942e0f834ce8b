import { fitHeldOut, type HeldOutFit, permutations, settingsSchema } from '../calibrate/index.ts';
import { measureAlone } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { type PhaseMap, sectionsOf } from '../grid/index.ts';
import { type ExcursionModel, parametersOf, toValues } from '../phase/index.ts';
import { descriptorsNamed, measurementsOf } from './draw-work.ts';
import type { Measurement, Task } from './study-kind.ts';

/** A fit of the class of the study's model to its images, or to one of them. */
export interface FitTask extends Task {
  readonly work: 'fit';
  readonly family: string;
  /** Number of the image that is fitted; all, as sections of one material, where it is undefined. */
  readonly image?: number;
  /** Labels that play Xi_1, Xi_2, ..., or `auto`. */
  readonly order: string;
  readonly starts: number;
  readonly points: number;
  readonly smoothness: number;
  readonly seed: number;
  /** Quarter of the blocks that is held out. */
  readonly fold?: number;
  /** Number of an order and unbounded parameters to begin with, in place of random starts. */
  readonly from?: { readonly order: number; readonly raw: readonly number[] };
  /** Whether these parameters stay, and are only judged. */
  readonly keep?: boolean;
  /** Whether the row holds the parameters. */
  readonly tellsParameters?: boolean;
}

/** An image that is measured as it is. */
export interface MeasureTask extends Task {
  readonly work: 'measure';
  readonly image: number;
  readonly descriptors: readonly string[];
}

/** Most layers of a volume that a fit reads: neighbours are nearly alike. */
const mostLayers = 16;

/** An image as sections: of a volume layers at equal distances. */
function asSections(map: PhaseMap): readonly PhaseMap[] {
  if (map.grid.rank === 2) return [map];
  const layers = sectionsOf(map, 'volume');
  const step = Math.ceil(layers.length / mostLayers);
  return layers.filter((_, z) => z % step === 0);
}

/** Phases of a numbered order, as positions. */
export const orderNumbered = (number: number, phases: number): number[] => permutations(phases)[number];

/** What a fit came to, as numbers of its row. */
function rowOf(model: ExcursionModel, { family, tellsParameters }: FitTask, fit: HeldOutFit): Measurement[] {
  const names = model.phases.map(({ name }) => name);
  const number = permutations(names.length).findIndex((own) => own.join() === fit.order.join());
  const plain = (quantity: string, title: string, value: number): Measurement => ({
    ...{ quantity, title, unit: '', value },
  });
  const list = parametersOf(model.record, family);
  const values = toValues(list, Float64Array.from(fit.raw));
  const voxel = model.spacing[2];
  const scales = { number: 1, length: voxel, wavenumber: 1 / voxel };
  const units = { number: '', length: model.unit, wavenumber: `rad/${model.unit}` };
  const parameters = list.flatMap(({ group, name, dimension }, i): Measurement[] => {
    const full = group === 'scalars' ? name : `${group}.${name}`;
    return [
      { quantity: full, title: full, unit: units[dimension], value: values[i] * scales[dimension] },
      plain(`raw ${full}`, `${full}, unbounded`, fit.raw[i]),
    ];
  });
  return [
    plain('order', 'number of the order of phases', number),
    plain('loss', 'loss over features', fit.loss / fit.features),
    plain('discrepancy', 'discrepancy granted', fit.discrepancy),
    plain('taper', 'taper [voxel]', fit.taper),
    ...names.map(
      (phase, i): Measurement => ({
        ...{ phase, quantity: 'misfit', title: `${phase} misfit of the two-point function`, unit: '' },
        value: fit.misfit[i],
      }),
    ),
    ...fit.heldOut.flatMap((squares, block) =>
      names.map(
        (phase, i): Measurement => ({
          ...{ phase, quantity: 'heldOut', axis: `${block + 1}`, unit: '' },
          ...{ title: `${phase} squared misfit of held-out block ${block + 1}`, value: squares[i] },
        }),
      ),
    ),
    ...(tellsParameters ? parameters : []),
  ];
}

/** Unbounded parameters that a row tells; undefined where it tells none - [parameter]. */
export function rawOf(values: readonly Measurement[]): number[] | undefined {
  const list = values.filter(({ quantity }) => quantity.startsWith('raw ')).map(({ value }) => value);
  return list.length === 0 || list.includes(null) ? undefined : (list as number[]);
}

/** Fits and judges. @param model - of the class that is fitted; its numbers do not matter. */
export async function fitAndJudge(
  model: ExcursionModel,
  images: readonly PhaseMap[],
  task: FitTask,
): Promise<Measurement[]> {
  const { family, image, order, starts, points, smoothness, seed, fold, from, keep } = task;
  const settings = settingsSchema.parse({ model: model.record.name, family, order, starts, points, smoothness, seed });
  const maps = image === undefined ? images : [images[image]];
  const fit = await fitHeldOut(settings, maps.flatMap(asSections), {
    ...{ record: model.record, family, fold, keep },
    from: from && { order: orderNumbered(from.order, model.phases.length), raw: from.raw },
  });
  return rowOf(model, task, fit);
}

/** Measures an image. */
export async function measureImage(images: readonly PhaseMap[], task: MeasureTask): Promise<Measurement[]> {
  return measurementsOf(await measureAlone(images[task.image], descriptorsNamed(task.descriptors)));
}

/** @throws ExcursaError (usage) for images that do not have the phases of the class. */
export function checkPhases(images: readonly PhaseMap[], { phases, record }: ExcursionModel): void {
  const names = (map: PhaseMap): string => map.phases.map(({ name }) => name).join(', ');
  const wanted = phases.map(({ name }) => name).join(', ');
  const other = images.find((map) => names(map) !== wanted);
  if (!other) return;
  throw new ExcursaError({
    ...{ kind: 'usage', what: `images of ${record.name}`, expected: `the phases ${wanted}`, got: names(other) },
    remedy: { setting: 'labels' },
  });
}
