import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Grid, PhaseMap, Triple } from '../grid/index.ts';

/** Voxels a task of the passes over volumes. */
const blockVoxels = 4096;
/** Stands for no site at all, a number of float32. */
export const beyond = 2 ** 126;
/** A map below this is measured before a second thread has started. */
const fewVoxels = 2 ** 18;

/** Threads that are worth starting for a map. */
export function threadsFor({ data }: PhaseMap, threads: number): number {
  return data.length < fewVoxels ? 1 : threads;
}

/** Bytes that a thread's passes over a grid need to work in. */
export function distanceScratch({ shape: [nz, ny, nx] }: Grid): number {
  return 16 * Math.max(2 * ny + 2, 3 * nx + 8, nz * Math.ceil(nx / 4));
}

/** Exact squared distance transforms on one grid; reserves memory in a plan and works by its team's kernels. */
export class DistanceTransform {
  /** Bytes to say where sites are - shape [nz, ny, nx] - uint8. */
  readonly sites: number;
  /** Squared distances in `unit`^2 - shape [nz, ny, nx] - float32. */
  readonly distances: number;
  readonly #grid: Grid;

  constructor(memory: MemoryPlan, grid: Grid) {
    const voxels = grid.shape[0] * grid.shape[1] * grid.shape[2];
    this.sites = memory.reserve(voxels + 16);
    this.distances = memory.reserve(4 * voxels + 16);
    this.#grid = grid;
  }

  /**
   * Measures from every voxel to the nearest site. Periodic axes wrap; an image's z does not exist.
   * @param sites - address of the bytes; a site is where one is >= `threshold`. @param limit - distances beyond are
   * this.
   */
  run(team: KernelTeam, sites: number, threshold: number, limit: number): void {
    this.#measure(team, [sites, threshold, limit], 0, 0);
  }

  /**
   * The same where only distances below `limit` are wanted: in images the others are `limit`, and these may be 0.
   * @param inside - address of bytes, 0 where no distance is wanted and through which no nearest path leads.
   * @param done - address of bytes, not 0 where no distance is wanted any more.
   */
  cover(team: KernelTeam, sites: number, threshold: number, limit: number, inside: number, done: number): void {
    this.#measure(team, [sites, threshold, limit], inside, done);
  }

  #measure(team: KernelTeam, [sites, threshold, limit]: Triple, inside: number, done: number): void {
    const { shape, spacing, periodic } = this.#grid;
    const [nz, ny, nx] = shape;
    const [dz, dy, dx] = spacing.map((d) => d * d) as unknown as Triple;
    const wraps = periodic.map(Number);
    const largest = Math.min(limit, beyond);
    const args = [ny, nx, wraps[1], wraps[2], dy, dx, largest, this.distances, inside, Number(done !== 0 && nz === 1)];
    team.run('distancePlanes', nz, sites, threshold, ...args);
    if (nz > 1) team.run('distanceColumns', ny, this.distances, nz, ny, nx, wraps[0], dz, inside, done);
  }
}

/** Tasks of the passes over a map. */
export function blocksOf(voxels: number): number {
  return Math.ceil(voxels / blockVoxels);
}

/**
 * Squared Euclidean distance from the centre of every voxel of a phase to that of the nearest voxel of another, in the
 * grid's unit; 0 outside. Neither the border of the window nor a mask is a boundary, since what lies behind is not
 * known; periodic axes wrap. Infinity where the window shows no other phase.
 * @returns shape [nz, ny, nx] - unit^2 - float32.
 * @source meijster2000; felzenszwalb2012
 */
export async function squaredDistances(map: PhaseMap, phase: number, threads = 1): Promise<Float32Array> {
  const memory = new MemoryPlan(threadsFor(map, threads), distanceScratch(map.grid));
  const transform = new DistanceTransform(memory, map.grid);
  const voxels = map.data.length;
  const labels = memory.reserve(voxels);
  const team = await KernelTeam.start(memory);
  try {
    team.uint8(labels, voxels).set(map.data);
    team.run('markOthers', blocksOf(voxels), labels, phase, voxels, transform.sites);
    transform.run(team, transform.sites, 1, Number.POSITIVE_INFINITY);
    const out = team.float32(transform.distances, voxels).slice();
    // One voxel of another phase gives every distance a value.
    if (out[0] === beyond) out.fill(Number.POSITIVE_INFINITY);
    return out;
  } finally {
    await team.close();
  }
}
