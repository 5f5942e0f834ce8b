import type { z } from 'zod';
import type { ModelRecord } from '../../phase/index.ts';
import type { FitTask, FittedParameters } from '../calibration.ts';
import type { MethodName } from '../settings.ts';

/** A way to find the parameters of a model. */
export interface CalibrationMethod {
  readonly name: MethodName;
  /** What it does, in one sentence. */
  readonly summary: string;
  /** Settings of its own, with their descriptions. */
  readonly settings: z.ZodObject;
  /** Whether it can fit a model at all. */
  readonly suits: (record: ModelRecord) => boolean;
  /** Whether the scale of the z axis can be estimated for a model that it fitted. */
  readonly scalesAlongZ: boolean;
  /** Refuses images or settings that it cannot work with. @throws ExcursaError (usage, input). */
  readonly check: (task: FitTask) => void;
  /**
   * Finds the parameters.
   * @throws ExcursaError (input) for data that determine nothing, (numeric) without a finite answer, (interrupted) by
   * the signal.
   */
  readonly fit: (task: FitTask) => Promise<FittedParameters>;
}
