import { KernelTeam, MemoryPlan } from '../../compute/index.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { axesOf, type Sample } from '../sample.ts';
import { blocksOf, DistanceTransform, distanceScratch, threadsFor } from './distance.ts';

/** How much of one phase is covered by balls that fit into it, by their radius. Level 0 counts what no ball covers. */
export interface PoreCounts {
  /** Voxels by the largest ball that covers them - [level]. */
  readonly opened: Float64Array;
  /** Voxels by the largest ball that covers them and can be pushed in from a face - [axis z, y, x][level]; absent axes are missing. */
  readonly intruded: readonly (Float64Array | undefined)[];
}

const mostLevels = 250;

/**
 * Radii of the balls, in voxel edges (the smallest edge): half a voxel apart up to 6, then 8 % apart. A ball of radius R covers the voxels whose
 * centres are less than R from its own.
 */
export const ballRadii: readonly number[] = (() => {
  const out: number[] = [];
  for (let r = 1; out.length < mostLevels; r = r < 6 ? r + 0.5 : r * 1.08) out.push(r);
  return out;
})();

/** Squares of distances carry roundings of float32; balls that touch a boundary to within them fit. */
const slack = 1e-5;

/**
 * Opens every phase by balls of falling radius, and lets the balls enter from the face of each axis' lowest coordinate.
 *
 * A ball fits where its centre is at least R from the next voxel of another phase (`squaredDistances`). It is pushed in as far as its centre
 * finds a path of face neighbours from the window's face on which it fits everywhere. Both are unions of balls: voxels less than R from
 * such a centre, found by another distance transform. Windows do not wrap for paths.
 *
 * Memory: 15 bytes a voxel.
 */
async function countPores(map: PhaseMap, phases: number, rank: 2 | 3, threads: number): Promise<PoreCounts[]> {
  const { grid, data } = map;
  const voxels = data.length;
  const memory = new MemoryPlan(threadsFor(map, threads), distanceScratch(grid));
  const transform = new DistanceTransform(memory, grid);
  const labels = memory.reserve(voxels);
  const levels = memory.reserve(voxels + 16);
  const reached = memory.reserve(voxels + 16);
  const covered = memory.reserve(voxels + 16);
  const next = memory.reserve(4 * voxels);
  const heads = memory.reserve(1024);
  const thresholds = memory.reserve(4 * mostLevels);
  const edge = Math.min(...axesOf(rank).map((a) => grid.spacing[a]));
  const radii = ballRadii.map((r) => r * edge);
  const blocks = blocksOf(voxels);
  const team = await KernelTeam.start(memory);

  /** Unites balls around centres of each level or above, from the largest down; counts voxels by the first that covers them. */
  const unite = (centres: number, phase: number, highest: number): Float64Array => {
    const out = team.uint8(covered, voxels);
    out.fill(0);
    for (let level = highest; level > 0; level--) {
      const limit = radii[level - 1] ** 2 * (1 - slack);
      // Balls lie in the phase, and so does every voxel between a centre and what it covers.
      transform.run(team, centres, level, limit, levels, covered);
      team.run('markNear', blocks, transform.distances, limit, level, voxels, covered);
    }
    const counts = new Float64Array(highest + 1);
    for (let i = 0; i < voxels; i++) if (data[i] === phase) counts[out[i]]++;
    return counts;
  };

  try {
    team.uint8(labels, voxels).set(data);
    team.float32(thresholds, mostLevels).set(radii.map((r) => r * r * (1 - slack)));
    const results: PoreCounts[] = [];
    for (let phase = 0; phase < phases; phase++) {
      team.run('markOthers', blocks, labels, phase, voxels, transform.sites);
      transform.run(team, transform.sites, 1, Number.POSITIVE_INFINITY);
      team.run('markLevels', blocks, labels, phase, transform.distances, thresholds, mostLevels, voxels, levels);
      let highest = 0;
      for (const level of team.uint8(levels, voxels)) if (level > highest) highest = level;
      const opened = unite(levels, phase, highest);
      const intruded: (Float64Array | undefined)[] = [undefined, undefined, undefined];
      for (const axis of axesOf(rank)) {
        team.run('floodLevels', 1, levels, ...grid.shape, axis, reached, next, heads);
        intruded[axis] = unite(reached, phase, highest);
      }
      results.push({ opened, intruded });
    }
    return results;
  } finally {
    await team.close();
  }
}

/** Pore counts of all phases, pooled over the maps - [phase]. */
export async function measurePores(sample: Sample, threads: number): Promise<PoreCounts[]> {
  const add = (a: Float64Array | undefined, b: Float64Array | undefined): Float64Array | undefined =>
    a && b
      ? Float64Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0))
      : (a ?? b);
  let pooled: PoreCounts[] | undefined;
  for (const map of sample.maps) {
    const counts = await countPores(map, sample.phases.length, sample.rank, threads);
    pooled =
      pooled?.map(({ opened, intruded }, phase) => ({
        opened: add(opened, counts[phase].opened)!,
        intruded: intruded.map((c, axis) => add(c, counts[phase].intruded[axis])),
      })) ?? counts;
  }
  return pooled ?? [];
}
