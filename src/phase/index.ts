export { addDepths, type BoundGrains, bindGrains, grainsAround } from './grains.ts';
export { type GrainScene, grainsAdjoint } from './grains-adjoint.ts';
export {
  addField,
  type BoundLatents,
  bindLatents,
  latentsAdjoint,
  scalarsAdjoint,
  startLatents,
  termsOf,
  termWeights,
  type Window,
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
export { type GrainTerm, type Latent, type ModelRecord, phaseCount, type ShellTerm, type Term } from './record.ts';
export {
  addShells,
  type BoundShell,
  bindShells,
  shellNumbers,
  shellScalarsAdjoint,
  shellsAdjoint,
} from './shells.ts';
export { indicators, indicatorsAdjoint, type PhaseMode, truncate } from './truncation.ts';
