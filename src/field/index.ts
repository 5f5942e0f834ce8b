export { createLagTable, type LagTable } from './lag-table.ts';
export { octantModes, type PlaneLaw, type PlaneSpectrum, planeLaw } from './plane-law.ts';
export {
  type Box,
  type FieldContribution,
  type FieldNoise,
  FieldTerms,
  hermite,
  hermiteSlope,
  type Power,
  SpectralSynthesis,
  synthesisScratch,
} from './spectral-synthesis.ts';
export { type Amplitude, amplitudeAdjoint, amplitudePair } from './spectrum.ts';
