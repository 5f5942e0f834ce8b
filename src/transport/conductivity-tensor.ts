import { type AxisName, axesOf, axisNamesOf } from '../grid/index.ts';
import { coarserVolume, fewestVoxels, offsets } from './coarser.ts';
import type { ConductingVolume } from './problem.ts';
import {
  type ConductivityRatios,
  type Porosity,
  ratiosOf,
  type TortuosityFactor,
  tortuosityFactorOf,
} from './ratios.ts';
import type { SolverSettings, TransportStatus } from './solve.ts';
import { type Matrix, solveTensor, type TensorSolution } from './solve-tensor.ts';

/** How much the size of voxels changes a tensor. */
export interface TensorDiscretisationError {
  /** Tensor in voxels of twice the edge: mean of the two samples that begin at voxels 0 and 1. */
  readonly coarse: Matrix;
  /** Estimate for voxels of no size: twice the tensor less the coarse one. */
  readonly extrapolated: Matrix;
  /** Estimated relative error of the mean of the principal values. */
  readonly relative: number;
}

/** A principal value, and the direction in which it conducts. */
export interface PrincipalValue extends ConductivityRatios {
  /** Effective conductivity, in the unit of the phases' conductivities; 0 where no way leads in this direction. */
  readonly effective: number;
  /** The value without any error of the solver lies between these. */
  readonly bounds: readonly [number, number];
  /** Unit vector along the tensor's axes; its largest component is positive. */
  readonly direction: readonly number[];
  readonly tortuosityFactor: TortuosityFactor;
}

/** Effective conductivity tensor of a volume whose opposite faces are joined. */
export interface ConductivityTensor {
  /** `blocked`: no way leads around in any direction. */
  readonly status: TransportStatus;
  /** Axes of rows and columns. */
  readonly axes: readonly AxisName[];
  /** Conductivities, symmetric, in the unit of the phases' - shape [axis, axis]. */
  readonly effective: Matrix;
  /** How far its entries can be from the exact solution's - shape [axis, axis]. */
  readonly errors: Matrix;
  /** The largest first. Directions of equal values may be any. */
  readonly principal: readonly PrincipalValue[];
  /** Independent directions in which ways lead around; principal values beyond are 0. */
  readonly ways: number;
  readonly discretisation: TensorDiscretisationError | { readonly value: null; readonly reason: string };
  /** Share of the volume that conducts (all), and that has a way around (connected). */
  readonly porosity: Porosity;
  /** Iterations for a gradient along each axis. */
  readonly iterations: readonly number[];
}

const trace = (matrix: Matrix): number => matrix.reduce((sum, row, i) => sum + row[i], 0);

/** Solves again in voxels of twice the edge. */
async function discretise(
  volume: ConductingVolume,
  settings: SolverSettings,
  { status, effective, ways }: TensorSolution,
): Promise<ConductivityTensor['discretisation']> {
  const none = (reason: string): { value: null; reason: string } => ({ value: null, reason });
  if (status !== 'converged') return none(status === 'blocked' ? 'the way is blocked' : 'the solver did not finish');
  if (axesOf(volume.grid.rank).some((a) => volume.grid.shape[a] > 1 && volume.grid.shape[a] < fewestVoxels)) {
    return none(`an axis has fewer than ${fewestVoxels} voxels`);
  }
  const parts: Matrix[] = [];
  for (const offset of offsets) {
    const solution = await solveTensor(coarserVolume(volume, offset), settings);
    if (solution.status !== 'converged' || solution.ways < ways) {
      return none('in voxels of twice the edge a way is blocked');
    }
    parts.push(solution.effective);
  }
  const coarse = effective.map((row, i) => row.map((_, j) => (parts[0][i][j] + parts[1][i][j]) / 2));
  return {
    coarse,
    extrapolated: effective.map((row, i) => row.map((own, j) => 2 * own - coarse[i][j])),
    relative: (trace(coarse) - trace(effective)) / trace(effective),
  };
}

/**
 * Effective conductivity tensor, with the errors of the solver and of the voxel size.
 * @param reference - conductivity that relative ones refer to.
 */
export async function conductivityTensor(
  volume: ConductingVolume,
  reference: number,
  settings: SolverSettings,
  wantsDiscretisation: boolean,
): Promise<ConductivityTensor> {
  const solution = await solveTensor(volume, settings);
  const { status, effective, errors, ways, iterations, conducting, connected } = solution;
  return {
    ...{ status, axes: axisNamesOf(volume.grid.rank), effective, errors, ways, iterations },
    principal: solution.principal.map(({ value, bounds, direction }) =>
      principalValue({ effective: value, bounds, direction }, reference, { all: conducting, connected }),
    ),
    discretisation: wantsDiscretisation
      ? await discretise(volume, settings, solution)
      : { value: null, reason: 'not asked for' },
    porosity: { all: conducting, connected },
  };
}

/** A principal value with the ratios that people expect. */
export function principalValue(
  own: Pick<PrincipalValue, 'effective' | 'bounds' | 'direction'>,
  reference: number,
  porosity: Porosity,
): PrincipalValue {
  const ratios = ratiosOf(own.effective, reference);
  return { ...own, ...ratios, tortuosityFactor: tortuosityFactorOf(ratios.macMullin, porosity) };
}
