import type { KernelTeam } from '../compute/index.ts';
import { ExcursaError } from '../errors.ts';
import { type Cycle, mostStep } from './cycle.ts';
import { ErrorEstimate } from './error-estimate.ts';
import type { Cycles, PlannedLattice } from './lattice.ts';
import { fewCells, LatticeLevel, sumOf } from './lattice-cycle.ts';
import { cellsOf } from './level-words.ts';

/** When to stop. */
export interface DescentSettings {
  /** Relative error of the energy. */
  readonly tolerance: number;
  readonly mostIterations: number;
}

/** The energy of a field, in the units of the kernels, and what is left to it. */
export interface Descent {
  readonly status: 'converged' | 'unfinished';
  readonly energy: number;
  /** Estimated error of the energy; it is too high by at most twice that, and by `noise`. */
  readonly error: number;
  /** What float32 adds to that. */
  readonly noise: number;
  readonly iterations: number;
  /** Energy after each iteration - [iteration]. */
  readonly history: readonly number[];
}

/**
 * What float32 adds to the error of an energy, over the energy of the ramp: four units in the last place. The energy is
 * what steps leave of the ramp's, and keeps its rounding errors. In 1,400 random volumes they were below 1.5e-7.
 */
const rounding = 2 ** -22;

/** Rounding errors of a residual give steps that gain up to this, over the energy of the ramp. */
const nothing = 2 ** -42;

/**
 * Weak links between parts that conduct well turn rounding errors of what is left to balance into energy. In 3,600
 * random volumes of contrasts up to 1e6, noise grew with the energy of the ramp over that which is left, by 1 / 200.
 */
const links = 1 / 200;

/** Volumes of few cells cost little and have the worst islands: they are solved to this tolerance at least. */
const toleranceOfFew = 1e-4;

/** Rounding errors below this share of the conductivity are not told as a failure, whatever the tolerance. */
const leastAccuracy = 1e-4;

/** Iterations with blocks before pieces are tried. */
const patience = 6;

/** Between pieces an even potential is twice too stiff: errors are found up to twice too small at first. */
const ritzOfPieces = 0.5;

/** Steps with pieces that a Ritz value needs. */
const fewestSteps = 3;

/** Fresh residuals that are computed at most. */
const mostRefreshed = 6;

/** Cycles of pieces; those of blocks where the memory does not suffice. */
function piecesIfRoom(cycles: Cycles): Cycle {
  try {
    return cycles.ofPieces();
  } catch (error) {
    if (error instanceof ExcursaError) return cycles.ofBlocks();
    throw error;
  }
}

/**
 * Conjugate gradients, preconditioned by K-cycles, from a potential that rises evenly along an axis. Leaves what is
 * left to balance in `b` of the finest level. Coarse cells are blocks at first, and pieces where contrasts are strong
 * or six iterations do not suffice.
 *
 * At strong contrasts, almost all of the energy of the ramp goes, and with it the digits of what is left. So energy and
 * residual are computed afresh from the potential once the error seems small, until a fresh one shows that it is.
 * @param axis - of the solver. @param deviation - receives the deviation from the ramp; 0: it is not kept, and nothing
 * is computed afresh.
 */
export function descend(
  team: KernelTeam,
  { levels, p, sums, plan, contrast, isStrong }: PlannedLattice,
  cycles: Cycles,
  { axis, deviation, wrapsZ }: { readonly axis: number; readonly deviation: number; readonly wrapsZ: boolean },
  { tolerance, mostIterations }: DescentSettings,
): Descent {
  const room = { team, sums, scratch: plan.scratch(0), wrapsZ };
  const fine = new LatticeLevel(room, levels[0]);
  const { address, b, x, shape } = levels[0];
  const cells = cellsOf(shape);
  const aim = cells < fewCells ? Math.min(tolerance, toleranceOfFew) : tolerance;
  const refreshes = isStrong && deviation !== 0;
  team.float32(p, cells).fill(0);
  if (deviation) team.float32(deviation, cells).fill(0);
  team.run('potentialResidual', shape[0], address, axis, p, b, sums);
  const start = sumOf(room, shape[0], 4);
  let cycle = isStrong ? piecesIfRoom(cycles) : cycles.ofBlocks();
  let isPieces = isStrong;
  let energy = start;
  const estimate = new ErrorEstimate(isStrong ? ritzOfPieces : 1);
  let [step, refreshed, errorOfFresh] = [0, 0, Number.POSITIVE_INFINITY];
  let status: Descent['status'] = 'unfinished';
  const history: number[] = [];
  const refresh = (): void => {
    team.run('potentialResidual', shape[0], address, axis, deviation, b, sums);
    energy = sumOf(room, shape[0], 4);
    refreshed++;
    estimate.restart();
    step = 0;
  };
  for (;;) {
    // The step that is pending is taken back from the residual first.
    const gain = cycle.precondition(step);
    // Below the rounding errors of the energy, further steps would follow noise.
    const floor = refreshed > 0 ? 0 : (rounding / 2) * start;
    estimate.take(gain, Math.max(aim * energy, floor) / 2);
    const { turn, small, error } = estimate;
    if (refreshed > 0 && estimate.steps === 0) {
      // What is left of a fresh residual is small, or it is rounding errors of the potential.
      const isLast = small > 0 || refreshed === mostRefreshed || error > errorOfFresh / 2;
      if (small > 0 || (isLast && error <= (tolerance * energy) / 2)) status = 'converged';
      if (isLast) break;
      errorOfFresh = error;
    }
    const isSmall = estimate.isSmall(isPieces ? fewestSteps : 0);
    if (isSmall || !(gain > nothing * start) || (refreshes && estimate.isWorn)) {
      if (refreshes) {
        refresh();
        continue;
      }
      // Nothing is left: the ramp, or rounding errors of the residual.
      status = isSmall || Math.abs(gain) <= nothing * start ? 'converged' : 'unfinished';
      estimate.error = gain > 0 ? Math.min(error, estimate.before) : Math.min(estimate.before, aim * energy);
      break;
    }
    if (history.length === mostIterations) break;
    if (!isPieces && small === 0 && history.length >= patience) {
      isPieces = true;
      cycle = piecesIfRoom(cycles);
      estimate.restart(ritzOfPieces);
      step = 0;
      continue;
    }
    fine.run('combine', address, x, 1, p, turn);
    step = gain / fine.productOf(p, x);
    if (!(step > 0 && step < mostStep)) {
      if (refreshes && estimate.steps > 0) {
        refresh();
        continue;
      }
      // Rounding errors, where what came before was small enough already.
      if (small > 0) status = 'converged';
      break;
    }
    if (deviation) fine.run('combine', address, p, step, deviation, 1);
    energy -= step * gain;
    estimate.add(step);
    history.push(energy);
  }
  const iterations = history.length;
  if (refreshes) {
    if (estimate.steps > 0) refresh();
    return { status, energy, error: estimate.error, noise: 4 * rounding * energy, iterations, history };
  }
  energy = Math.max(0, energy);
  const amplified = 1 + links * Math.min(contrast, energy > 0 ? start / energy : 1);
  const noise = rounding * (amplified * start + 4 * energy);
  // Where little is left of the ramp's energy, so is little of its digits: no iteration brings them back.
  if (noise > Math.max(tolerance, leastAccuracy) * energy) status = 'unfinished';
  return { status, energy, error: estimate.error, noise, iterations, history };
}
