import { aFlag, checkArguments, oneOf, optionsOf } from '../arguments.ts';
import { threadHost } from '../compute/index.ts';
import { ExcursaError, type NamedSetting } from '../errors.ts';
import { type AxisName, axesOf, axisNames, type ByAxis, type Phase, type PhaseMap } from '../grid/index.ts';
import { coarserVolume, fewestVoxels, offsets } from './coarser.ts';
import { type ConductivityTensor, conductivityTensor } from './conductivity-tensor.ts';
import { type FluxField, fluxField } from './flux.ts';
import {
  aVolume,
  type ConductingVolume,
  type ConductivityVolume,
  checkVolume,
  type LabelledVolume,
  largestConductivity,
  namedConductivities,
  type Sides,
  solverOptions,
} from './problem.ts';
import {
  type ConductivityRatios,
  type Porosity,
  ratiosOf,
  type TortuosityFactor,
  tortuosityFactorOf,
} from './ratios.ts';
import { type SolverSettings, solveTransport, type TransportSolution, type TransportStatus } from './solve.ts';

/** What `conductivity` is to do. */
export interface ConductivityOptions {
  /** Conductivities by name of a phase, in one unit; a phase that is not named does not conduct. */
  readonly conductivities?: Readonly<Record<string, number>>;
  /** Axis of the flow, all axes (default), or `tensor`: opposite faces are joined, and no electrodes are there. */
  readonly axis?: AxisName | 'all' | 'tensor';
  /** Walls parallel to the flow: insulated (default), or periodic. A tensor is periodic in any case. */
  readonly sides?: Sides;
  /** Relative error of the solver, 1e-6 to 0.1; default 1e-4. */
  readonly tolerance?: number;
  /** Iterations after which it gives up; default 200. */
  readonly mostIterations?: number;
  /** Whether the error of the voxel size is estimated, from voxels of twice the edge; default true. */
  readonly discretisation?: boolean;
  /** Whether potential and flux of every voxel are given; default false. Not for a tensor. */
  readonly fields?: boolean;
  /** Threads; results do not depend on it. Default: all of the machine. */
  readonly threads?: number;
}

/** How much the size of voxels changes an effective conductivity. */
export interface DiscretisationError {
  /** Effective conductivity in voxels of twice the edge: mean of the two samples that begin at voxels 0 and 1. */
  readonly coarse: number;
  /** Estimate for voxels of no size: twice the value less the coarse one, as the error is of first order. */
  readonly extrapolated: number;
  /** Estimated relative error of the value: how far it is above the extrapolated one, over the value. */
  readonly relative: number;
}

/** Effective conductivity of a volume along an axis. */
export interface AxisConductivity extends ConductivityRatios {
  readonly status: TransportStatus;
  /** Effective conductivity, in the unit of the phases' conductivities; 0 where the way is blocked. */
  readonly effective: number;
  /** The solution without any error of the solver lies between these. */
  readonly bounds: readonly [number, number];
  /** Error of the voxel size, or why it could not be estimated. */
  readonly discretisation: DiscretisationError | { readonly value: null; readonly reason: string };
  readonly porosity: Porosity;
  readonly tortuosityFactor: TortuosityFactor;
  readonly iterations: number;
  /** Flux through the faces between layers of voxels, over their mean - [layer + 1]. */
  readonly layerFluxes: readonly number[];
  /** Potential, from 1 to 0 along the axis; NaN where nothing flows - shape [nz, ny, nx] - float32. On request. */
  readonly potential?: Float32Array;
  /** Flux density along z, y, x of that potential. On request. */
  readonly flux?: FluxField;
}

/** Effective conductivity of a volume. */
export interface Conductivity {
  /** Conductivity that relative ones refer to: the largest of those given. */
  readonly reference: number;
  /** Conductivity along axes; none for a tensor. */
  readonly axes: ByAxis<AxisConductivity>;
  /** The tensor, where it was asked for. */
  readonly tensor?: ConductivityTensor;
}

/**
 * Conductivities of phases in their order - [phase].
 * @throws ExcursaError (usage) for names that are none of theirs.
 */
export function conductivitiesOf(phases: readonly Phase[], given: ConductivityOptions['conductivities']): number[] {
  const names = phases.map(({ name }) => name);
  const unknown = Object.keys(given ?? {}).find((name) => !names.includes(name));
  if (unknown !== undefined || given === undefined) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'conductivity',
      expected: `conductivities of phases among ${names.join(', ')}`,
      got: unknown ?? 'none',
      remedy: [{ setting: 'conductivities', value: `${names[0]}=1` }],
    });
  }
  return names.map((name) => given[name] ?? 0);
}

/**
 * Axes that are asked for, none for a tensor.
 * @throws ExcursaError (usage) for an axis that there is not, and for what a tensor does not have.
 */
export function axesAsked(
  rank: 2 | 3,
  { axis: asked = 'all', sides, fields }: Pick<ConductivityOptions, 'axis' | 'sides' | 'fields'>,
): readonly number[] {
  const refuse = (expected: string, got: string, remedy: NamedSetting): never => {
    throw new ExcursaError({ kind: 'usage', what: 'conductivity', expected, got, remedy: [remedy] });
  };
  if (asked === 'tensor') {
    if (sides === 'insulated') {
      refuse('periodic sides for a tensor', 'insulated', { setting: 'sides', value: 'periodic' });
    }
    if (fields) refuse('fields of one axis', 'fields of a tensor', { setting: 'axis', value: 'all' });
    return [];
  }
  const possible = axesOf(rank);
  const chosen = asked === 'all' ? possible : possible.filter((axis) => axisNames[axis] === asked);
  const names = possible.map((axis) => axisNames[axis]);
  if (chosen.length === 0) {
    refuse(`an axis among ${names.join(', ')}, all or tensor`, asked, { setting: 'axis', value: names[0] });
  }
  return chosen;
}

/** A map of phases as labels with conductivities. @throws ExcursaError (usage) for unknown phases. */
export function volumeOf(
  volume: PhaseMap | ConductingVolume,
  given: ConductivityOptions['conductivities'],
): ConductingVolume {
  if ('phases' in volume) {
    const { grid, data, phases } = volume;
    return { grid, data, conductivities: conductivitiesOf(phases, given) };
  }
  if (given === undefined) return volume;
  throw new ExcursaError({
    kind: 'usage',
    what: 'conductivity',
    expected: 'conductivities by name for a map of phases alone',
    got: 'some for a volume that has its own',
    remedy: 'without them',
  });
}

/** What conductivity is told besides fields, as options. */
export const conductivityOptions = {
  ...{ conductivities: namedConductivities, axis: oneOf(['all', 'tensor', ...axisNames]), discretisation: aFlag },
  ...solverOptions,
};

const conductivityArguments = {
  volume: aVolume,
  options: optionsOf('{ conductivities: { se: 1 } }', { ...conductivityOptions, fields: aFlag }),
};

/** Solves again in voxels of twice the edge. */
async function discretise(
  volume: ConductingVolume,
  axis: number,
  sides: Sides,
  settings: SolverSettings,
  { effective, status }: TransportSolution,
): Promise<AxisConductivity['discretisation']> {
  const none = (reason: string): { value: null; reason: string } => ({ value: null, reason });
  if (status !== 'converged') return none(status === 'blocked' ? 'the way is blocked' : 'the solver did not finish');
  if (axesOf(volume.grid.rank).some((a) => volume.grid.shape[a] > 1 && volume.grid.shape[a] < fewestVoxels)) {
    return none(`an axis has fewer than ${fewestVoxels} voxels`);
  }
  let coarse = 0;
  for (const offset of offsets) {
    const problem = { volume: coarserVolume(volume, offset), axis, sides };
    const solution = await solveTransport(problem, { ...settings, keepPotential: false });
    if (solution.status !== 'converged') return none('in voxels of twice the edge the way is blocked');
    coarse += solution.effective / offsets.length;
  }
  return { coarse, extrapolated: Math.max(0, 2 * effective - coarse), relative: (coarse - effective) / effective };
}

/**
 * Effective conductivity, or diffusivity, of a volume or an image: what a homogeneous body of the same outer shape
 * would need to carry the same current between two opposite faces.
 *
 * Estimator: finite volumes on the voxels, electrodes at the outer faces, phi fixed on them and no flux (or a periodic
 * one) through the other walls. Voxels that share a face are in contact; those that share an edge or a corner are not.
 * What is not connected with both faces carries nothing; where nothing is connected the status is `blocked` and the
 * value 0. Masked voxels do not conduct. An image is a cross-section through a material that never changes along z:
 * its phases are less connected than those of the volume it was cut from.
 * A tensor takes the volume as the cell of a periodic one: what reaches a face goes on at the opposite one. It is 0 in
 * directions in which no way leads on for ever. A volume that was cut from a larger one does not fit itself at its
 * faces, which cuts ways there: compare with the values along the axes.
 * Errors: `bounds` hold the error of the solver, `discretisation` the one of the voxel size, which is larger.
 * @throws ExcursaError (usage) for unknown phases, conductivities that are negative or too far apart, or settings out
 * of range.
 * @example
 * import { conductivity, createGrid, createPhaseMap } from 'excursa';
 * const grid = createGrid([10, 4, 4]);
 * const layers = Uint8Array.from({ length: 160 }, (_, i) => (i < 80 ? 0 : 1));
 * const map = createPhaseMap(grid, layers, [{ name: 'am', label: 0 }, { name: 'se', label: 1 }]);
 * const { axes } = await conductivity(map, { conductivities: { am: 1, se: 10 } });
 * console.log(axes.z.effective.toFixed(3), axes.y.effective.toFixed(3)); // 1.818 5.500
 */
export async function conductivity(
  volume: PhaseMap | LabelledVolume | ConductivityVolume,
  options: ConductivityOptions = {},
): Promise<Conductivity> {
  checkArguments('conductivity', { volume, options }, conductivityArguments);
  const { axis: asked = 'all', sides = 'insulated', fields = false } = options;
  const conducting = volumeOf(volume, options.conductivities);
  checkVolume(conducting);
  const settings: SolverSettings = {
    threads: options.threads ?? threadHost().most,
    tolerance: options.tolerance ?? 1e-4,
    mostIterations: options.mostIterations ?? 200,
    keepPotential: fields,
  };
  const chosen = axesAsked(conducting.grid.rank, options);
  const reference = largestConductivity(conducting);
  if (asked === 'tensor') {
    const wantsDiscretisation = options.discretisation !== false;
    return {
      reference,
      axes: {},
      tensor: await conductivityTensor(conducting, reference, settings, wantsDiscretisation),
    };
  }
  const axes: Partial<Record<AxisName, AxisConductivity>> = {};
  for (const axis of chosen) {
    const solution = await solveTransport({ volume: conducting, axis, sides }, settings);
    const discretisation =
      options.discretisation === false
        ? { value: null, reason: 'not asked for' }
        : await discretise(conducting, axis, sides, settings, solution);
    axes[axisNames[axis]] = {
      ...resultOf(solution, reference),
      discretisation,
      ...(solution.potential && {
        potential: solution.potential,
        flux: fluxField(conducting, solution.potential, axis, sides),
      }),
    };
  }
  return { reference, axes };
}

function resultOf(solution: TransportSolution, reference: number): Omit<AxisConductivity, 'discretisation'> {
  const { status, effective, bounds, conducting, connected, iterations, layerFluxes } = solution;
  const ratios = ratiosOf(effective, reference);
  const porosity = { all: conducting, connected };
  return {
    ...{ status, effective, bounds, ...ratios, porosity, iterations, layerFluxes },
    tortuosityFactor: tortuosityFactorOf(ratios.macMullin, porosity),
  };
}
