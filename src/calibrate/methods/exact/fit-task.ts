import { type FitState, levenbergMarquardt } from '../../../numerics/index.ts';
import { createProblem, type FitSetup, type Tolerances } from './problem.ts';

/** One fit: an order of phases, where to start, how exactly, how long. */
export interface FitTask {
  readonly order: readonly number[];
  readonly raw: Float64Array;
  readonly points: number;
  /** Seed of the scrambling. */
  readonly seed: number;
  readonly tolerances: Tolerances;
  /** Most steps. */
  readonly most: number;
  /** Weight of the smoothness prior, instead of the setup's. */
  readonly smoothness?: number;
}

/** Carries out a fit; the same task gives the same bits on every thread. */
export function runFit(setup: FitSetup, task: FitTask): FitState {
  const { order, raw, points, seed, tolerances, most, smoothness } = task;
  const weights = { ...setup.weights, ...(smoothness !== undefined && { smoothness }) };
  return levenbergMarquardt(createProblem({ ...setup, weights }, order, { points, seed }, tolerances), raw, most);
}
