import { createGrid, type Triple } from './grid.ts';
import type { PhaseMap } from './phase-map.ts';

/**
 * A box of a map as a map of its own; it does not wrap, whatever the map does.
 * @param from - first voxel [z, y, x]. @param shape - [nz, ny, nx], inside the map.
 */
export function crop({ grid, data, phases }: PhaseMap, from: Triple, shape: Triple): PhaseMap {
  const [, ny, nx] = grid.shape;
  const out = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let z = 0, i = 0; z < shape[0]; z++) {
    for (let y = 0; y < shape[1]; y++, i += shape[2]) {
      const row = ((from[0] + z) * ny + from[1] + y) * nx + from[2];
      out.set(data.subarray(row, row + shape[2]), i);
    }
  }
  const options = { spacing: grid.spacing, unit: grid.unit, periodic: false };
  return { grid: createGrid(grid.rank === 2 ? shape.slice(1) : shape, options), data: out, phases };
}
