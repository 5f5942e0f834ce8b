import { aFunction, checkArguments, listOf, optionsOf, valueWhere, wholeNumber } from '../arguments.ts';
import { threadHost } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import { type AxisName, axisNames, type ByAxis, createGrid } from '../grid/index.ts';
import { normalQuantile, symmetricEigen } from '../numerics/index.ts';
import { aModel, type ExcursionModel, realise } from '../phase/index.ts';
import {
  type AxisConductivity,
  axesAsked,
  type ConductivityOptions,
  conductivitiesOf,
  conductivity,
  conductivityOptions,
} from './conductivity.ts';
import type { ConductivityTensor, PrincipalValue } from './conductivity-tensor.ts';
import { type DrawnFiner, drawFiner, numbersOf } from './drawn-finer.ts';
import {
  type ConductivityRatios,
  type Porosity,
  ratiosOf,
  type TortuosityFactor,
  tortuosityFactorOf,
} from './ratios.ts';
import type { Matrix } from './solve-tensor.ts';

/** What `twinConductivity` is to do. */
export interface TwinConductivityOptions extends Omit<ConductivityOptions, 'fields'> {
  /** Voxels of a realisation, [nz, ny, nx]. */
  readonly shape: readonly number[];
  /** Seed of the realisations; default 1. */
  readonly seed?: number;
  /** Relative standard error of the mean, along every axis, at which no more are drawn; default 0.02. */
  readonly precision?: number;
  /** Realisations that are drawn at most; default 64. At least 8 are drawn, if that is not less. */
  readonly mostRealisations?: number;
  /** Called before each realisation; what it returns is awaited. */
  readonly onProgress?: (progress: { readonly done: number; readonly error: number | null }) => unknown;
}

/** What is known of an effective conductivity of a model from its realisations. */
export interface TwinMean extends ConductivityRatios {
  /** Mean; blocked realisations count as 0. */
  readonly effective: number;
  readonly standardError: number;
  /** Standard deviation over the mean: how far one volume of this size is off; null where the mean is 0. */
  readonly scatter: number | null;
  /**
   * Edge of a cube (of a square) whose conductivity scatters by 1 %, by variance over volume - `unit`; null where
   * unknown.
   */
  readonly edgeForOnePercent: number | null;
  /** Interval that holds this edge with 95 %, for a normal scatter between realisations; null where unknown. */
  readonly edgeInterval: readonly [number, number] | null;
  /** Relative error of the voxel size, from realisations in voxels of half the edge; null where it is unknown. */
  readonly discretisation: number | null;
  /** Standard error of that. */
  readonly discretisationError: number | null;
}

/** Effective conductivity of a model along an axis, over its realisations. */
export interface TwinAxisConductivity extends TwinMean {
  /** Realisations without a way through. */
  readonly blocked: number;
  readonly porosity: Porosity;
  readonly tortuosityFactor: TortuosityFactor;
}

/** Effective conductivity tensor of a model, over realisations that are periodic. */
export interface TwinConductivityTensor extends TwinMean {
  /** Axes of rows and columns. `effective` and what belongs to it are of the mean of the principal values. */
  readonly axes: readonly AxisName[];
  /** Mean, and standard errors of its entries - shape [axis, axis]. */
  readonly tensor: Matrix;
  readonly standardErrors: Matrix;
  /** Principal values of the mean, the largest first; the errors are those along these directions. */
  readonly principal: readonly (Pick<PrincipalValue, 'effective' | 'direction' | 'relative' | 'macMullin'> & {
    readonly standardError: number;
  })[];
  /** Realisations in which no way leads around. */
  readonly blocked: number;
  readonly porosity: Porosity;
}

/** Effective conductivity of a model. */
export interface TwinConductivity {
  readonly reference: number;
  readonly shape: readonly number[];
  readonly realisations: number;
  /** Whether the precision was reached along every axis, or on the diagonal of the tensor. */
  readonly reached: boolean;
  /** Conductivity along axes; none for a tensor. */
  readonly axes: ByAxis<TwinAxisConductivity>;
  readonly tensor?: TwinConductivityTensor;
}

/**
 * Realisations before it may stop: where it may stop after four, it does so when their scatter is too small by chance.
 * Then means are off by 1.56 of their errors (root mean square); with eight, by 1.16.
 */
const fewestRealisations = 8;

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Standard deviation of single values. */
function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  if (values.length < 2) return Number.NaN;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
}

/** Quantile of chi-square over its degrees of freedom, by the cube root that is nearly normal. @source wilson1931 */
const chiSquareShare = (p: number, n: number): number =>
  Math.max(1e-3, 1 - 2 / (9 * n) + normalQuantile(p) * Math.sqrt(2 / (9 * n))) ** 3;

/** What all realisations share. */
interface Volume {
  readonly reference: number;
  /** Area or volume of a realisation, and the number of its axes. */
  readonly size: number;
  readonly rank: number;
}

function summarise(values: readonly number[], { reference, size, rank }: Volume, finer?: DrawnFiner): TwinMean {
  const n = values.length;
  const effective = meanOf(values);
  const deviation = deviationOf(values);
  const scatter = effective > 0 ? deviation / effective : null;
  const edge = (share: number): number | null =>
    scatter === null ? null : ((size * (scatter / 0.01) ** 2) / share) ** (1 / rank);
  const [low, high] = [0.975, 0.025].map((p) => edge(n > 1 ? chiSquareShare(p, n - 1) : Number.NaN));
  return {
    effective,
    standardError: deviation / Math.sqrt(n),
    scatter,
    edgeForOnePercent: edge(1),
    edgeInterval: low === null || high === null ? null : [low, high],
    discretisation: finer?.relative ?? null,
    discretisationError: finer?.standardError ?? null,
    ...ratiosOf(effective, reference),
  };
}

const porosityOf = (list: readonly Pick<AxisConductivity, 'porosity'>[]): Porosity => ({
  all: meanOf(list.map((r) => r.porosity.all)),
  connected: meanOf(list.map((r) => r.porosity.connected)),
});

function ofAxis(list: readonly AxisConductivity[], volume: Volume, finer?: DrawnFiner): TwinAxisConductivity {
  const own = summarise(
    list.map(({ effective }) => effective),
    volume,
    finer,
  );
  const porosity = porosityOf(list);
  return {
    ...own,
    blocked: list.filter(({ status }) => status === 'blocked').length,
    porosity,
    tortuosityFactor: tortuosityFactorOf(own.macMullin, porosity),
  };
}

function ofTensor(list: readonly ConductivityTensor[], volume: Volume, finer?: DrawnFiner): TwinConductivityTensor {
  const { axes } = list[0];
  const entries = (of: (values: readonly number[]) => number): number[][] =>
    axes.map((_, i) => axes.map((__, j) => of(list.map(({ effective }) => effective[i][j]))));
  const tensor = entries(meanOf);
  const along = ({ effective }: ConductivityTensor, direction: readonly number[]): number =>
    effective.reduce((sum, row, i) => sum + row.reduce((s, v, j) => s + v * direction[i] * direction[j], 0), 0);
  const traces = list.map(({ effective }) => meanOf(effective.map((row, i) => row[i])));
  const root = Math.sqrt(list.length);
  return {
    ...summarise(traces, volume, finer),
    axes,
    tensor,
    standardErrors: entries((values) => deviationOf(values) / root),
    principal: symmetricEigen(tensor).map(({ value, vector }) => {
      const effective = Math.max(0, value);
      return {
        effective,
        standardError: deviationOf(list.map((own) => along(own, vector))) / root,
        direction: vector,
        ...ratiosOf(effective, volume.reference),
      };
    }),
    blocked: list.filter(({ status }) => status === 'blocked').length,
    porosity: porosityOf(list),
  };
}

/** The largest relative standard error, along an axis or on the diagonal of the tensor. */
function errorOf(
  results: Partial<Record<AxisName, AxisConductivity[]>>,
  tensors: readonly ConductivityTensor[],
): number {
  const lists = Object.values(results).map((list) => list.map(({ effective }) => effective));
  for (const i of tensors[0]?.axes.keys() ?? []) lists.push(tensors.map(({ effective }) => effective[i][i]));
  const errors = lists.map((values) =>
    meanOf(values) > 0 ? deviationOf(values) / Math.sqrt(values.length) / meanOf(values) : 0,
  );
  return Math.max(...errors);
}

const twinArguments = {
  model: aModel,
  options: optionsOf(
    '{ conductivities: { se: 1 }, shape: [64, 64, 64] }',
    {
      ...{ ...conductivityOptions, seed: wholeNumber(0), mostRealisations: wholeNumber(1), onProgress: aFunction },
      precision: valueWhere('a number between 0 and 1', '0.02', (own) => Number(own) > 0 && Number(own) < 1),
    },
    { shape: listOf('a list of voxels an axis', '[64, 64, 64]', wholeNumber(1), 2) },
  ),
};

/**
 * Effective conductivity of a model: realisations are drawn until the standard error of their mean is small enough.
 *
 * Estimator: mean over independent realisations of one size, errors from their scatter. Faces cut necks and add ways
 * that end, so that small volumes conduct differently from large ones; compare two sizes. The edge for 1 % supposes
 * that the variance falls as 1 / volume. For a tensor, realisations are drawn periodic, and have no such faces. The
 * error of the voxel size comes from four more realisations, in voxels of half the edge.
 * @throws ExcursaError (usage) for a precision that is not between 0 and 1 and what `conductivity` refuses; (numeric)
 * when the solver does not finish.
 * @example
 * import { createModel, presets, twinConductivity } from 'excursa';
 * const model = createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um' });
 * const [first] = model.phases;
 * const options = { conductivities: { [first.name]: 1 }, shape: [24, 24, 24], mostRealisations: 4 };
 * const { realisations, axes } = await twinConductivity(model, options);
 * console.log(realisations, axes.z.effective < axes.z.porosity.all); // 4 true
 */
export async function twinConductivity(
  model: ExcursionModel,
  options: TwinConductivityOptions,
): Promise<TwinConductivity> {
  checkArguments('twinConductivity', { model, options }, twinArguments);
  const { shape, seed = 1, precision = 0.02, mostRealisations = 64, onProgress, ...rest } = options;
  // Before the first drawing, which takes long.
  conductivitiesOf(model.phases, rest.conductivities);
  axesAsked(createGrid(shape).rank, rest);
  const threads = rest.threads ?? threadHost().most;
  const periodic = rest.axis === 'tensor';
  const results: Partial<Record<AxisName, AxisConductivity[]>> = {};
  const tensors: ConductivityTensor[] = [];
  const edges = model.spacing.slice(-shape.length);
  const size = shape.reduce((product, n, a) => product * n * edges[a], 1);
  let reference = 0;
  let done = 0;
  let error: number | null = null;
  while (done < mostRealisations && !(done >= fewestRealisations && error !== null && error <= precision)) {
    await onProgress?.({ done, error });
    const { map } = await realise(model, { shape, seed, realisation: done, threads, periodic });
    const one = await conductivity(map, { ...rest, threads, discretisation: false });
    reference = one.reference;
    if (numbersOf(one) === undefined) {
      throw new ExcursaError({
        kind: 'numeric',
        what: 'conductivity',
        event: `realisation ${done} did not converge`,
        remedy: ['a conductivity of 0 for the phase that conducts least, or another ', { setting: 'tolerance' }],
      });
    }
    for (const name of axisNames) {
      const result = one.axes[name];
      if (result) results[name] = [...(results[name] ?? []), result];
    }
    if (one.tensor) tensors.push(one.tensor);
    done++;
    error = done > 1 ? errorOf(results, tensors) : null;
  }
  const finer =
    rest.discretisation === false
      ? {}
      : await drawFiner(model, { shape, seed, periodic }, { ...rest, threads }, () => onProgress?.({ done, error }));
  const volume = { reference, size, rank: shape.length };
  const axes = Object.entries(results).map(([name, list]) => [name, ofAxis(list, volume, finer[name as AxisName])]);
  return {
    ...{ reference, shape, realisations: done, reached: error !== null && error <= precision },
    axes: Object.fromEntries(axes),
    ...(tensors.length > 0 && { tensor: ofTensor(tensors, volume, finer.tensor) }),
  };
}
