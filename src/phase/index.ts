export {
  automaticClass,
  classes,
  classesOf,
  type GrownFrom,
  grownFromOf,
  hasLargeBodies,
  type MeasuredSets,
  type ModelClass,
  type ModelClasses,
  type PresetName,
  parameterOf,
  presets,
  rangesOf,
  startsFor,
  usualClass,
  usualClasses,
} from './classes/index.ts';
export {
  type ConditionalRealisation,
  checkCondition,
  type GivenSection,
  realiseThrough,
  setsOfSections,
} from './conditional.ts';
export { finerModel } from './finer-model.ts';
export { createGrainFractions, fractionScalars, type GrainFractions } from './grain-fractions.ts';
export { addDepths, type BoundGrains, bindGrains, grainsAdjoint, grainsAround } from './grains.ts';
export { type KeptFields, keepFields } from './kept-fields.ts';
export {
  addLatentTerms,
  bindLatentTerms,
  latentNumbers,
  latentTermScalarsAdjoint,
  latentTermsAdjoint,
  type PlacedLatentTerm,
} from './latent-terms.ts';
export {
  addTerms,
  type BoundLatents,
  type BoundTerm,
  bindLatents,
  bindSummands,
  type Factor,
  factorsOf,
  fillLatents,
  latentsAdjoint,
  scalarsAdjoint,
  startLatents,
  termsOf,
  termWeights,
} from './latents.ts';
export {
  aFamily,
  aModel,
  aRecord,
  caveatOf,
  createModel,
  type ExcursionModel,
  errorList,
  fieldValues,
  finestRange,
  type ModelEvidence,
  type ModelOptions,
  type ModelParameter,
  parametersOf,
  stretchInVoxels,
  toRawGradient,
  toRaws,
  toValues,
} from './model.ts';
export { fromModelFile, type ModelFile, modelFileSchema, modelSchema, toModelFile } from './model-file.ts';
export { type Realisation, type Realised, realisationBytes, realise, torusOf } from './realise.ts';
export {
  type GrainScalars,
  type Latent,
  type ModelRecord,
  phaseCount,
  phasesOfCells,
  thresholdsOf,
} from './record.ts';
export { parseRecord, recordFileSchema, recordLimits } from './record-file.ts';
export {
  addWeightSlope,
  type FieldTerm,
  type ProductTerm,
  productOf,
  type Summand,
  type Term,
  type TermKind,
  termKinds,
} from './terms/index.ts';
export { indicators, indicatorsAdjoint, type PhaseMode, truncate } from './truncation.ts';
