import type { KernelName, KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { factorise, solveLower, solveUpper } from '../numerics/index.ts';
import type { CycleLevel, Hierarchy, Transfer } from './cycle.ts';
import { type CycleRoom, fewCells, LatticeLevel, type Level, sumOf } from './lattice-cycle.ts';
import { cellsOf } from './level-words.ts';

/** Parts become one where the conductance between them is at least this share of the smaller sum of cells' own. */
const leastShare = 1 / 8;

/** Matrices of at most this many rows are not made coarser; of at most `mostExact` they are solved by elimination. */
const coarseEnough = 60;
const mostExact = 500;

/** Groups that leave more than this share of the rows gain nothing. */
const mostLeft = 0.8;

/** Sweeps on a coarsest level that is too large for elimination. */
const coarsestSweeps = 30;

/** Words of assembly/transport/pieces.ts and of rows.ts. */
const [pieceBytes, rowBytes] = [32, 32];

/** Blocks of a lattice: cells along an axis are joined where their edge is less than 1.6 times the shortest. */
export interface PieceBlocks {
  readonly steps: Triple;
  readonly shape: Triple;
}

/** Reads a growing memory of kernels. */
interface Room extends CycleRoom {
  readonly plan: MemoryPlan;
}

/** A matrix by rows: addresses as the words of assembly/transport/rows.ts, and vectors of the cycle. */
interface RowsAt {
  readonly n: number;
  readonly planes: number;
  readonly address: number;
  readonly start: number;
  readonly column: number;
  readonly weight: number;
  readonly ends: number;
  readonly diagonal: number;
  readonly parent: number;
  readonly b: number;
  readonly x: number;
  readonly w: number;
  readonly rest: number;
  readonly sums: number;
}

/** Reserves a matrix of n rows whose planes begin at given rows, all but its links. */
function reserveRows({ team, plan }: Room, firsts: ArrayLike<number>): RowsAt {
  const planes = firsts.length - 1;
  const n = firsts[planes];
  const vector = (): number => plan.reserve(4 * n);
  const [address, planesAt, start] = [plan.reserve(rowBytes), plan.reserve(4 * (planes + 1)), plan.reserve(4 * n + 4)];
  const own = { ends: vector(), diagonal: vector(), parent: vector() };
  const vectors = { b: vector(), x: vector(), w: vector(), rest: vector() };
  const sums = plan.reserve(16 * planes);
  team.extend();
  team.uint32(planesAt, planes + 1).set(firsts);
  const rows = { n, planes, address, start, column: 0, weight: 0, ...own, ...vectors, sums };
  team.uint32(address, 8).set([n, planesAt, start, 0, 0, own.ends, own.diagonal, own.parent]);
  return rows;
}

/** Counts links by one pass of a kernel, reserves them, and writes them by a second one. */
function linkRows({ team, plan, scratch }: Room, rows: RowsAt, pass: (fill: 0 | 1) => void): RowsAt {
  pass(0);
  team.kernels.addCounts(scratch, 0, 1, rows.start, rows.n);
  const count = team.uint32(rows.start, rows.n + 1)[rows.n];
  const [column, weight] = [plan.reserve(4 * count), plan.reserve(4 * count)];
  team.extend();
  team.uint32(rows.address, 8).set([column, weight], 3);
  pass(1);
  return { ...rows, column, weight };
}

/** Gauss-Seidel by rows: even planes, then odd ones, and back. */
class RowsLevel implements CycleLevel {
  readonly unknowns: number;
  readonly rows: RowsAt;
  readonly #room: CycleRoom;
  readonly #factor: Float64Array | undefined;

  constructor(room: CycleRoom, rows: RowsAt, isCoarsest: boolean) {
    this.#room = { ...room, sums: rows.sums };
    this.rows = rows;
    this.unknowns = rows.n;
    this.#factor = isCoarsest && rows.n <= mostExact ? factorOf(room.team, rows) : undefined;
  }

  run(name: KernelName, tasks: number, ...args: number[]): void {
    const { team, scratch } = this.#room;
    if (tasks === 1 || this.unknowns < fewCells) team.kernels[name](scratch, 0, tasks, ...args);
    else team.run(name, tasks, ...args);
  }

  begin(step: number, keep: boolean): void {
    const { planes, address, b, w, x } = this.rows;
    this.run('beginRows', planes, address, b, w, step, x, keep ? w : 0);
    if (!this.#factor) this.#sweep(false);
  }

  finish(): number {
    const { planes, address, b, x } = this.rows;
    if (!this.#factor) this.#sweep(true);
    this.run('dotRows', planes, address, b, x, this.rows.sums);
    return sumOf(this.#room, planes);
  }

  solve(): void {
    const { n, b, x } = this.rows;
    const factor = this.#factor;
    if (factor) {
      const values = Float64Array.from(this.#room.team.float32(b, n));
      solveLower(factor, n, values);
      solveUpper(factor, n, values);
      this.#room.team.float32(x, n).set(values);
      return;
    }
    for (let i = 0; i < coarsestSweeps; i++) {
      this.#sweep(true);
      this.#sweep(false);
    }
  }

  product(): number {
    const { planes, address, x, w, sums } = this.rows;
    this.run('productRows', planes, address, x, w, 1, sums);
    return sumOf(this.#room, planes, 2);
  }

  products(): readonly [number, number] {
    const { planes, address, x, w, sums } = this.rows;
    this.run('productRows', planes, address, x, w, 0, sums);
    return [sumOf(this.#room, planes, 2), sumOf(this.#room, planes, 2, 1)];
  }

  #sweep(back: boolean): void {
    const { planes, address, b, x } = this.rows;
    // On a ring of an odd number of planes the last one lies beside the first.
    const last = planes % 2 === 1 && planes > 1 && this.#room.wrapsZ;
    const even = Math.ceil(planes / 2) - Number(last);
    const parts = [
      [even, 0],
      [Number(last), planes - 1],
      [Math.floor(planes / 2), 1],
    ].filter(([tasks]) => tasks > 0);
    for (const [tasks, first] of back ? parts.reverse() : parts) {
      this.run('relaxRows', tasks, address, first, Number(back), b, x);
    }
  }
}

/** The first row of the part of a matrix that each row is linked with, and whether an electrode holds that part. */
function partsOf(starts: Uint32Array, columns: Uint32Array, ends: Float32Array): { first: number[]; held: boolean[] } {
  const first: number[] = Array.from(ends, () => -1);
  const held: boolean[] = [];
  for (let seed = 0; seed < first.length; seed++) {
    if (first[seed] >= 0) continue;
    first[seed] = seed;
    const waiting = [seed];
    held[seed] = false;
    for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
      if (ends[i] > 0) held[seed] = true;
      for (const j of columns.subarray(starts[i], starts[i + 1])) {
        if (first[j] >= 0) continue;
        first[j] = seed;
        waiting.push(j);
      }
    }
  }
  return { first, held };
}

/** Cholesky factor of a matrix. Where no electrode holds a part, its first row is held at 0. */
function factorOf(team: KernelTeam, { n, ...at }: RowsAt): Float64Array {
  const a = new Float64Array(n * n);
  const starts = team.uint32(at.start, n + 1);
  const columns = team.uint32(at.column, starts[n]);
  const weights = team.float32(at.weight, starts[n]);
  const ends = team.float32(at.ends, n);
  const { first, held } = partsOf(starts, columns, ends);
  const isFixed = (i: number): boolean => first[i] === i && !held[i];
  for (let i = 0; i < n; i++) {
    let sum = ends[i];
    for (let k = starts[i]; k < starts[i + 1]; k++) {
      sum += weights[k];
      if (!isFixed(i) && !isFixed(columns[k])) a[i * n + columns[k]] -= weights[k];
    }
    a[i * n + i] = isFixed(i) ? Number.MAX_VALUE : sum;
  }
  factorise(a, n);
  return a;
}

function rowsTransfer(room: CycleRoom, fine: RowsLevel, { rows: coarse }: RowsLevel): Transfer {
  const { planes, address, b, x, rest } = fine.rows;
  return {
    restrict: () => {
      fine.run('residualRows', planes, address, b, x, rest);
      room.team.kernels.gatherRows(room.scratch, 0, 1, address, rest, coarse.b, coarse.n);
    },
    correct: (one, two) => fine.run('spreadRows', planes, address, x, one, coarse.w, two, coarse.x),
  };
}

/**
 * The hierarchy for hard problems. Cells of a lattice are joined in blocks of 2 x 2 x 2 as far as current flows well
 * between them, so that islands of good conductors stay apart; rows of the matrix between those pieces are joined in
 * groups of about eight in the same way, whatever their places.
 * @throws ExcursaError (usage) where the memory does not suffice.
 * @source notay2010
 */
export function pieceHierarchy(room: Room, fine: Level, { steps, shape }: PieceBlocks): Hierarchy {
  const { team, plan, scratch } = room;
  const [planes, ny, nx] = shape;
  const blocks = planes * ny * nx;
  const [at, piece, first] = [
    plan.reserve(pieceBytes),
    plan.reserve(cellsOf(fine.shape)),
    plan.reserve(4 * blocks + 4),
  ];
  team.extend();
  team.uint32(at, 8).set([...steps, ...shape, piece, first]);
  team.run('splitBlocks', planes, fine.address, at, leastShare);
  team.kernels.addCounts(scratch, 0, 1, first, blocks);
  const numbers = team.uint32(first, blocks + 1);
  const ends = Array.from({ length: planes + 1 }, (_, z) => numbers[z * ny * nx]);
  const pieces = reserveRows(room, ends);
  const matrices = [
    linkRows(room, pieces, (fill) => team.run('linkPieces', planes, fine.address, at, pieces.address, fill)),
  ];
  for (let last = matrices[0]; last.n > coarseEnough; ) {
    const next = joinedRows(room, last);
    if (next.n > mostLeft * last.n) break;
    matrices.push(next);
    last = next;
  }
  const coarse = matrices.map((rows, i) => new RowsLevel(room, rows, i + 1 === matrices.length));
  const top = new LatticeLevel(room, fine);
  const transfer: Transfer = {
    restrict: () => team.run('restrictToPieces', planes, fine.address, fine.b, fine.x, at, pieces.b),
    correct: (one, two) => top.run('spreadPieces', fine.address, fine.x, at, one, pieces.w, two, pieces.x),
  };
  const transfers = coarse.slice(1).map((next, i) => rowsTransfer(room, coarse[i], next));
  return { levels: [top, ...coarse], transfers: [transfer, ...transfers], cheapReduction: 2 };
}

/** The matrix between groups of rows. */
function joinedRows(room: Room, rows: RowsAt): RowsAt {
  const { team, plan, scratch } = room;
  const { address, n, b } = rows;
  const count = plan.reserve(64);
  team.extend();
  // The vectors hold nothing yet.
  team.kernels.joinRows(scratch, 0, 1, address, leastShare, b, rows.x, rows.w, rows.rest, count);
  const [groups] = team.uint32(count, 1);
  const out = reserveRows(room, [0, groups]);
  const [first, order] = [plan.reserve(4 * groups + 4), rows.b];
  team.extend();
  team.kernels.orderRows(scratch, 0, 1, address, groups, first, order);
  const linked = linkRows(room, out, (fill) => {
    team.kernels.linkGroups(scratch, 0, 1, address, out.address, first, order, out.x, fill);
  });
  for (const vector of [rows.b, rows.x, rows.w, rows.rest]) team.float32(vector, n).fill(0);
  for (const vector of [out.b, out.x, out.w, out.rest]) team.float32(vector, groups).fill(0);
  return linked;
}
