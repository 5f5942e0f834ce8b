export { prepareDense } from './correlation/dense-lags.ts';
export type {
  Correlation,
  CorrelationEvaluator,
  CorrelationFamily,
  CorrelationOptions,
} from './correlation/family.ts';
export { type FamilyName, families } from './correlation/registry.ts';
export { prepareTapered, wendland } from './correlation/taper.ts';
export { hermite, hermiteSlope, type Power } from './hermite.ts';
export { type Dimension, type Parameter, type Transform, toRaw, toSlope, toValue } from './parameter.ts';
export { createLagTable, type LagTable } from './synthesis/lag-table.ts';
export {
  type Box,
  type FieldNoise,
  type FieldTerm,
  SpectralSynthesis,
  synthesisScratch,
} from './synthesis/spectral-synthesis.ts';
export { type Amplitude, amplitudeAdjoint, amplitudePair } from './synthesis/spectrum.ts';
