import type { SimulatedTarget } from './features.ts';
import { fitSimulated, type SimulatedFit, type StartKind } from './fit.ts';
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

/** Carries out a fit; the same task gives the same bits on every thread. */
export async function runSimulatedTask(
  target: SimulatedTarget,
  { setup, order, kind, most, from }: SimulatedTask,
): Promise<SimulatedFit> {
  const simulator = await createSimulator(setup);
  try {
    return fitSimulated(setup, simulator, target, order, { kind, most, ...(from && { from }) });
  } finally {
    await simulator.close();
  }
}
