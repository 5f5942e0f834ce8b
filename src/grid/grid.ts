import {
  aPositiveNumber,
  aText,
  checkArguments,
  listOf,
  optionsOf,
  recordOf,
  valueWhere,
  wholeNumber,
} from '../arguments.ts';
import { ExcursaError } from '../errors.ts';

/** Name of an axis. */
export type AxisName = 'x' | 'y' | 'z';

/** Names of the axes at their positions in [z, y, x]. */
export const axisNames = ['z', 'y', 'x'] as const;

/** Values by the name of an axis; an image has no z. */
export type ByAxis<T> = { readonly [axis in AxisName]?: T };

/** The axes that an image or a volume has, as positions in [z, y, x]. */
export function axesOf(rank: 2 | 3): readonly number[] {
  return rank === 2 ? [1, 2] : [0, 1, 2];
}

/** Names of the axes that an image or a volume has, in the order of [z, y, x]. */
export function axisNamesOf(rank: 2 | 3): readonly AxisName[] {
  return rank === 2 ? ['y', 'x'] : axisNames;
}

/**
 * One value for each axis of an image or a volume.
 * @param of - value of an axis, given as its position in [z, y, x].
 */
export function byAxis<T>(rank: 2 | 3, of: (axis: number) => T): ByAxis<T> {
  return Object.fromEntries(axesOf(rank).map((axis) => [axisNames[axis], of(axis)]));
}

/**
 * What a number measures, apart from the unit of length: a whole number of things (`count`), a ratio or share
 * (`number`), a length, or powers of one. `perVolume` and `volume` are per area and an area in an image.
 */
export type UnitKind = 'count' | 'number' | 'length' | 'perLength' | 'perArea' | 'perVolume' | 'volume';

/**
 * The unit of a kind of quantity in words of a unit of length: '1/um^2', for instance; empty for a plain number.
 * @param length - unit of length, 'um' for instance. @param rank - 2 for an image, 3 for a volume.
 */
export function unitOf(kind: UnitKind, length: string, rank: number): string {
  switch (kind) {
    case 'count':
    case 'number':
      return '';
    case 'length':
      return length;
    case 'perLength':
      return `1/${length}`;
    case 'perArea':
      return `1/${length}^2`;
    case 'perVolume':
      return `1/${length}^${rank}`;
    case 'volume':
      return `${length}^${rank}`;
  }
}

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

/** Three of a kind along [z, y, x]. */
export const tripleOf = (expected: string, example: string, holds: (one: unknown) => boolean) =>
  valueWhere(expected, example, (value) => Array.isArray(value) && value.length === 3 && value.every(holds));

const isPositive = (one: unknown): boolean => aPositiveNumber(one, '') === undefined;

const isFlag = (one: unknown): boolean => typeof one === 'boolean';

/** Grids, as an argument. */
export const aGrid = recordOf('a grid', 'createGrid([64, 64])', {
  rank: valueWhere('2 or 3', 'createGrid([64, 64])', (rank) => rank === 2 || rank === 3),
  shape: tripleOf('[nz, ny, nx]', 'createGrid([64, 64])', (one) => wholeNumber(1)(one, '') === undefined),
  spacing: tripleOf('[dz, dy, dx]', 'createGrid([64, 64], { spacing: 0.05 })', isPositive),
  unit: aText,
  periodic: tripleOf('[true or false, ...] along [z, y, x]', 'createGrid([64, 64], { periodic: true })', isFlag),
});

/** Options of lengths of voxels, as arguments. */
export const lengthOptions = {
  spacing: valueWhere('a number or a list of numbers', 'spacing: 0.05', (own) => {
    return typeof own === 'number' || Array.isArray(own);
  }),
  unit: valueWhere('the name of a unit', "unit: 'um'", (own) => typeof own === 'string' && own.trim() !== ''),
};

const gridArguments = {
  shape: listOf('a list of voxels an axis', '[256, 256]', () => undefined),
  options: optionsOf("{ spacing: 0.1, unit: 'um' }", {
    ...lengthOptions,
    periodic: valueWhere('true, false or one of them an axis', 'periodic: true', (own) => {
      return isFlag(own) || (Array.isArray(own) && own.length === 3 && own.every(isFlag));
    }),
  }),
};

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
  checkArguments('grid', { shape, options }, gridArguments);
  const rank = shape.length;
  if (rank !== 2 && rank !== 3) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'shape',
      expected: '2 or 3 axes',
      got: `${rank}`,
      remedy: '256,256 or 256,256,256',
    });
  }
  if (!shape.every((n) => Number.isInteger(n) && n > 0)) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'shape',
      expected: 'positive whole numbers of voxels',
      got: `${shape.join(',')}`,
      remedy: '256,256,256',
    });
  }
  const voxels = shape.reduce((product, n) => product * n, 1);
  if (voxels > largestVoxelCount) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'shape',
      expected: 'at most 2^32 - 1 voxels',
      got: `${shape.join(' x ')} = ${voxels.toExponential(2)}`,
      remedy: 'a smaller shape',
    });
  }
  const given = options.spacing ?? 1;
  const list =
    typeof given === 'number'
      ? [given, given, given]
      : rank === 2 && given.length === 2
        ? [given[0], ...given]
        : [...given];
  if (list.length !== 3 || !list.every((d) => Number.isFinite(d) && d > 0)) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'grid, spacing',
      expected: 'a positive voxel spacing per axis',
      got: `${list.join(',')}`,
      remedy: '0.05um',
    });
  }
  const { periodic = false } = options;
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
