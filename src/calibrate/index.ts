export type { AnisotropyEstimate, PhaseAnisotropy } from './anisotropy/estimate.ts';
export { type CalibrationSource, calibrate, calibrationFile, parseSettings } from './calibrate.ts';
export type {
  Calibration,
  CalibrationOptions,
  CalibrationProgress,
  DescriptorErrors,
  SimulatedProgress,
  TrainingProgress,
  TriedOrder,
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
  Optima,
  Optimum,
  Prediction,
  StartSummary,
} from './methods/exact/fit-summary.ts';
export { fitHeldOut, type HeldOutFit, type HeldOutRequest, heldOutFolds } from './methods/exact/held-out-fit.ts';
export { longestCorrelation } from './methods/exact/statistics.ts';
export type { CurvesSoFar } from './methods/exact/summarise.ts';
export { type CalibrationMethod, defaultMethod, methods, taskPrograms } from './methods/index.ts';
export { createCropSampler } from './methods/training/crops.ts';
export { findSignatures, type LogEntry, type Signature, type Stage } from './methods/training/training-log.ts';
export { decodeProject, encodeProject, type Project } from './project.ts';
export {
  commonSettings,
  hasDiscriminator,
  type MethodName,
  olderLosses,
  ordersToTry,
  permutations,
  type Settings,
  type SettingsInput,
  settingsSchema,
} from './settings.ts';
export { type CheckpointStore, checkpointNames, memoryStore, readJson, storeWithin, writeJson } from './store.ts';
export { directionWarning, type Foreseen, foreseen, stretched, withoutSmall } from './suitability.ts';
