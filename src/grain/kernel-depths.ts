import type { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { type Copy, type DepthRequest, type Depths, type DepthWindow, visitCopies } from './depth.ts';
import type { Grains } from './grains.ts';

/** Copies of grains that kernels look at together, and the bytes of one, as assembly/grain/depths.ts reads it. */
const [mostCopies, copyBytes] = [2 ** 13, 112];
/** Bytes that a thread has to itself. */
export const depthScratch = 20 * mostCopies;
/** Edge of the blocks of voxels, of which a row is a task. */
const blockEdge = 8;

const numbersOf = (copy: Copy): readonly number[] => [
  ...[copy.radius, copy.cz, copy.cy, copy.cx, copy.uz, copy.uy, copy.ux, copy.across, copy.along, copy.steepness],
  ...[copy.z0, copy.z1, copy.y0, copy.y1],
];

/**
 * Depths of windows on the threads of a team: the same bits as `grainDepths`, which defines them, without owners.
 * Depths have their places in the team's memory; those of the window before are lost.
 */
export class KernelDepths {
  readonly #copies: number;
  readonly #first: number;
  readonly #second: number;
  readonly #inBubbles: number | undefined;

  /**
   * @param memory - with at least `depthScratch` for every thread. @param voxels - of the largest window. @param
   * hasBubbles - whether there is a second population.
   */
  constructor(memory: MemoryPlan, voxels: number, hasBubbles: boolean) {
    this.#copies = memory.reserve(copyBytes * mostCopies);
    [this.#first, this.#second] = [memory.reserve(4 * voxels), memory.reserve(4 * voxels)];
    this.#inBubbles = hasBubbles ? memory.reserve(4 * voxels) : undefined;
  }

  /** Depths of a window; the arrays are views of the team's memory. */
  depths(team: KernelTeam, grains: Grains, window: DepthWindow, { process, reach, bubbles }: DepthRequest): Depths {
    const [nz, ny, nx] = window.shape;
    const voxels = nz * ny * nx;
    this.#draw(team, grains, window, { process, reach }, [this.#first, this.#second]);
    const first = team.float32(this.#first, voxels);
    const second = team.float32(this.#second, voxels);
    if (!bubbles || !grains.bubbles || this.#inBubbles === undefined) return { first, second };
    this.#draw(team, grains.bubbles, window, bubbles, [this.#inBubbles]);
    return { first, second, bubbles: { first: team.float32(this.#inBubbles, voxels) } };
  }

  /** Depths in one population. @param out - addresses of the first and, where it is wanted, of the second. */
  #draw(
    team: KernelTeam,
    grains: Grains,
    window: DepthWindow,
    request: Pick<DepthRequest, 'process' | 'reach'>,
    out: readonly number[],
  ): void {
    const { shape, origin, layer } = window;
    const voxels = shape[0] * shape[1] * shape[2];
    for (const address of out) team.run('fillVoxels', Math.ceil(voxels / 4096), address, -request.reach, voxels);
    const table = team.float64(this.#copies, (copyBytes / 8) * mostCopies);
    const tasks = Math.ceil(shape[0] / blockEdge) * Math.ceil(shape[1] / blockEdge);
    const [first, second = 0] = out;
    let count = 0;
    // Which grains are looked at together does not matter: the two deepest of all are the deepest of these and those.
    const look = (): void => {
      const places = [...shape, ...origin, layer, request.reach];
      if (count > 0) team.run('grainDepths', tasks, this.#copies, count, first, second, ...places);
      count = 0;
    };
    visitCopies(grains, window, request, (copy) => {
      if (count === mostCopies) look();
      table.set(numbersOf(copy), (copyBytes / 8) * count++);
    });
    look();
  }
}
