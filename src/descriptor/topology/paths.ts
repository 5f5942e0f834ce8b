import { KernelTeam, MemoryPlan } from '../../compute/index.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { axesOf, type Sample } from '../sample.ts';

/** Shortest paths that arrive at the face opposite to the one they start from, or at a part of it, in one phase along one axis. */
export interface PathLengths {
  /** Their number: voxels of the far face that are reached. */
  readonly count: number;
  /** Voxels of the phase on the far face. */
  readonly face: number;
  /** Sum and sum of squares of path length over distance of the faces. */
  readonly sum: number;
  readonly squares: number;
}

/** Parts of a face, 4 x 4. */
const faceParts = 16;

/** A map below this is measured before a second thread has started. */
const fewVoxels = 2 ** 18;

/** Shortest paths on one map of every phase along every axis. Memory: a byte a voxel, and 12 for every thread. */
async function measureMap(
  { grid, data }: PhaseMap,
  phases: number,
  rank: 2 | 3,
  threads: number,
): Promise<(PathLengths[] | undefined)[][]> {
  const { shape, spacing } = grid;
  const voxels = data.length;
  const edge = Math.min(...axesOf(rank).map((a) => spacing[a]));
  // A little narrower than the shortest step, lest rounding brings a neighbour into the bucket it is found from.
  const width = 0.999 * edge;
  const buckets = Math.ceil(Math.hypot(...spacing) / width) + 2;
  const axes = axesOf(rank).filter((axis) => shape[axis] > 1);
  const jobs = Array.from({ length: phases }, (_, phase) => axes.map((axis) => [phase, axis])).flat();
  const memory = new MemoryPlan(voxels < fewVoxels ? 1 : threads, 12 * voxels + 4 * buckets + 208);
  const labels = memory.reserve(voxels);
  const edges = memory.reserve(12);
  const table = memory.reserve(8 * jobs.length);
  const results = memory.reserve(32 * faceParts * jobs.length);
  const team = await KernelTeam.start(memory);
  try {
    team.uint8(labels, voxels).set(data);
    team.float32(edges, 3).set(spacing);
    team.uint32(table, 2 * jobs.length).set(jobs.flat());
    team.run('shortestPaths', jobs.length, labels, ...shape, table, edges, width, buckets, results);
    const all = team.float64(results, 4 * faceParts * jobs.length);
    const out = Array.from({ length: phases }, () => new Array<PathLengths[] | undefined>(3).fill(undefined));
    jobs.forEach(([phase, axis], j) => {
      const apart = (shape[axis] - 1) * spacing[axis];
      out[phase][axis] = Array.from({ length: faceParts }, (_, part) => {
        const [face, count, sum, squares] = all.subarray(4 * (j * faceParts + part));
        return { face, count, sum: sum / apart, squares: squares / apart ** 2 };
      }).filter(({ face }) => face > 0);
    });
    return out;
  } finally {
    await team.close();
  }
}

/**
 * Shortest paths of every phase along every axis z, y, x, by those parts of the far faces of all maps that hold the phase - [phase][axis][part];
 * absent axes are missing.
 */
export async function measurePaths(sample: Sample, threads: number): Promise<(PathLengths[] | undefined)[][]> {
  const maps: (PathLengths[] | undefined)[][][] = [];
  for (const map of sample.maps) maps.push(await measureMap(map, sample.phases.length, sample.rank, threads));
  return sample.phases.map((_, phase) =>
    [0, 1, 2].map((axis) => {
      const parts = maps.map((byPhase) => byPhase[phase][axis]);
      return parts.some((own) => own === undefined) ? undefined : parts.flatMap((own) => own!);
    }),
  );
}
