/** A matrix of a multigrid hierarchy with a right side b and a solution x, and what a cycle does with them. */
export interface CycleLevel {
  /** Unknowns that current flows through, to tell how much coarser the next level is. */
  readonly unknowns: number;
  /** b -= step * w, then x = 0 and a first sweep. @param keep - whether w receives x as it was. */
  begin(step: number, keep: boolean): void;
  /** A last sweep, the first one's mirror image. @returns b . x */
  finish(): number;
  /** Solves in place of coarser levels. */
  solve(): void;
  /** w = A x. @returns x . A x */
  product(): number;
  /** @returns x . A x and w . A x, and leaves w as it is. */
  products(): readonly [number, number];
}

/** The way from a level to the next coarser one and back. */
export interface Transfer {
  /** b of the coarser level becomes what is left of the finer one's. */
  restrict(): void;
  /** x of the finer level += one * w + two * x of the coarser one. */
  correct(one: number, two: number): void;
}

/** A hierarchy: there is one transfer fewer than levels. */
export interface Hierarchy {
  readonly levels: readonly CycleLevel[];
  readonly transfers: readonly Transfer[];
  /** A level whose parent has fewer than this many times its unknowns is visited once: a second visit would not pay. */
  readonly cheapReduction: number;
}

/**
 * Steps are of the order of 1. Beyond this, what is left of a right side are rounding errors, along a potential that is
 * constant in each part where no electrode holds it.
 */
export const mostStep = 100;

/**
 * K-cycles: one sweep of Gauss-Seidel before and after a coarse correction, which is the best combination of two visits
 * to the coarse level.
 * @source notay2008
 */
export class Cycle {
  readonly #hierarchy: Hierarchy;

  constructor(hierarchy: Hierarchy) {
    this.#hierarchy = hierarchy;
  }

  /** Takes b -= step * w on the finest level, then x = an approximation of A^-1 b. @returns b . x */
  precondition(step: number): number {
    return this.#visit(0, step, false);
  }

  /** One cycle from x = 0, after b -= step * w. @param keep - whether w receives x as it was. @returns b . x */
  #visit(l: number, step: number, keep: boolean): number {
    const { levels, transfers } = this.#hierarchy;
    const level = levels[l];
    level.begin(step, keep);
    if (l + 1 === levels.length) level.solve();
    else {
      transfers[l].restrict();
      transfers[l].correct(...this.#solveCoarse(l + 1));
    }
    return level.finish();
  }

  /** Visits a coarse level once or twice. @returns weights of its first and its last solution. */
  #solveCoarse(l: number): readonly [number, number] {
    const { levels, cheapReduction } = this.#hierarchy;
    const level = levels[l];
    const gain = this.#visit(l, 0, false);
    if (l + 1 === levels.length) return [0, 1];
    const energy = level.product();
    const step = gain / energy;
    if (!(step > 0 && step < mostStep)) return [0, 0];
    if (levels[l - 1].unknowns < cheapReduction * level.unknowns) return [0, step];
    // The step is taken back cell by cell, so that the first solution may take the place of its product.
    const secondGain = this.#visit(l, step, true);
    const [secondEnergy, mixed] = level.products();
    const rest = secondEnergy - mixed ** 2 / energy;
    const best = secondGain / rest;
    const second = rest > 0 && Math.abs(best) < mostStep ? best : 0;
    return [step - (mixed / energy) * second, second];
  }
}
