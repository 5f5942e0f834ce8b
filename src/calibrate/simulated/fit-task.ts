import type { Target } from '../target.ts';
import { fitSimulated, type SimulatedFit, type StartKind } from './fit.ts';
import type { SimulationSetup } from './simulator.ts';

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
export function runSimulatedTask(target: Target, { setup, order, kind, most, from }: SimulatedTask): SimulatedFit {
  return fitSimulated(setup, target, order, { kind, most, ...(from && { from }) });
}
