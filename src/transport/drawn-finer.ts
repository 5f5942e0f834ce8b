import type { AxisName } from '../grid/index.ts';
import { type ExcursionModel, finerModel, realise } from '../phase/index.ts';
import { coarserVolume, fewestVoxels, offsets } from './coarser.ts';
import { type Conductivity, type ConductivityOptions, conductivity, volumeOf } from './conductivity.ts';

/** Estimated error of the voxel size of a model's conductivity, from realisations in voxels of half the edge. */
export interface DrawnFiner {
  /** How far the value is above its extrapolation to voxels of no size, over the value. */
  readonly relative: number;
  /** Standard error of that, from the scatter between realisations. */
  readonly standardError: number;
}

/** Conductivities by axis, or the mean of the principal values of a tensor. */
export type ByQuantity<T> = { readonly [quantity in AxisName | 'tensor']?: T };

/** Realisations that are drawn in voxels of half the edge. */
export const finerRealisations = 4;

/**
 * Longest reach of correlations in these realisations, voxels, or twice their edge if that is longer: the error of the
 * voxel size is one of boundaries and necks. Longer correlations would take most of the work for nothing.
 */
const longestReach = 128;

/** The model of these realisations, by the voxels of their shape; undefined where it is not known how it scales. */
export function modelOfFiner(model: ExcursionModel, shape: readonly number[]): ExcursionModel | undefined {
  const fine = finerModel(model, 2);
  return fine && { ...fine, taper: Math.min(fine.taper, Math.max(longestReach, 2 * Math.max(...shape))) };
}

/** One number for each axis, or for the tensor; undefined where the solver did not finish. */
export function numbersOf({ axes, tensor }: Conductivity): ByQuantity<number> | undefined {
  const results = Object.entries(axes).map(([name, { status, effective }]) => ({ name, status, value: effective }));
  if (tensor) {
    const n = tensor.axes.length;
    const value = tensor.effective.reduce((sum, row, i) => sum + row[i] / n, 0);
    results.push({ name: 'tensor', status: tensor.status, value });
  }
  if (results.some(({ status }) => status === 'unfinished')) return undefined;
  return Object.fromEntries(results.map(({ name, value }) => [name, value]));
}

/** Fewest pairs that conduct: the scatter of fewer tells nothing, and of a single one there is none. */
const fewestPairs = 3;

/**
 * Twice the mean difference of pairs over the mean of their first numbers, as an error of first order halves with the
 * edge. Its standard error is that of a ratio. Pairs of which neither conducts hold nothing of it.
 * @param all - conductivity of one material in voxels of the edge and of half of it.
 * @returns undefined where too few pairs conduct.
 */
export function errorOfPairs(all: readonly (readonly [number, number])[]): DrawnFiner | undefined {
  const pairs = all.filter(([coarse, fine]) => coarse > 0 || fine > 0);
  const n = pairs.length;
  const mean = (of: (pair: readonly [number, number]) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / n;
  const size = mean(([coarse]) => coarse);
  if (n < fewestPairs || !(size > 0)) return undefined;
  const ratio = mean(([coarse, fine]) => coarse - fine) / size;
  const squares = pairs.reduce((sum, [coarse, fine]) => sum + (coarse - fine - ratio * coarse) ** 2, 0);
  return { relative: 2 * ratio, standardError: (2 * Math.sqrt(squares / (n - 1) / n)) / size };
}

/**
 * Error of the voxel size of a model: realisations in voxels of half the edge, against every other voxel of the same
 * ones. These are realisations of the model, so that both differ by the voxel size alone. They have as many voxels as
 * those of the model, and so half their edge.
 */
export async function drawFiner(
  model: ExcursionModel,
  request: { readonly shape: readonly number[]; readonly seed: number; readonly periodic: boolean },
  options: ConductivityOptions,
  pause: () => unknown,
): Promise<ByQuantity<DrawnFiner>> {
  const fine = modelOfFiner(model, request.shape);
  if (!fine || request.shape.some((n) => n > 1 && n < fewestVoxels)) return {};
  const pairs: { [name: string]: [number, number][] } = {};
  for (let realisation = 0; realisation < finerRealisations; realisation++) {
    await pause();
    const { map } = await realise(fine, { ...request, realisation, threads: options.threads ?? 1 });
    const own = { ...options, discretisation: false };
    const volume = volumeOf(map, options.conductivities);
    const { conductivities: _, ...plain } = own;
    const finer = numbersOf(await conductivity(volume, plain));
    const coarser = [];
    for (const offset of offsets) coarser.push(numbersOf(await conductivity(coarserVolume(volume, offset), plain)));
    if (!finer || coarser.includes(undefined)) continue;
    for (const [name, value] of Object.entries(finer)) {
      const sum = coarser.reduce((all, numbers) => all + (numbers?.[name as AxisName] ?? 0), 0);
      pairs[name] = [...(pairs[name] ?? []), [sum / offsets.length, value]];
    }
  }
  return Object.fromEntries(
    Object.entries(pairs).flatMap(([name, list]) => {
      const error = errorOfPairs(list);
      return error ? [[name, error]] : [];
    }),
  );
}
