import { type FitState, levenbergMarquardt } from './levenberg-marquardt.ts';
import { createProblem, type FitSetup } from './problem.ts';

/** One fit: an order of phases, where to start, how exactly, how long. */
export interface FitTask {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  readonly points: number;
  /** Seed of the scrambling. */
  readonly seed: number;
  /** Factor on the tolerances of the loss. */
  readonly softness: number;
  /** Most steps. */
  readonly most: number;
  /** Weight of the smoothness prior, instead of the setup's. */
  readonly smoothness?: number;
}

/** A fit, and its loss with the tolerances of the last round. */
export interface FittedTask extends FitState {
  readonly finalLoss: number;
}

/** Carries out a fit; the same task gives the same bits on every thread. */
export function runFit(setup: FitSetup, task: FitTask): FittedTask {
  const { order, raw, points, seed, softness, most, smoothness } = task;
  const weights = { ...setup.weights, ...(smoothness !== undefined && { smoothness }) };
  const problem = (soft: number) => createProblem({ ...setup, weights }, order, { points, seed }, soft);
  const state = levenbergMarquardt(problem(softness), raw, most);
  if (softness === 1) return { ...state, finalLoss: state.loss };
  const { residuals } = problem(1).evaluate(state.raw, false);
  return { ...state, finalLoss: residuals.reduce((sum, r) => sum + r * r, 0) };
}
