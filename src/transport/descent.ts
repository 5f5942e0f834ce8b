import type { KernelTeam } from '../compute/index.ts';
import { Cycle, fewCells, mostStep } from './cycle.ts';
import type { PlannedLattice } from './lattice.ts';
import { cellsOf } from './level-words.ts';
import { smallestRitzValue } from './ritz-values.ts';

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

/**
 * Stretches without gain are what leads the estimate of the error astray: islands behind weak links are found late. So
 * it must be small twice, the last time after a gain that fell to this share of the one before, or four times.
 */
const steadyGain = 0.3;
const [timesSmall, timesSmallAnyhow] = [2, 4];

/** Volumes of few cells cost little and have the worst islands: they are solved to this tolerance at least. */
const toleranceOfFew = 1e-4;

/** Rounding errors below this share of the conductivity are not told as a failure, whatever the tolerance. */
const leastAccuracy = 1e-4;

/**
 * Conjugate gradients, preconditioned by K-cycles, from a potential that falls evenly along an axis. Leaves what is
 * left to balance in `b` of the finest level.
 * @param axis - of the solver. @param deviation - receives the deviation from the ramp; 0: it is not kept.
 */
export function descend(
  team: KernelTeam,
  { levels, p, sums, plan, contrast }: PlannedLattice,
  { axis, deviation, wrapsZ }: { readonly axis: number; readonly deviation: number; readonly wrapsZ: boolean },
  { tolerance, mostIterations }: DescentSettings,
): Descent {
  const [fine] = levels;
  const aim = cellsOf(fine.shape) < fewCells ? Math.min(tolerance, toleranceOfFew) : tolerance;
  const { address, b, x } = fine;
  const planes = fine.shape[0];
  team.float32(p, cellsOf(fine.shape)).fill(0);
  if (deviation) team.float32(deviation, cellsOf(fine.shape)).fill(0);
  team.run('rampResidual', planes, address, axis, b, sums);
  const start = team.float64(sums, planes).reduce((sum, own) => sum + own, 0);
  const cycle = new Cycle(team, levels, sums, plan.scratch(0), wrapsZ);
  let energy = start;
  let [step, previous, small] = [0, 0, 0];
  let error = Number.POSITIVE_INFINITY;
  let status: Descent['status'] = 'unfinished';
  const steps: number[] = [];
  const turns: number[] = [];
  const history: number[] = [];
  for (;;) {
    const gain = cycle.precondition(step);
    const turn = steps.length > 0 ? gain / previous : 0;
    if (steps.length > 0) turns.push(turn);
    const before = error;
    error = gain / smallestRitzValue(steps, turns);
    // Below the rounding errors of the energy, further steps would follow noise.
    small = error <= Math.max(aim * energy, (rounding / 2) * start) / 2 ? small + 1 : 0;
    const isSmall = small >= timesSmallAnyhow || (small >= timesSmall && turn <= steadyGain);
    if (isSmall || !(gain > nothing * start)) {
      // Nothing is left: the ramp, or rounding errors of the residual.
      status = isSmall || Math.abs(gain) <= nothing * start ? 'converged' : 'unfinished';
      error = gain > 0 ? Math.min(error, before) : Math.min(before, aim * energy);
      break;
    }
    if (steps.length === mostIterations) break;
    cycle.run(fine, 'combine', address, x, 1, p, turn);
    step = gain / cycle.product(p, x);
    if (!(step > 0 && step < mostStep)) {
      // Rounding errors, where what came before was small enough already.
      if (small > 0) status = 'converged';
      break;
    }
    if (deviation) cycle.run(fine, 'combine', address, p, step, deviation, 1);
    energy -= step * gain;
    previous = gain;
    steps.push(step);
    history.push(energy);
  }
  energy = Math.max(0, energy);
  const amplified = 1 + links * Math.min(contrast, energy > 0 ? start / energy : 1);
  const noise = rounding * (amplified * start + 4 * energy);
  // Where little is left of the ramp's energy, so is little of its digits: no iteration brings them back.
  if (noise > Math.max(tolerance, leastAccuracy) * energy) status = 'unfinished';
  return { status, energy, error, noise, iterations: steps.length, history };
}
