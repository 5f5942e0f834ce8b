export type { AnisotropyEstimate, PhaseAnisotropy } from './anisotropy/estimate.ts';
export { Discriminator, initialState } from './discriminator/index.ts';
export { type ClosedFormFit, type ClosedFormProgress, fitClosedForm } from './methods/exact/closed-form.ts';
export type {
  ClosedFormSummary,
  Combination,
  FittedCurve,
  FittedQuantity,
  GoodnessOfFit,
  Identifiability,
  Prediction,
  StartSummary,
} from './methods/exact/result.ts';
export { createCropSampler } from './methods/training/crops.ts';
export type { LogEntry, Stage } from './methods/training/log.ts';
export { findSignatures, type Signature } from './methods/training/signatures.ts';
export type { TrainerState } from './methods/training/state.ts';
export { type CalibrationRequest, type CalibrationResult, runFiles } from './request.ts';
export { calibrate } from './run.ts';
export { type Settings, settingsSchema } from './settings.ts';
export { taskPrograms } from './task-programs.ts';
