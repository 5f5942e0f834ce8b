import type { TaskProgram } from '../../../compute/index.ts';
import { fitSimulated, type SimulatedFit } from './fit.ts';
import type { SimulatedTarget } from './simulated-features.ts';
import { createSimulator, type SimulationSetup } from './simulator.ts';

/** One fit by simulation. */
export interface SimulatedTask {
  readonly setup: SimulationSetup;
  readonly order: readonly number[];
  /** Unbounded parameters to keep near - shape [parameter]. */
  readonly start: Float64Array;
  readonly most: number;
  /** Where to begin, if not at the start. */
  readonly from?: Float64Array;
}

/** Carries out fits; the same task gives the same bits on every thread. */
export const simulatedFitProgram: TaskProgram<SimulatedTarget, SimulatedTask, SimulatedFit> =
  (target) =>
  async ({ setup, order, start, most, from }) => {
    const simulator = await createSimulator(setup);
    try {
      return fitSimulated(simulator, target, order, { start, most, ...(from && { from }) });
    } finally {
      await simulator.close();
    }
  };
