import type { Descriptor, Specimen, Unmeasured } from '../../src/descriptor/index.ts';
import { axesOf, type ByAxis, byAxis, masked } from '../../src/grid/index.ts';

/** How often a phase ends between neighbours. */
interface BoundaryShare {
  /** Share of the phase's voxels whose neighbour along an axis belongs to another phase. */
  readonly shares: ByAxis<number>;
  /** Mean distance to that neighbour's side, were the voxels independent - `unit`. */
  readonly length: number;
}

/** Shares of neighbours outside the phase; pairs that leave the window or touch a mask do not count. */
function measureBoundaryShare({ maps, phases, rank, spacing }: Specimen): (BoundaryShare | Unmeasured)[] {
  return phases.map(({ name }, phase) => {
    const shares = byAxis(rank, (axis) => {
      let [pairs, ends] = [0, 0];
      for (const { grid, data } of maps) {
        const step = [grid.shape[1] * grid.shape[2], grid.shape[2], 1][axis];
        for (let i = 0; i < data.length; i++) {
          if (data[i] !== phase || Math.floor(i / step) % grid.shape[axis] === grid.shape[axis] - 1) continue;
          if (data[i + step] === masked) continue;
          pairs++;
          if (data[i + step] !== phase) ends++;
        }
      }
      return pairs > 0 ? ends / pairs : Number.NaN;
    });
    const values = Object.values(shares);
    if (values.some(Number.isNaN)) return { value: null, reason: `phase ${name} has no neighbours` };
    const mean = values.reduce((sum, share) => sum + share, 0) / values.length;
    return { shares, length: spacing[axesOf(rank)[0]] / Math.max(mean, 1e-9) };
  });
}

/** A descriptor as a user writes it: one record in one file. */
export const boundaryShare: Descriptor<BoundaryShare | Unmeasured, 'boundaryShare', 'fast'> = {
  name: 'boundaryShare',
  summary: 'share of the voxels behind which the phase ends, along each axis',
  estimator: 'pairs of neighbours inside the window',
  cost: 'fast',
  measure: measureBoundaryShare,
  quantities: [
    {
      name: 'boundaryShare',
      title: 'boundary share',
      unit: 'number',
      definition: 'Share of the voxels of the phase whose neighbour along an axis belongs to another phase.',
      byAxis: true,
      pick: ({ shares }, axis) => shares[axis],
      errorFromWindows: true,
      compared: true,
    },
    {
      name: 'boundaryLength',
      title: 'length between boundaries',
      unit: 'length',
      definition: 'Edge of a voxel over the mean boundary share.',
      pick: ({ length }) => length,
      errorFromWindows: true,
      compared: true,
      decisive: true,
    },
  ],
  distributions: [
    {
      title: 'way to the boundary',
      definition: 'Way from a voxel to the boundary, were voxels independent.',
      of: (value, edges) =>
        'reason' in value
          ? { all: value }
          : {
              all: {
                ends: Array.from({ length: 50 }, (_, k) => (k + 1) * (edges.x ?? 1)),
                shares: Array.from({ length: 50 }, (_, k) => (1 - (value.shares.x ?? 0)) ** k),
                complete: true,
              },
            },
    },
  ],
};
