import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { axesOf, type PhaseMap } from '../grid/index.ts';
import { partsOf } from './blocks.ts';
import type { Measuring, Unmeasured } from './descriptor.ts';
import { blocksOf, DistanceTransform, distanceScratch, threadsFor } from './distance-transform.ts';
import type { Specimen } from './specimen.ts';

/**
 * Voxels by the largest ball that covers them, in parts of the window - [part][level] - float64. Level 0 counts what no
 * ball covers.
 */
export type BallCounts = readonly Float64Array[];

/** How much of one phase is covered by balls that fit into it, by their radius. */
export interface OpeningCounts {
  readonly opened: BallCounts;
  /** Of balls that can be pushed in from a face - [axis z, y, x]; absent axes are missing. */
  readonly intruded: readonly (BallCounts | undefined)[];
  /** Largest balls of the phase by their level. */
  readonly largest: LargestBalls;
}

/** Balls around local maxima of the distance, by level: sums of r^3 and of r^4, in voxel edges - [level] - float64. */
export interface LargestBalls {
  readonly cubes: Float64Array;
  readonly fourths: Float64Array;
}

const mostLevels = 250;

/**
 * Radii of the balls, in voxel edges (the smallest edge): all distances of centres of cubic voxels up to 6, roots of
 * whole numbers, then 8 % apart. A ball of radius R covers the voxels whose centres are less than R from its own.
 */
export const ballRadii: readonly number[] = Array.from({ length: mostLevels }, (_, i) =>
  i < 36 ? Math.sqrt(i + 1) : 6 * 1.08 ** (i - 35),
);

/**
 * The radius that stands for the balls of each level, in voxel edges - [level]; level 0, which no ball covers, is 0.
 * Balls of a level are at least as large as its radius, and smaller than the next: the mean radius of balls around
 * local maxima, by their volumes, comes within 1 % of balls of all radii.
 */
export function levelRadii({ cubes, fourths }: LargestBalls): readonly number[] {
  return [0, ...ballRadii.slice(0, cubes.length - 1)].map((radius, level) =>
    cubes[level] > 0 ? fourths[level] / cubes[level] : radius,
  );
}

/** Finds the local maxima of the squared distance in a phase, among 26 neighbours (8 in an image). */
function findLargest(
  { grid, data }: PhaseMap,
  phase: number,
  { distances, levels, edge }: { readonly distances: Float32Array; readonly levels: Uint8Array; readonly edge: number },
): LargestBalls {
  const [nz, ny, nx] = grid.shape;
  const cubes = new Float64Array(mostLevels + 1);
  const fourths = new Float64Array(mostLevels + 1);
  const isLargest = (z: number, y: number, x: number, own: number): boolean => {
    for (let c = Math.max(0, z - 1); c <= Math.min(nz - 1, z + 1); c++) {
      for (let b = Math.max(0, y - 1); b <= Math.min(ny - 1, y + 1); b++) {
        const row = (c * ny + b) * nx;
        for (let a = Math.max(0, x - 1); a <= Math.min(nx - 1, x + 1); a++) {
          if (distances[row + a] > own && data[row + a] === phase) return false;
        }
      }
    }
    return true;
  };
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        if (levels[i] === 0 || !isLargest(z, y, x, distances[i] * (1 + slack))) continue;
        const radius = Math.sqrt(distances[i]) / edge;
        cubes[levels[i]] += radius ** 3;
        fourths[levels[i]] += radius ** 4;
      }
    }
  }
  return { cubes, fourths };
}

/** Squares of distances carry roundings of float32; balls that touch a boundary to within them fit. */
const slack = 1e-5;

/**
 * Opens every phase by balls of falling radius, and lets the balls enter from the face of each axis' lowest coordinate.
 *
 * A ball fits where its centre is at least R from the next voxel of another phase (`squaredDistances`). It is pushed in
 * as far as its centre finds a path of face neighbours from the window's face on which it fits everywhere. Both are
 * unions of balls: voxels less than R from such a centre, found by another distance transform. Windows do not wrap for
 * paths.
 *
 * Memory: 15 bytes a voxel.
 */
async function countOpenings(
  map: PhaseMap,
  phases: number,
  rank: 2 | 3,
  { threads, pause }: Pick<Measuring, 'threads' | 'pause'>,
): Promise<OpeningCounts[]> {
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
  const parts = partsOf(grid.shape, rank);
  const team = await KernelTeam.start(memory);

  /**
   * Unites balls around centres of each level or above, from the largest down; counts voxels by the first that covers
   * them. A level without centres of its own adds nothing: around those above, larger balls were there. In images of
   * square pixels that is every other of the small ones, whose square is no sum of two squares.
   */
  const unite = async (centres: number, phase: number, highest: number): Promise<BallCounts> => {
    const out = team.uint8(covered, voxels);
    out.fill(0);
    const isUsed = new Uint8Array(mostLevels + 1);
    for (const level of team.uint8(centres, voxels)) isUsed[level] = 1;
    for (let level = highest; level > 0; level--) {
      if (!isUsed[level]) continue;
      await pause?.();
      const limit = radii[level - 1] ** 2 * (1 - slack);
      // Balls lie in the phase, and so does every voxel between a centre and what it covers.
      transform.cover(team, centres, level, limit, levels, covered);
      team.run('markNear', blocks, transform.distances, limit, level, voxels, covered);
    }
    const counts = Array.from({ length: parts.count }, () => new Float64Array(highest + 1));
    const [nz, ny, nx] = grid.shape;
    for (let z = 0, i = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        const first = parts.row(z, y);
        for (let x = 0; x < nx; x++, i++) if (data[i] === phase) counts[first + parts.along[x]][out[i]]++;
      }
    }
    return counts;
  };

  try {
    team.uint8(labels, voxels).set(data);
    team.float32(thresholds, mostLevels).set(radii.map((r) => r * r * (1 - slack)));
    const results: OpeningCounts[] = [];
    for (let phase = 0; phase < phases; phase++) {
      team.run('markOthers', blocks, labels, phase, voxels, transform.sites);
      transform.run(team, transform.sites, 1, Number.POSITIVE_INFINITY);
      team.run('markLevels', blocks, labels, phase, transform.distances, thresholds, mostLevels, voxels, levels);
      let highest = 0;
      for (const level of team.uint8(levels, voxels)) if (level > highest) highest = level;
      const largest = findLargest(map, phase, {
        ...{ distances: team.float32(transform.distances, voxels), levels: team.uint8(levels, voxels), edge },
      });
      const opened = await unite(levels, phase, highest);
      const intruded: (BallCounts | undefined)[] = [undefined, undefined, undefined];
      for (const axis of axesOf(rank)) {
        team.run('floodLevels', 1, levels, ...grid.shape, axis, reached, next, heads);
        intruded[axis] = await unite(reached, phase, highest);
      }
      results.push({ opened, intruded, largest });
    }
    return results;
  } finally {
    await team.close();
  }
}

/** Whether one phase has the window for itself, where nothing limits a ball. */
const isAlone = ({ voxels }: Specimen): boolean => voxels.filter((n) => n > 0).length < 2;

/** Why a phase has no sizes; undefined where it has. */
export function withoutSizes(specimen: Specimen, phase: number): Unmeasured | undefined {
  const { name } = specimen.phases[phase];
  if (specimen.voxels[phase] === 0) return { value: null, reason: `phase ${name} is absent` };
  return isAlone(specimen) ? { value: null, reason: `phase ${name} is alone` } : undefined;
}

/** Openings of all phases, with the parts of all maps - [phase]. */
export async function measureOpenings(
  { maps, phases, rank }: Specimen,
  measuring: Pick<Measuring, 'threads' | 'pause'>,
): Promise<readonly OpeningCounts[]> {
  let all: OpeningCounts[] | undefined;
  for (const map of maps) {
    const counts = await countOpenings(map, phases.length, rank, measuring);
    all =
      all?.map(({ opened, intruded, largest }, phase) => ({
        largest: {
          cubes: largest.cubes.map((sum, level) => sum + counts[phase].largest.cubes[level]),
          fourths: largest.fourths.map((sum, level) => sum + counts[phase].largest.fourths[level]),
        },
        opened: [...opened, ...counts[phase].opened],
        intruded: intruded.map((own, axis) => own && [...own, ...counts[phase].intruded[axis]!]),
      })) ?? counts;
  }
  return all ?? [];
}

/** The openings that size distribution, intrusion and constrictivity share; none where a phase is alone. */
export function sharedOpenings(
  specimen: Specimen,
  { share }: Pick<Measuring, 'share'>,
): Promise<readonly OpeningCounts[]> {
  return isAlone(specimen) ? Promise.resolve([]) : share(measureOpenings);
}

/** Counts of all parts together - [level]. */
export function pooledCounts(parts: BallCounts): Float64Array {
  const out = new Float64Array(Math.max(...parts.map((counts) => counts.length)));
  for (const counts of parts) for (let level = 0; level < counts.length; level++) out[level] += counts[level];
  return out;
}
