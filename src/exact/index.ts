export { adjustableFractions, adjustModel, expectedVolumeFractions, type ModelChanges } from './adjust-model.ts';
export { createMarginals, type Marginals } from './marginals.ts';
export { type ExactRefusal, exactRefusal, structureOf } from './structure.ts';
export { createThresholdSearch, type ThresholdSearch } from './thresholds.ts';
export { type CrossPairs, createTwoPointLaw, type QuadratureOptions, type TwoPointLaw } from './two-point.ts';
