import { ExcursaError } from '../errors.ts';

/** A triple along the axes [z, y, x]. */
export type Triple<T = number> = readonly [T, T, T];

/**
 * A regular lattice of voxels. Axis order is [z, y, x] with x fastest; voxel (z, y, x) has linear index (z * ny + y) *
 * nx + x. A 2D image has rank 2 and shape [1, ny, nx].
 */
export interface Grid {
  readonly rank: 2 | 3;
  /** Number of voxels [nz, ny, nx]. */
  readonly shape: Triple;
  /** Edge lengths of a voxel [dz, dy, dx] in `unit`. */
  readonly spacing: Triple;
  /** Physical unit of `spacing`, 'um' for instance; 'voxel' where the physical size is unknown. */
  readonly unit: string;
  /** Whether the lattice closes to a torus along [z, y, x]. */
  readonly periodic: Triple<boolean>;
}

/** The number of elements that one typed array holds in every supported runtime. */
export const largestVoxelCount = 2 ** 32 - 1;

/**
 * Builds a grid; rank 2 when the shape has two entries, [ny, nx].
 * @param shape - [ny, nx] or [nz, ny, nx], positive integers.
 * @param options - spacing in `unit` (one number for cubic voxels), default 1 voxel; `periodic` for all axes or one by
 * one.
 * @throws ExcursaError (usage) for a shape or spacing that is not positive and finite, or above 2^32 - 1 voxels.
 * @example
 * import { createGrid } from 'excursa';
 * const grid = createGrid([64, 128, 128], { spacing: 0.1, unit: 'um' });
 * console.log(grid.rank, grid.shape, grid.spacing); // 3 [ 64, 128, 128 ] [ 0.1, 0.1, 0.1 ]
 */
export function createGrid(
  shape: readonly number[],
  options: { spacing?: number | readonly number[]; unit?: string; periodic?: boolean | Triple<boolean> } = {},
): Grid {
  const rank = shape.length;
  if (rank !== 2 && rank !== 3) {
    throw new ExcursaError('usage', `grid: expected a shape of 2 or 3 axes, got ${rank}; try 256,256 or 256,256,256`);
  }
  if (!shape.every((n) => Number.isInteger(n) && n > 0)) {
    throw new ExcursaError(
      'usage',
      `grid: expected positive whole numbers of voxels, got ${shape.join(',')}; try 256,256,256`,
    );
  }
  const voxels = shape.reduce((product, n) => product * n, 1);
  if (voxels > largestVoxelCount) {
    throw new ExcursaError(
      'usage',
      `grid: expected at most 2^32 - 1 voxels, got ${shape.join(' x ')} = ${voxels.toExponential(2)}; try a smaller shape`,
    );
  }
  const given = options.spacing ?? 1;
  const list =
    typeof given === 'number'
      ? [given, given, given]
      : rank === 2 && given.length === 2
        ? [given[0], ...given]
        : [...given];
  if (list.length !== 3 || !list.every((d) => Number.isFinite(d) && d > 0)) {
    throw new ExcursaError(
      'usage',
      `grid: expected a positive voxel spacing per axis, got ${list.join(',')}; try 0.05um`,
    );
  }
  const periodic = options.periodic ?? false;
  return {
    rank,
    shape: (rank === 2 ? [1, shape[0], shape[1]] : [shape[0], shape[1], shape[2]]) as unknown as Triple,
    spacing: list as unknown as Triple,
    unit: options.unit ?? 'voxel',
    periodic: typeof periodic === 'boolean' ? [periodic, periodic, periodic] : periodic,
  };
}

/** Number of voxels of a grid. */
export function voxelCount(grid: Grid): number {
  return grid.shape[0] * grid.shape[1] * grid.shape[2];
}
