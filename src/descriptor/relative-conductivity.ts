import { type AxisName, axisNamesOf, type ByAxis } from '../grid/index.ts';
import { conductivity } from '../transport/index.ts';
import { type Descriptor, isUnmeasured, type Measuring, type Quantity, type Unmeasured } from './descriptor.ts';
import type { Specimen } from './specimen.ts';

/** Conductivity of a volume in which one phase alone conducts, along an axis. */
export interface RelativeConductivity {
  /** Whether a way leads through the phase from face to face: `converged`, or `blocked`. */
  readonly status: 'converged' | 'blocked';
  /** Effective conductivity over that of the phase; 0 where the way is blocked. */
  readonly relative: number;
  /** Tortuosity factor, volume fraction over relative conductivity; null where the way is blocked. */
  readonly tortuosityFactor: number | null;
  /** Estimated relative error of the voxel size, negative where the value is too low; null where unknown. */
  readonly voxelError: number | null;
}

/** Relative error of the solver: far below the error of the voxel size, and in blocks far below their scatter. */
const tolerances = { whole: 1e-3, block: 1e-2 };

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

type How = Pick<Measuring, 'threads' | 'isBlock' | 'pause'>;

/** Relative conductivity along an axis. @param conductivities - of the phases - [phase]. */
async function measureAlong(
  axis: AxisName,
  conductivities: readonly number[],
  { maps }: Specimen,
  { threads, isBlock = false, pause }: How,
): Promise<RelativeConductivity | Unmeasured> {
  const tolerance = isBlock ? tolerances.block : tolerances.whole;
  const results = [];
  for (const { grid, data } of maps) {
    await pause?.();
    const how = { axis, tolerance, threads, discretisation: !isBlock };
    const { axes } = await conductivity({ grid, data, conductivities }, how);
    results.push(axes[axis]!);
  }
  if (results.some(({ status }) => status === 'unfinished')) {
    return { value: null, reason: 'the solver did not converge' };
  }
  const relative = mean(results.map((r) => r.relative));
  const errors = results.map(({ discretisation }) => ('relative' in discretisation ? discretisation.relative : null));
  return {
    status: relative > 0 ? 'converged' : 'blocked',
    relative,
    tortuosityFactor: relative > 0 ? mean(results.map((r) => r.porosity.all)) / relative : null,
    voxelError: errors.includes(null) ? null : mean(errors as number[]),
  };
}

/**
 * Conductivity of every phase along every axis, were it the only one that conducts, as `conductivity` defines it. Of
 * several volumes it is the mean, and `blocked` where all of them are. An image has none: what conducts in its plane is
 * not what conducts in the volume.
 */
export async function measureRelativeConductivity(
  specimen: Specimen,
  how: How,
): Promise<ByAxis<RelativeConductivity | Unmeasured>[]> {
  const { phases, rank, voxels } = specimen;
  const out: ByAxis<RelativeConductivity | Unmeasured>[] = [];
  for (const [phase, { name }] of phases.entries()) {
    const own: Partial<Record<AxisName, RelativeConductivity | Unmeasured>> = {};
    for (const axis of rank === 2 ? [] : axisNamesOf(rank)) {
      const alone = phases.map((_, i) => Number(i === phase));
      const absent = { value: null, reason: `phase ${name} is absent` };
      own[axis] = voxels[phase] === 0 ? absent : await measureAlong(axis, alone, specimen, how);
    }
    out.push(own);
  }
  return out;
}

type Value = ByAxis<RelativeConductivity | Unmeasured>;

/** Picks a number along an axis, or why there is none. */
const along =
  (of: (own: RelativeConductivity) => number | null, reason: string): Quantity<Value>['pick'] =>
  (value, axis) => {
    const own = value[axis];
    if (own === undefined || isUnmeasured(own)) return own;
    return of(own) ?? { value: null, reason };
  };

/** Relative conductivity of every phase along every axis of a volume. */
export const relativeConductivity: Descriptor<Value, 'relativeConductivity', 'moderate'> = {
  name: 'relativeConductivity',
  summary: 'effective conductivity were a phase the only one that conducts, over its own; tortuosity factor, by axis',
  estimator: 'finite volumes on voxels, contact by faces, insulated sides; volumes alone; errors from eight blocks',
  cost: 'moderate',
  measure: measureRelativeConductivity,
  caution: (value) => {
    const blocked = Object.entries(value).flatMap(([axis, own]) =>
      !isUnmeasured(own) && own.status === 'blocked' ? [axis] : [],
    );
    return blocked.length > 0 ? `no way leads through along ${blocked.join(', ')}` : undefined;
  },
  quantities: [
    {
      name: 'relativeConductivity',
      title: 'relative conductivity',
      unit: 'number',
      definition:
        'Effective conductivity of the volume over that of the phase, were it the only one that conducts. 0 where no way leads through. Its reciprocal is the MacMullin number.',
      byAxis: true,
      pick: along((own) => own.relative, ''),
      errorFromWindows: true,
      compared: true,
      shows: 'conductivity',
    },
    {
      name: 'tortuosityFactor',
      title: 'tortuosity factor',
      unit: 'number',
      definition:
        'Volume fraction of the phase over its relative conductivity. It is not the geodesic tortuosity, and where paths have necks far larger.',
      byAxis: true,
      pick: along((own) => own.tortuosityFactor, 'no way leads through the phase'),
      detail: true,
    },
    {
      name: 'conductivityVoxelError',
      title: 'relative conductivity, error of the voxel size',
      unit: 'number',
      definition:
        'Relative error of the relative conductivity that the voxel size makes, estimated from voxels of twice the edge. Negative where the value is too low.',
      byAxis: true,
      pick: along((own) => own.voxelError, 'no estimate in voxels of twice the edge'),
      detail: true,
    },
  ],
};

/**
 * Relative conductivity along one axis alone, for its standard error.
 * @param cases - conductivities of the phases by name, under the phase whose row is to hold the result.
 */
export const conductivityAlong = (
  axis: AxisName,
  cases: Readonly<Record<string, Readonly<Record<string, number>>>>,
): Descriptor<Value, 'relativeConductivity', 'moderate'> => ({
  ...relativeConductivity,
  measure: async (specimen, how) => {
    const out: Value[] = [];
    for (const { name } of specimen.phases) {
      const given = cases[name];
      const conductivities = specimen.phases.map((own) => given?.[own.name] ?? 0);
      out.push(given ? { [axis]: await measureAlong(axis, conductivities, specimen, how) } : {});
    }
    return out;
  },
});
