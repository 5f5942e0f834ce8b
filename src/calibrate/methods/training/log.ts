/** Stages of a calibration, in order. */
export type Stage = 'screening' | 'generator' | 'discriminator' | 'alternating';

/** One line of log.jsonl: a step, and after some steps an evaluation on hard realisations. */
export interface LogEntry {
  /** Running number over all stages, from 1. */
  readonly step: number;
  readonly stage: Stage;
  /** Order that is trained: material phase labels of Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  readonly tppfLoss?: number;
  /**
   * Exact loss of the step's parameters relative to the exact optimum, and whether they had to be moved back into the
   * trust region.
   */
  readonly exactLoss?: number;
  readonly restored?: boolean;
  readonly adversarialLoss?: number;
  readonly discriminatorLoss?: number;
  /** Share of real and of generated images that the discriminator judged rightly. */
  readonly realAccuracy?: number;
  readonly fakeAccuracy?: number;
  /** Whether the discriminator was updated. */
  readonly updated?: boolean;
  /** Relative errors by material phase, on hard realisations of the averaged parameters. */
  readonly volumeFractionErrors?: readonly number[];
  readonly surfaceAreaErrors?: readonly number[];
  /** Root mean square of those errors: what decides which parameters are kept. */
  readonly descriptorError?: number;
  /** Two-point misfit of the hard realisations. */
  readonly misfit?: number;
  /** Whether this evaluation is the best so far. */
  readonly best?: boolean;
}
