export type { AnisotropyEstimate, PhaseAnisotropy } from './anisotropy/estimate.ts';
export { type CalibrationSource, calibrate, calibrationFile, parseSettings } from './calibrate.ts';
export {
  type Calibration,
  type CalibrationOptions,
  type CalibrationProgress,
  type CheckpointStore,
  checkpointNames,
  type DescriptorErrors,
  type SimulatedProgress,
  type TrainingProgress,
  type TriedOrder,
} from './calibration.ts';
export { Discriminator, initialState } from './discriminator/index.ts';
export { type ExactFit, type ExactProgress, fitExact } from './methods/exact/exact-fit.ts';
export type {
  Combination,
  ExactFitSummary,
  FittedCurve,
  FittedQuantity,
  GoodnessOfFit,
  Identifiability,
  Prediction,
  StartSummary,
} from './methods/exact/fit-summary.ts';
export { type CalibrationMethod, defaultMethod, methods } from './methods/index.ts';
export { createCropSampler } from './methods/training/crops.ts';
export type { LogEntry, Stage } from './methods/training/log.ts';
export { findSignatures, type Signature } from './methods/training/signatures.ts';
export {
  commonSettings,
  hasDiscriminator,
  type MethodName,
  olderLosses,
  type Settings,
  type SettingsInput,
  settingsSchema,
} from './settings.ts';
export { memoryStore, readJson, storeWithin, writeJson } from './store.ts';
export { taskPrograms } from './task-programs.ts';
