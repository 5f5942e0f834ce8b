import { threadHost } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import { type AxisName, axisNames, type ByAxis } from '../grid/index.ts';
import { type ExcursionModel, realise } from '../phase/index.ts';
import { type AxisConductivity, type ConductivityOptions, conductivity } from './conductivity.ts';

/** What `twinConductivity` is to do. */
export interface TwinConductivityOptions extends Omit<ConductivityOptions, 'fields'> {
  /** Voxels of a realisation, [nz, ny, nx]. */
  readonly shape: readonly number[];
  /** Seed of the realisations; default 1. */
  readonly seed?: number;
  /** Relative standard error of the mean, along every axis, at which no more are drawn; default 0.02. */
  readonly precision?: number;
  /** Realisations that are drawn at most; default 64. At least 4 are drawn. */
  readonly mostRealisations?: number;
  /** Called before each realisation; what it returns is awaited. */
  readonly onProgress?: (progress: { readonly done: number; readonly error: number | null }) => unknown;
}

/** Effective conductivity of a model along an axis, over its realisations. */
export interface TwinAxisConductivity {
  /** Mean; blocked realisations count as 0. */
  readonly effective: number;
  readonly standardError: number;
  /** Standard deviation over the mean: how far one volume of this size is off; null where the mean is 0. */
  readonly scatter: number | null;
  /** Realisations without a way through. */
  readonly blocked: number;
  /**
   * Edge of a cube (of a square) whose conductivity scatters by 1 %, by variance over volume - `unit`; null where
   * unknown.
   */
  readonly edgeForOnePercent: number | null;
  /** Mean of the estimated relative errors of the voxel size; null where there is none. */
  readonly discretisation: number | null;
  readonly relative: number;
  readonly macMullin: number | null;
  readonly porosity: { readonly all: number; readonly connected: number };
  readonly tortuosityFactor: { readonly all: number | null; readonly connected: number | null };
}

/** Effective conductivity of a model. */
export interface TwinConductivity {
  readonly reference: number;
  readonly shape: readonly number[];
  readonly realisations: number;
  /** Whether the precision was reached along every axis. */
  readonly reached: boolean;
  readonly axes: ByAxis<TwinAxisConductivity>;
}

/** Realisations below this make no standard error worth its name. */
const fewestRealisations = 4;

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function summarise(
  results: readonly AxisConductivity[],
  reference: number,
  size: number,
  rank: number,
): TwinAxisConductivity {
  const n = results.length;
  const values = results.map(({ effective }) => effective);
  const effective = meanOf(values);
  const deviation = n > 1 ? Math.sqrt(values.reduce((sum, v) => sum + (v - effective) ** 2, 0) / (n - 1)) : Number.NaN;
  const scatter = effective > 0 ? deviation / effective : null;
  const errors = results.flatMap(({ discretisation }) =>
    'relative' in discretisation ? [discretisation.relative] : [],
  );
  const porosity = {
    all: meanOf(results.map((r) => r.porosity.all)),
    connected: meanOf(results.map((r) => r.porosity.connected)),
  };
  const macMullin = effective > 0 ? reference / effective : null;
  return {
    effective,
    standardError: deviation / Math.sqrt(n),
    scatter,
    blocked: results.filter(({ status }) => status === 'blocked').length,
    edgeForOnePercent: scatter === null ? null : (size * (scatter / 0.01) ** 2) ** (1 / rank),
    discretisation: errors.length > 0 ? meanOf(errors) : null,
    relative: reference > 0 ? effective / reference : 0,
    macMullin,
    porosity,
    tortuosityFactor: {
      all: macMullin === null ? null : porosity.all * macMullin,
      connected: macMullin === null ? null : porosity.connected * macMullin,
    },
  };
}

/**
 * Effective conductivity of a model: realisations are drawn until the standard error of their mean is small enough.
 *
 * Estimator: mean over independent realisations of one size, errors from their scatter. Faces cut necks and add ways
 * that end, so that small volumes conduct differently from large ones; compare two sizes. The edge for 1 % supposes
 * that the variance falls as 1 / volume.
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
  const { shape, seed = 1, precision = 0.02, mostRealisations = 64, onProgress, ...rest } = options;
  if (!(precision > 0 && precision < 1)) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'conductivity',
      expected: 'a precision between 0 and 1',
      got: String(precision),
      remedy: [{ setting: 'precision', value: 0.02 }],
    });
  }
  const threads = rest.threads ?? threadHost().most;
  const results: Partial<Record<AxisName, AxisConductivity[]>> = {};
  const edges = model.spacing.slice(-shape.length);
  const size = shape.reduce((product, n, a) => product * n * edges[a], 1);
  let reference = 0;
  let axes: Partial<Record<AxisName, TwinAxisConductivity>> = {};
  let done = 0;
  let error: number | null = null;
  while (done < mostRealisations && !(done >= fewestRealisations && error !== null && error <= precision)) {
    await onProgress?.({ done, error });
    const { map } = await realise(model, { shape, seed, realisation: done, threads });
    const one = await conductivity(map, { ...rest, threads });
    reference = one.reference;
    for (const name of axisNames) {
      const result = one.axes[name];
      if (!result) continue;
      if (result.status === 'unfinished') {
        throw new ExcursaError({
          kind: 'numeric',
          what: 'conductivity',
          event: `realisation ${done} did not converge along ${name}`,
          remedy: [{ setting: 'mostIterations', value: 1000 }],
        });
      }
      results[name] = [...(results[name] ?? []), result];
    }
    done++;
    axes = Object.fromEntries(
      Object.entries(results).map(([name, list]) => [name, summarise(list, reference, size, shape.length)]),
    );
    const errors = Object.values(axes).map(({ effective, standardError }) =>
      effective > 0 ? standardError / effective : 0,
    );
    error = done > 1 ? Math.max(...errors) : null;
  }
  return { reference, shape, realisations: done, reached: error !== null && error <= precision, axes };
}
