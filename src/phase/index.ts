export { addDepths, type BoundGrains, bindGrains, grainsAround } from './grains.ts';
export { type GrainScene, grainsAdjoint } from './grains-adjoint.ts';
export {
  addTerms,
  type BoundLatents,
  type BoundTerm,
  bindLatents,
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
  type ExcursionModel,
  fieldValues,
  type ModelParameter,
  parametersOf,
  toRawGradient,
  toRaws,
  toValues,
} from './model.ts';
export { fromModelFile, type ModelFile, modelFileSchema, modelSchema, toModelFile } from './model-file.ts';
export { type PresetName, presets } from './presets.ts';
export { type Realisation, type Realised, realisationBytes, realise, torusOf } from './realise.ts';
export {
  type GrainTerm,
  type Latent,
  type ModelRecord,
  phaseCount,
  phasesOfCells,
  type ShellTerm,
  type Term,
} from './record.ts';
export {
  addShells,
  type BoundShell,
  bindShells,
  shellNumbers,
  shellScalarsAdjoint,
  shellsAdjoint,
} from './shells.ts';
export { indicators, indicatorsAdjoint, type PhaseMode, truncate } from './truncation.ts';
