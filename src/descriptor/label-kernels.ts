import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { masked, type PhaseMap, type Triple } from '../grid/index.ts';
import type { Chords, Crossings } from './label-counts.ts';
import type { Specimen } from './specimen.ts';

/** A map below this is counted in less time than copying and starting take. */
const fewVoxels = 2 ** 18;
/** Bytes of a thread's scratch in front of its counts: a number for each of 1024 columns. */
const room = 4096;
/** Loads of sixteen voxels begin or end so far outside the map. */
const spare = 64;
/** Directions of a volume's neighbours. */
const mostDirections = 13;

/**
 * Counts chords and boundary crossings of large maps by kernels, one map after the other in the same memory. The plain
 * references are `addChords` and `addCrossings`; counts are the same, for any number of threads.
 */
export class LabelKernels {
  readonly #team: KernelTeam;
  readonly #plan: MemoryPlan;
  readonly #labels: number;
  readonly #offsets: number;
  readonly #least: number;
  readonly #most: number;
  /** The map in memory. */
  #map: PhaseMap | undefined;
  #masks = false;

  private constructor(
    team: KernelTeam,
    plan: MemoryPlan,
    labels: number,
    offsets: number,
    least: number,
    most: number,
  ) {
    this.#team = team;
    this.#plan = plan;
    this.#labels = labels;
    this.#offsets = offsets;
    this.#least = least;
    this.#most = most;
  }

  /**
   * Starts threads and takes memory for the largest map, a byte a voxel.
   * @returns undefined where all maps are small (below `least` voxels) or one is too large for 4 GiB.
   */
  static async open({ maps, phases }: Specimen, threads: number, least = fewVoxels): Promise<LabelKernels | undefined> {
    const voxels = Math.max(...maps.map(({ data }) => data.length));
    if (voxels < least) return undefined;
    const longest = Math.max(...maps.flatMap(({ grid }) => grid.shape));
    const chords = 3 * phases.length * longest;
    const crossings = mostDirections * (phases.length + 1);
    const plan = new MemoryPlan(threads, room + 4 * Math.max(chords, crossings));
    const labels = plan.reserve(voxels + 2 * spare) + spare;
    const offsets = plan.reserve(12 * mostDirections);
    if (plan.bytes > 2 ** 32) return undefined;
    return new LabelKernels(await KernelTeam.start(plan), plan, labels, offsets, least, voxels);
  }

  /** Whether a map is worth it, and fits. */
  serves({ data }: PhaseMap): boolean {
    return data.length >= this.#least && data.length <= this.#most;
  }

  /** Adds the chords of a map along one axis to those of their phases, as `addChords` does. */
  addChords(map: PhaseMap, axis: number, chords: readonly Chords[]): void {
    const { shape } = map.grid;
    this.#load(map);
    const n = shape[axis];
    const inner = shape.slice(axis + 1).reduce((product, m) => product * m, 1);
    const lines = map.data.length / n;
    const counts = this.#clear(3 * chords.length * n);
    if (inner === 1) this.#team.run('chordRows', lines, room, this.#labels, n, n);
    else {
      const tasks = (lines / inner) * Math.ceil(inner / 1024);
      this.#team.run('chordColumns', tasks, room, this.#labels, n, inner, n);
    }
    for (const own of counts) {
      chords.forEach(({ complete, censored }, phase) => {
        // Runs of which no end is seen come first, then those with one, then those with both.
        const first = 3 * phase * n;
        for (let k = 0; k < n; k++) {
          censored[k] += own[first + n + k];
          complete[k] += own[first + 2 * n + k];
        }
      });
    }
  }

  /** Adds the pairs of a map to those along each direction, as `addCrossings` does. */
  addCrossings(map: PhaseMap, offsets: readonly Triple[], total: readonly Crossings[]): void {
    const { shape, periodic } = map.grid;
    this.#load(map);
    const phases = map.phases.length;
    // -1 is stored as the int32 that the kernel reads.
    this.#team.uint32(this.#offsets, 3 * offsets.length).set(offsets.flat());
    const counts = this.#clear(offsets.length * (phases + 1));
    const rows = shape[0] * shape[1];
    const form = [...shape, ...periodic.map(Number)];
    const what = [this.#offsets, offsets.length, phases, Number(this.#masks)];
    this.#team.run('crossingRows', rows, room, this.#labels, ...form, ...what);
    for (const own of counts) {
      total.forEach((direction, d) => {
        const first = d * (phases + 1);
        for (let p = 0; p < phases; p++) direction.separated[p] += own[first + p];
        direction.pairs += own[first + phases];
      });
    }
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#team.close();
  }

  #load(map: PhaseMap): void {
    if (this.#map === map) return;
    this.#team.uint8(this.#labels, map.data.length).set(map.data);
    this.#masks = map.data.includes(masked);
    this.#map = map;
  }

  /** Each thread's counts, set to 0. */
  #clear(length: number): Uint32Array[] {
    return Array.from({ length: this.#plan.threads }, (_, thread) =>
      this.#team.uint32(this.#plan.scratch(thread) + room, length).fill(0),
    );
  }
}
