import type { Triple } from '../grid/index.ts';
import { type CellSteps, type Lattice, type Neighbourhood, neighbourhood } from './lattice.ts';

/** Balls - as `Arrivals` has them. */
export interface Balls {
  /** Centre [z, y, x] and radius - shape [ball, 4]. */
  readonly balls: Float64Array;
  /** Eight times the number of the cell in the lattice, plus 4, 2 and 1 in its upper halves along z, y and x. */
  readonly octant: Int32Array;
}

/** Squared distance along an axis. */
function squaredApart(a: number, b: number, period: number | undefined): number {
  const d = Math.abs(a - b);
  return period !== undefined && d > period / 2 ? (period - d) ** 2 : d * d;
}

/** Rounding to float32 leaves what is this much larger no smaller. */
const roundedUp = 1 + 2 ** -22;

/** Balls that are known to stay, by their cells. */
export class Stayers {
  readonly #axes: Lattice;
  readonly #periods: readonly (number | undefined)[];
  readonly #widest: number;
  readonly #around: Neighbourhood;
  /** Of each cell the last ball that stayed, and the largest radius, rounded up: they are looked at together. */
  readonly #last: Int32Array;
  readonly #largest: Float32Array;
  /** The ball of the same cell that stayed before - [ball]. */
  #before = new Int32Array(1024);

  constructor(axes: Lattice, widest: number) {
    const cells = axes.reduce((product, { count }) => product * count, 1);
    this.#axes = axes;
    this.#periods = axes.map(({ period }) => period);
    this.#widest = widest;
    this.#around = neighbourhood(axes, 2 * widest);
    this.#last = new Int32Array(2 * cells);
    this.#largest = new Float32Array(this.#last.buffer);
    for (let own = 0; own < cells; own++) this.#last[2 * own] = -1;
  }

  /** Whether a ball overlaps none that is known to stay. Most that do are found to in a near cell. */
  isFree({ balls, octant }: Balls, n: number): boolean {
    const [cz, cy, cx] = this.#placeOf(octant[n] >> 3);
    const { places, steps: octants } = this.#around;
    const [planes, rows, columns] = places;
    const [pz, py, px] = this.#periods;
    const [last, largest, before, widest] = [this.#last, this.#largest, this.#before, this.#widest];
    const z = balls[4 * n];
    const y = balls[4 * n + 1];
    const x = balls[4 * n + 2];
    const radius = balls[4 * n + 3];
    const steps = octants[octant[n] & 7];
    for (let k = 0; k < steps.gap.length; k++) {
      const gap = steps.gap[k];
      if (gap > radius + widest) return true;
      const other = planes[cz + steps.z[k]] + rows[cy + steps.y[k]] + columns[cx + steps.x[k]];
      // Cells whose largest ball does not reach are passed by.
      if (other < 0 || gap > radius + largest[2 * other + 1]) continue;
      for (let j = last[2 * other]; j >= 0; j = before[j]) {
        const squared =
          squaredApart(z, balls[4 * j], pz) +
          squaredApart(y, balls[4 * j + 1], py) +
          squaredApart(x, balls[4 * j + 2], px);
        if (squared < (radius + balls[4 * j + 3]) ** 2) return false;
      }
    }
    return true;
  }

  /** Whether two balls overlap. */
  overlap({ balls }: Balls, n: number, j: number): boolean {
    const [pz, py, px] = this.#periods;
    const squared =
      squaredApart(balls[4 * n], balls[4 * j], pz) +
      squaredApart(balls[4 * n + 1], balls[4 * j + 1], py) +
      squaredApart(balls[4 * n + 2], balls[4 * j + 2], px);
    return squared < (balls[4 * n + 3] + balls[4 * j + 3]) ** 2;
  }

  /** Calls `visit` for the cells with balls that may overlap one. */
  visitCells({ balls, octant }: Balls, n: number, visit: (cell: number) => void): void {
    const [cz, cy, cx] = this.#placeOf(octant[n] >> 3);
    const { places, steps: octants } = this.#around;
    const [planes, rows, columns] = places;
    const steps: CellSteps = octants[octant[n] & 7];
    const far = balls[4 * n + 3] + this.#widest;
    for (let k = 0; k < steps.gap.length && steps.gap[k] <= far; k++) {
      const other = planes[cz + steps.z[k]] + rows[cy + steps.y[k]] + columns[cx + steps.x[k]];
      if (other >= 0) visit(other);
    }
  }

  /** Adds a ball that stays. */
  add({ balls, octant }: Balls, n: number): void {
    if (n >= this.#before.length) {
      const wider = new Int32Array(Math.max(n + 1, 2 * this.#before.length));
      wider.set(this.#before);
      this.#before = wider;
    }
    const cell = octant[n] >> 3;
    this.#before[n] = this.#last[2 * cell];
    this.#last[2 * cell] = n;
    this.#largest[2 * cell + 1] = Math.max(this.#largest[2 * cell + 1], roundedUp * balls[4 * n + 3]);
  }

  /** Place of a cell along [z, y, x] in the neighbourhood's places. */
  #placeOf(cell: number): Triple {
    const [, ay, ax] = this.#axes;
    const { most } = this.#around;
    const row = Math.floor(cell / ax.count);
    const plane = Math.floor(row / ay.count);
    return [plane + most[0], row - plane * ay.count + most[1], cell - row * ax.count + most[2]];
  }
}
