import { ExcursaError } from '../errors.ts';
import { type Grid, voxelCount } from './grid.ts';

/** A material phase: its name, and the value that stands for it in label files. */
export interface Phase {
  readonly name: string;
  readonly label: number;
}

/** Value of a voxel that belongs to no phase: outside the specimen, under a scale bar, spoilt. */
export const masked = 255;

/** A segmented image or volume. */
export interface PhaseMap {
  readonly grid: Grid;
  /** Index into `phases` of every voxel, or 255 where masked - shape [nz, ny, nx] - uint8. */
  readonly data: Uint8Array;
  readonly phases: readonly Phase[];
}

/** A real-valued random field on a grid. */
export interface ScalarField {
  readonly grid: Grid;
  /** Values - shape [nz, ny, nx] - dimensionless - float32. */
  readonly data: Float32Array;
}

/**
 * Puts a phase map together after checking that its parts fit.
 * @throws ExcursaError (input) when the sizes disagree or a voxel names no phase.
 */
export function createPhaseMap(grid: Grid, data: Uint8Array, phases: readonly Phase[]): PhaseMap {
  if (data.length !== voxelCount(grid)) {
    throw new ExcursaError(
      'input',
      `phase map: expected ${voxelCount(grid)} voxels for ${grid.shape.join(' x ')}, got ${data.length}`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (data[i] >= phases.length && data[i] !== masked) {
      throw new ExcursaError(
        'input',
        `phase map: expected phase indices below ${phases.length} or ${masked}, got ${data[i]}`,
      );
    }
  }
  return { grid, data, phases };
}

/** Number of voxels of every phase - [phase] - voxels. Masked voxels are not counted. */
export function countVoxels(map: PhaseMap): number[] {
  const histogram = new Float64Array(256);
  for (let i = 0; i < map.data.length; i++) histogram[map.data[i]]++;
  return map.phases.map((_, phase) => histogram[phase]);
}
