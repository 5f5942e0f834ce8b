export type { AnisotropyEstimate, PhaseAnisotropy } from './anisotropy/estimate.ts';
export { type ClosedFormFit, type ClosedFormProgress, fitClosedForm } from './closed-form/closed-form.ts';
export { fisherTail } from './closed-form/f-distribution.ts';
export type {
  ClosedFormSummary,
  Combination,
  FittedCurve,
  FittedQuantity,
  GoodnessOfFit,
  Identifiability,
  Prediction,
  StartSummary,
} from './closed-form/result.ts';
export { createCropSampler } from './crops.ts';
export { Discriminator, initialState } from './discriminator/index.ts';
export type { LogEntry, Stage } from './log.ts';
export { type CalibrationRequest, type CalibrationResult, runFiles } from './request.ts';
export { calibrate } from './run.ts';
export { type Settings, settingsSchema } from './settings.ts';
export { findSignatures, type Signature } from './signatures.ts';
export type { TrainerState } from './state.ts';
