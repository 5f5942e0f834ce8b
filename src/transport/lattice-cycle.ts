import type { KernelName, KernelTeam } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import type { CycleLevel, Hierarchy, Transfer } from './cycle.ts';
import { cellsOf } from './level-words.ts';

/** A lattice of the hierarchy: addresses of its words and of its vectors, each a float32 for every cell. */
export interface Level {
  readonly shape: Triple;
  readonly address: number;
  /** Right side. */
  readonly b: number;
  /** Solution. */
  readonly x: number;
  /** Product of the matrix with the first solution, and then that solution itself; x on the finest level. */
  readonly w: number;
}

/** A level of fewer cells is worked on by the calling thread alone: waking others takes longer. */
export const fewCells = 30_000;

/** Sweeps on the coarsest level. */
const coarsestSweeps = 12;

/** What kernels of a hierarchy share. */
export interface CycleRoom {
  readonly team: KernelTeam;
  /** Address of two float64 for every plane. */
  readonly sums: number;
  /** Scratch of the calling thread. */
  readonly scratch: number;
  /** Whether flow goes around. */
  readonly wrapsZ: boolean;
}

/** Adds up what a kernel left for each plane, in the order of planes. */
export function sumOf({ team, sums }: CycleRoom, planes: number, columns = 1, column = 0): number {
  const values = team.float64(sums, columns * planes);
  let sum = 0;
  for (let i = column; i < values.length; i += columns) sum += values[i];
  return sum;
}

/** Sweeps by the colours of a chessboard on a lattice. */
export class LatticeLevel implements CycleLevel {
  readonly unknowns: number;
  readonly level: Level;
  readonly #room: CycleRoom;

  constructor(room: CycleRoom, level: Level) {
    this.#room = room;
    this.level = level;
    this.unknowns = cellsOf(level.shape);
  }

  /** Runs a kernel over the planes of the level: on all threads, or on the calling one where that is faster. */
  run(name: KernelName, ...args: number[]): void {
    const { team, scratch } = this.#room;
    const [planes] = this.level.shape;
    if (this.unknowns < fewCells) team.kernels[name](scratch, 0, planes, ...args);
    else team.run(name, planes, ...args);
  }

  begin(step: number, keep: boolean): void {
    const { address, b, x, w } = this.level;
    this.run('beginCycle', address, b, w, step, x, keep ? w : 0);
    this.#relax(1);
  }

  finish(): number {
    this.#relax(1);
    this.#relax(0, this.#room.sums);
    return sumOf(this.#room, this.level.shape[0]);
  }

  solve(): void {
    for (let i = 0; i < coarsestSweeps; i++) {
      this.#relax(0);
      this.#relax(1);
    }
    for (let i = 0; i < coarsestSweeps; i++) {
      this.#relax(1);
      this.#relax(0);
    }
  }

  product(): number {
    const { x, w } = this.level;
    return this.productOf(x, w);
  }

  /** w = A v. @returns v . w */
  productOf(v: number, w: number): number {
    this.run('product', this.level.address, v, w, 1, this.#room.sums);
    return sumOf(this.#room, this.level.shape[0], 2);
  }

  products(): readonly [number, number] {
    const { shape, address, x, w } = this.level;
    this.run('product', address, x, w, 0, this.#room.sums);
    return [sumOf(this.#room, shape[0], 2), sumOf(this.#room, shape[0], 2, 1)];
  }

  #relax(colour: number, sums = 0): void {
    const { shape, address, b, x } = this.level;
    const [planes] = shape;
    const { team, scratch, wrapsZ } = this.#room;
    // On a ring of an odd number of planes the first and the last have cells of one colour beside each other.
    const odd = wrapsZ && planes % 2 === 1 && planes > 1;
    if (!odd) this.run('relax', 0, address, b, x, colour, sums);
    else {
      team.run('relax', planes - 1, 0, address, b, x, colour, sums);
      team.kernels.relax(scratch, 0, 1, planes - 1, address, b, x, colour, sums);
    }
  }
}

/** From a lattice to that of its blocks of cells. */
function blockTransfer({ team, scratch }: CycleRoom, fine: LatticeLevel, { level: coarse }: LatticeLevel): Transfer {
  const { address, b, x } = fine.level;
  return {
    restrict: () => {
      const [planes] = coarse.shape;
      const task = [address, b, x, coarse.address, coarse.b];
      if (fine.unknowns < fewCells) team.kernels.restrictResidual(scratch, 0, planes, ...task);
      else team.run('restrictResidual', planes, ...task);
    },
    correct: (one, two) => {
      fine.run('correct', address, x, coarse.address, one, coarse.w, two, coarse.x);
    },
  };
}

/** The hierarchy of lattices whose cells are joined in blocks of 2 x 2 x 2. */
export function blockHierarchy(room: CycleRoom, lattices: readonly Level[]): Hierarchy {
  const levels = lattices.map((level) => new LatticeLevel(room, level));
  const transfers = levels.slice(1).map((coarse, i) => blockTransfer(room, levels[i], coarse));
  return { levels, transfers, cheapReduction: 4 };
}
