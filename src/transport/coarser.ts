import { createGrid, voxelCount } from '../grid/index.ts';
import type { ConductingVolume } from './problem.ts';

/** Every other voxel of an axis begins at these two. */
export const offsets = [0, 1] as const;

/** Fewer voxels along an axis that has several are too few to leave every other one out. */
export const fewestVoxels = 8;

/**
 * The volume as it looks in voxels of twice the edge: every other voxel along each axis, beginning at an offset.
 * Sampling keeps volume fractions and is what a coarser voxel grid does to a continuous material.
 */
export function coarserVolume(volume: ConductingVolume, offset: 0 | 1): ConductingVolume {
  const { grid, data } = volume;
  const starts = grid.shape.map((n) => (n > 1 ? offset : 0));
  const steps = grid.shape.map((n) => (n > 1 ? 2 : 1));
  const shape = grid.shape.map((n, a) => Math.ceil((n - starts[a]) / steps[a]));
  const spacing = grid.spacing.map((d, a) => steps[a] * d);
  const coarse = createGrid(grid.rank === 2 ? shape.slice(1) : shape, { spacing, unit: grid.unit });
  const values = new (data.constructor as new (n: number) => typeof data)(voxelCount(coarse));
  let to = 0;
  for (let z = starts[0]; z < grid.shape[0]; z += steps[0]) {
    for (let y = starts[1]; y < grid.shape[1]; y += steps[1]) {
      const row = (z * grid.shape[1] + y) * grid.shape[2];
      for (let x = starts[2]; x < grid.shape[2]; x += steps[2]) values[to++] = data[row + x];
    }
  }
  return { ...volume, grid: coarse, data: values } as ConductingVolume;
}
