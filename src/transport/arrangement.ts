import type { KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Grid, Triple } from '../grid/index.ts';
import { type CoarseLattice, coarseLattices, firstBlocks } from './hierarchy.ts';
import type { Level } from './lattice-cycle.ts';
import { cellsOf, kinds, type LevelWords, levelBytes, strideOf, writeLevel } from './level-words.ts';
import type { PieceBlocks } from './piece-cycle.ts';
import { solverAxes } from './problem.ts';

/** Bytes in front of arrays, which are read from one cell before the first. */
export const guard = 64;

/** A grid as the solver sees it: current flows along its z. */
export interface Arrangement {
  readonly shape: Triple;
  readonly spacing: Triple;
  /** Whether opposite faces across z, y and x are joined. */
  readonly wraps: Triple<boolean>;
  /** Steps along the solver's axes in the grid's array. */
  readonly moves: readonly number[];
  /** Conductance of a cell along each axis, in units of the largest one. */
  readonly scales: Triple;
  readonly largestScale: number;
  /** Length over the area of the cross-section. */
  readonly lengthOverSection: number;
  readonly coarse: readonly CoarseLattice[];
  readonly blocks: PieceBlocks;
}

/**
 * Arranges a grid for a flow along an axis.
 * @param axis - position in [z, y, x]. @param wraps - whether faces are joined, along the solver's axes.
 */
export function arrange(grid: Grid, axis: number, wraps: Triple<boolean>): Arrangement {
  const axes = solverAxes(axis);
  const shape = axes.map((a) => grid.shape[a]) as unknown as Triple;
  const spacing = axes.map((a) => grid.spacing[a]) as unknown as Triple;
  const steps = [grid.shape[1] * grid.shape[2], grid.shape[2], 1];
  const cell = spacing[0] * spacing[1] * spacing[2];
  const largestScale = Math.max(...spacing.map((d, a) => (shape[a] > 1 || (a === 0 && !wraps[0]) ? cell / d ** 2 : 0)));
  return {
    ...{ shape, spacing, wraps, largestScale },
    moves: axes.map((a) => steps[a]),
    scales: spacing.map((d) => cell / d ** 2 / largestScale) as unknown as Triple,
    lengthOverSection: (shape[0] * spacing[0]) / (shape[1] * spacing[1] * shape[2] * spacing[2]),
    coarse: coarseLattices(shape, spacing, wraps),
    blocks: firstBlocks(shape, spacing),
  };
}

/** Reserves float32 for every cell. */
export const reserveVector = (plan: MemoryPlan, cells: number): number => plan.reserve(4 * cells + 2 * guard) + guard;

/** Places of the coarse levels. */
export interface CoarseLevels {
  readonly levels: readonly Level[];
  /** Writes their words and the factors between them. */
  readonly load: (team: KernelTeam) => void;
  /** Makes their conductances. @param fine - address of the finest level. */
  readonly coarsen: (team: KernelTeam, fine: number) => void;
}

/** Plans the coarse levels: vectors of four bytes a cell, conductances of faces of two. @param ends - words of all. */
export function planCoarseLevels(plan: MemoryPlan, coarse: readonly CoarseLattice[], ends: LevelWords): CoarseLevels {
  const planned = coarse.map(({ shape, factors }) => {
    const [nz, ny, nx] = shape;
    const n = cellsOf(shape);
    const halves = (count: number): number => plan.reserve(2 * count + guard);
    const numbers = factors.flat();
    const vector = (): number => reserveVector(plan, n);
    return {
      level: { shape, address: plan.reserve(levelBytes), b: vector(), x: vector(), w: vector() },
      words: {
        ...{ nz, ny, nx, stride: strideOf(nx), kind: kinds.conductances, ...ends },
        ...{ facesZ: halves(n + n / nz), facesY: halves(n), facesX: halves(n) },
      },
      ...{ factors: plan.reserve(4 * numbers.length), numbers },
    };
  });
  return {
    levels: planned.map(({ level }) => level),
    load: (team) => {
      for (const { level, words, factors, numbers } of planned) {
        writeLevel(team, level.address, words);
        team.float32(factors, numbers.length).set(numbers);
      }
    },
    coarsen: (team, fine) => {
      planned.forEach(({ level, factors }, i) => {
        team.run('coarsen', level.shape[0], i === 0 ? fine : planned[i - 1].level.address, level.address, factors);
      });
    },
  };
}
