import type { TaskProgram } from '../../../compute/index.ts';
import { fitSimulated, type SimulatedFit, type StartKind } from './fit.ts';
import type { SimulatedTarget } from './simulated-features.ts';
import { createSimulator, type SimulationSetup } from './simulator.ts';

/** One fit by simulation. */
export interface SimulatedTask {
  readonly setup: SimulationSetup;
  readonly order: readonly number[];
  readonly kind: StartKind;
  readonly most: number;
  /** Where to begin, if not where the kind of start says. */
  readonly from?: Float64Array;
}

/** Carries out fits; the same task gives the same bits on every thread. */
export const simulatedFitProgram: TaskProgram<SimulatedTarget, SimulatedTask, SimulatedFit> =
  (target) =>
  async ({ setup, order, kind, most, from }) => {
    const simulator = await createSimulator(setup);
    try {
      return fitSimulated(setup, simulator, target, order, { kind, most, ...(from && { from }) });
    } finally {
      await simulator.close();
    }
  };
