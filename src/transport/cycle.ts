import type { KernelName, KernelTeam } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { cellsOf } from './level-words.ts';

/** A level of the multigrid hierarchy: addresses of its words and of its vectors, each a float32 for every cell. */
export interface Level {
  readonly shape: Triple;
  readonly address: number;
  /** Right side. */
  readonly b: number;
  /** Solution. */
  readonly x: number;
  /** Product of the matrix with the first solution, and then that solution itself; not used on the finest level. */
  readonly w: number;
}

/** A level of fewer cells is worked on by the calling thread alone: waking others takes longer. */
export const fewCells = 30_000;

/** Sweeps on the coarsest level. */
const coarsestSweeps = 12;

/** A level whose parent has fewer than this many times its cells is visited once: visiting it twice would not pay. */
const cheapReduction = 4;

/**
 * Steps are of the order of 1. Beyond this, what is left of a right side are rounding errors, along a potential that is
 * constant in each part where no electrode holds it.
 */
export const mostStep = 100;

/**
 * K-cycles: one sweep of Gauss-Seidel by colours of a chessboard before and after a coarse correction, which is the
 * best combination of two visits to the coarse level. Sums are taken plane by plane and added in the order of planes.
 * @source notay2008
 */
export class Cycle {
  readonly #team: KernelTeam;
  readonly #levels: readonly Level[];
  readonly #sums: number;
  readonly #wrapsZ: boolean;
  readonly #scratch: number;

  /** @param sums - address of two float64 for every plane. @param wrapsZ - whether flow goes around. */
  constructor(team: KernelTeam, levels: readonly Level[], sums: number, scratch: number, wrapsZ: boolean) {
    this.#team = team;
    this.#levels = levels;
    this.#sums = sums;
    this.#scratch = scratch;
    this.#wrapsZ = wrapsZ;
  }

  /** Takes b -= step * x on the finest level, then x = an approximation of A^-1 b. @returns b . x */
  precondition(step: number): number {
    return this.#visit(0, step, 0);
  }

  /** w = A v on the finest level. @returns v . w */
  product(v: number, w: number): number {
    const [level] = this.#levels;
    this.run(level, 'product', level.address, v, w, 1, this.#sums);
    return this.#sum(level, 2, 0);
  }

  /** Runs a kernel over the planes of a level: on all threads, or on the calling one where that is faster. */
  run(level: Level, name: KernelName, ...args: number[]): void {
    if (cellsOf(level.shape) < fewCells) this.#team.kernels[name](this.#scratch, 0, level.shape[0], ...args);
    else this.#team.run(name, level.shape[0], ...args);
  }

  #relax(level: Level, colour: number, sums = 0): void {
    const planes = level.shape[0];
    // On a ring of an odd number of planes the first and the last have cells of one colour beside each other.
    const odd = this.#wrapsZ && planes % 2 === 1 && planes > 1;
    const { address, b, x } = level;
    if (!odd) this.run(level, 'relax', 0, address, b, x, colour, sums);
    else {
      this.#team.run('relax', planes - 1, 0, address, b, x, colour, sums);
      this.#team.kernels.relax(this.#scratch, 0, 1, planes - 1, address, b, x, colour, sums);
    }
  }

  /** One cycle from x = 0, after b -= step * w. @param keep - receives x as it was; 0: nothing. @returns b . x */
  #visit(l: number, step: number, keep: number): number {
    const level = this.#levels[l];
    this.run(level, 'beginCycle', level.address, level.b, level.w, step, level.x, keep);
    this.#relax(level, 1);
    if (l + 1 === this.#levels.length) {
      for (let i = 0; i < coarsestSweeps; i++) {
        this.#relax(level, 0);
        this.#relax(level, 1);
      }
      for (let i = 0; i < coarsestSweeps; i++) {
        this.#relax(level, 1);
        this.#relax(level, 0);
      }
    } else {
      const coarse = this.#levels[l + 1];
      const { address, b, x } = level;
      const planes = coarse.shape[0];
      const task = [address, b, x, coarse.address, coarse.b];
      if (cellsOf(level.shape) < fewCells) this.#team.kernels.restrictResidual(this.#scratch, 0, planes, ...task);
      else this.#team.run('restrictResidual', planes, ...task);
      const [one, two] = this.#solveCoarse(l + 1);
      this.run(level, 'correct', address, x, coarse.address, one, coarse.w, two, coarse.x);
    }
    this.#relax(level, 1);
    this.#relax(level, 0, this.#sums);
    return this.#sum(level, 1, 0);
  }

  /** Visits a coarse level once or twice. @returns weights of its first and its last solution. */
  #solveCoarse(l: number): readonly [number, number] {
    const level = this.#levels[l];
    const { address, x, w } = level;
    const gain = this.#visit(l, 0, 0);
    if (l + 1 === this.#levels.length) return [0, 1];
    this.run(level, 'product', address, x, w, 1, this.#sums);
    const energy = this.#sum(level, 2, 0);
    const step = gain / energy;
    if (!(step > 0 && step < mostStep)) return [0, 0];
    if (cellsOf(this.#levels[l - 1].shape) < cheapReduction * cellsOf(level.shape)) return [0, step];
    // The step is taken back cell by cell, so that the first solution may take the place of its product.
    const secondGain = this.#visit(l, step, w);
    this.run(level, 'product', address, x, w, 0, this.#sums);
    const secondEnergy = this.#sum(level, 2, 0);
    const mixed = this.#sum(level, 2, 1);
    const rest = secondEnergy - mixed ** 2 / energy;
    const best = secondGain / rest;
    const second = rest > 0 && Math.abs(best) < mostStep ? best : 0;
    return [step - (mixed / energy) * second, second];
  }

  /** Adds up what a kernel left for each plane. */
  #sum({ shape: [planes] }: Level, columns: number, column: number): number {
    const values = this.#team.float64(this.#sums, columns * planes);
    let sum = 0;
    for (let i = column; i < values.length; i += columns) sum += values[i];
    return sum;
  }
}
