import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { axesOf, type ByAxis, byAxis, type PhaseMap } from '../grid/index.ts';
import { type Descriptor, isUnmeasured, type Measuring, type Unmeasured } from './descriptor.ts';
import type { Specimen } from './specimen.ts';
import { errorOf } from './standard-errors.ts';

/**
 * Length of shortest paths inside a phase from face to face over the distance of the faces; over the far voxels that
 * are reached.
 */
export interface GeodesicTortuosity {
  readonly mean: number;
  readonly std: number;
  /** Share of the phase's voxels on the far face that a path reaches. */
  readonly reached: number;
  /** Standard error of the mean, from parts of the far face; null where some are not reached. */
  readonly error: number | null;
}

/**
 * Shortest paths that arrive at the face opposite to the one they start from, or at a part of it, in one phase along
 * one axis.
 */
interface PathLengths {
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
/** A map from this on takes seconds. */
const manyVoxels = 2 ** 22;

/** Shortest paths on one map of every phase along every axis. Memory: a byte a voxel, and 12 for every thread. */
async function measureMap(
  { grid, data }: PhaseMap,
  phases: number,
  rank: 2 | 3,
  { threads, pause }: Pick<Measuring, 'threads' | 'pause'>,
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
    // In large maps as many paths at a time as there are threads: an interruption gets its turn between them.
    const at = voxels < manyVoxels ? jobs.length : Math.max(1, threads);
    for (let first = 0; first < jobs.length; first += at) {
      await pause?.();
      const places = [table + 8 * first, edges, width, buckets, results + 32 * faceParts * first];
      team.run('shortestPaths', Math.min(at, jobs.length - first), labels, ...shape, ...places);
    }
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
 * Shortest paths of every phase along every axis z, y, x, by those parts of the far faces of all maps that hold the
 * phase - [phase][axis][part]; absent axes are missing.
 */
async function measurePaths(
  specimen: Specimen,
  measuring: Pick<Measuring, 'threads' | 'pause'>,
): Promise<(PathLengths[] | undefined)[][]> {
  const maps: (PathLengths[] | undefined)[][][] = [];
  for (const map of specimen.maps) maps.push(await measureMap(map, specimen.phases.length, specimen.rank, measuring));
  return specimen.phases.map((_, phase) =>
    [0, 1, 2].map((axis) => {
      const parts = maps.map((byPhase) => byPhase[phase][axis]);
      return parts.some((own) => own === undefined) ? undefined : parts.flatMap((own) => own!);
    }),
  );
}

function summarise(parts: readonly PathLengths[] | undefined, name: string): GeodesicTortuosity | Unmeasured {
  if (!parts) return { value: null, reason: 'a map is one voxel thick along this axis' };
  const total = (key: keyof PathLengths): number => parts.reduce((sum, part) => sum + part[key], 0);
  const count = total('count');
  if (count === 0) return { value: null, reason: `no path through phase ${name}` };
  const mean = total('sum') / count;
  return {
    mean,
    std: Math.sqrt(Math.max(0, total('squares') / count - mean * mean)),
    reached: count / total('face'),
    error: errorOf(parts.map((part) => (part.count > 0 ? part.sum / part.count : null))),
  };
}

/**
 * Mean geodesic tortuosity of every phase along every axis: length of the shortest path inside the phase from the face
 * of the axis' lowest coordinate, over the distance of the two faces, averaged over the voxels of the phase on the far
 * face that a path reaches.
 *
 * Estimator: paths step between the centres of neighbouring voxels, 26 in a volume and 8 in an image, each step as long
 * as it is. A diagonal step needs voxels of the phase that connect its ends by faces: no path slips between two voxels
 * that touch at an edge or a corner, so there is one where the phase percolates by faces, and nowhere else. Straight
 * channels along an axis and along diagonals come out exactly, other directions at most 13 % (8 % in an image) too
 * long. `reached` is the share of the phase's voxels on the far face that have a path. Edges: paths stay inside the
 * window, also where an axis is periodic, and do not cross masked voxels. In an image a path cannot leave the plane, so
 * its tortuosity is larger than the volume's. Several maps are pooled path by path. `error` compares up to 4 x 4 parts
 * of the far faces (4 of an image's edge), taken for independent; neighbouring paths share their way, so it is rather
 * too small.
 * @source neumann2019
 */
export async function measureGeodesicTortuosity(
  specimen: Specimen,
  measuring: Pick<Measuring, 'threads' | 'pause'>,
): Promise<ByAxis<GeodesicTortuosity | Unmeasured>[]> {
  const paths = await measurePaths(specimen, measuring);
  return specimen.phases.map(({ name }, phase) => {
    const absent: Unmeasured = { value: null, reason: `phase ${name} is absent` };
    return byAxis(specimen.rank, (axis) =>
      specimen.voxels[phase] === 0 ? absent : summarise(paths[phase][axis], name),
    );
  });
}

/** Mean geodesic tortuosity of every phase along every axis. */
export const geodesicTortuosity: Descriptor<ByAxis<GeodesicTortuosity | Unmeasured>, 'geodesicTortuosity', 'slow'> = {
  name: 'geodesicTortuosity',
  summary: 'shortest path inside a phase from face to face over their distance, by axis',
  estimator: '26 neighbours that faces connect, steps of true length; over the far voxels reached',
  cost: 'slow',
  measure: measureGeodesicTortuosity,
  quantities: [
    {
      name: 'geodesicTortuosity',
      title: 'geodesic tortuosity',
      unit: 'number',
      definition:
        'Length of the shortest path inside the phase from face to face, over the distance of the faces. Paths step to 26 (8) neighbours, diagonally where faces connect them. Mean over the far voxels that a path reaches; without an axis, mean over the axes.',
      byAxis: true,
      pick: (byAxis, axis) => {
        const own = byAxis[axis];
        return own && (isUnmeasured(own) ? own : own.mean);
      },
      standardError: (byAxis, axis) => {
        const own = byAxis[axis];
        return own === undefined || isUnmeasured(own) ? null : own.error;
      },
      compared: true,
      shows: 'connectivity',
    },
    {
      name: 'geodesicTortuosityStd',
      title: 'geodesic tortuosity, standard deviation',
      unit: 'number',
      definition: 'Standard deviation of the same over the far voxels that a path reaches.',
      byAxis: true,
      pick: (byAxis, axis) => {
        const own = byAxis[axis];
        return own && (isUnmeasured(own) ? own : own.std);
      },
      detail: true,
    },
  ],
};
