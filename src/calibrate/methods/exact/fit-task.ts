import { TaskPool, type TaskProgram } from '../../../compute/index.ts';
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

/** Carries out fits; the same task gives the same bits on every thread. */
export const exactFitProgram: TaskProgram<FitSetup, FitTask, FitState> = (setup) => (task) => {
  const { order, raw, points, seed, tolerances, most, smoothness } = task;
  const weights = { ...setup.weights, ...(smoothness !== undefined && { smoothness }) };
  return levenbergMarquardt(createProblem({ ...setup, weights }, order, { points, seed }, tolerances), raw, most);
};

/** Threads that carry out exact fits. @param threads - with 1, fits run in this thread. */
export const exactFitPool = (setup: FitSetup, threads: number): TaskPool<FitSetup, FitTask, FitState> =>
  new TaskPool('exact-fit', exactFitProgram, setup, threads);
