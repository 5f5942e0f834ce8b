/**
 * Excursa as a library: calibrate models of random fields to segmented images, draw them, measure and compare.
 *
 * This door is pure: it runs in Node and in browsers, on arrays and on bytes. `excursa/node` has all of it, with
 * threads of the machine, files and run folders besides.
 * @example
 * import { createModel, describe, presets, realise } from 'excursa';
 * const model = createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um' });
 * const { map } = await realise(model, { shape: [32, 96, 96], seed: 7 });
 * const { phases } = await describe(map);
 * const sum = phases.reduce((total, { volumeFraction }) => total + volumeFraction.value, 0);
 * console.log(map.data.length, sum.toFixed(6)); // 294912 1.000000
 * @module
 */
export {
  type Calibration,
  type CalibrationOptions,
  type CalibrationProgress,
  type CalibrationSource,
  type CheckpointStore,
  calibrate,
  calibrationFile,
  decodeProject,
  encodeProject,
  memoryStore,
  type Project,
  type SettingsInput,
} from './calibrate/index.ts';
export { type Comparison, compare, type ValidateOptions, type Validation, validate } from './compare/index.ts';
export {
  browserThreads,
  type KernelThreadSetup,
  type NetworkRuntime,
  type NetworkSession,
  noThreads,
  provideNetworkRuntime,
  provideThreads,
  type TaskThread,
  type Thread,
  type ThreadHost,
} from './compute/index.ts';
export {
  type Correlation,
  type CorrelationFamily,
  type FamilyChoice,
  families,
  type Parameter,
} from './correlation/index.ts';
export {
  type DescribeOptions,
  type Description,
  type Descriptor,
  describe,
  descriptors,
  type Measuring,
  type PhaseDescription,
  type Quantity,
  type Specimen,
  type Unmeasured,
} from './descriptor/index.ts';
export { type ErrorKind, ExcursaError, type Failure } from './errors.ts';
export {
  adjustModel,
  createTwoPointLaw,
  expectedVolumeFractions,
  type ModelChanges,
  type TwoPointLaw,
} from './exact/index.ts';
export {
  countVoxels,
  createGrid,
  createPhaseMap,
  crop,
  type Grid,
  lengthIn,
  type Phase,
  type PhaseMap,
  type SectionPlace,
  sectionsOf,
  type Triple,
} from './grid/index.ts';
export {
  type ByteSource,
  byteSource,
  decodeGrey,
  decodePhaseMaps,
  encodePhaseMap,
  formats,
  type GreyImage,
  joinBytes,
  type ReadOptions,
  type Source,
  type Spacing,
} from './io/index.ts';
export {
  createModel,
  type ExcursionModel,
  fromModelFile,
  type KeptFields,
  keepFields,
  type Latent,
  type ModelFile,
  type ModelOptions,
  type ModelRecord,
  modelSchema,
  parametersOf,
  parseRecord,
  presets,
  type Realisation,
  type Realised,
  realisationBytes,
  realise,
  type Term,
  toModelFile,
} from './phase/index.ts';
export { type Key, keyOf, uniforms } from './random/index.ts';
export {
  renderCsv,
  renderReport,
  renderText,
  renderVolume,
  slicePng,
  type Table,
  tableJson,
} from './report/index.ts';
export { type Segmented, type SegmentOptions, segment } from './segment/index.ts';
export {
  type AxisConductivity,
  type Complex,
  type ConductingVolume,
  type Conductivity,
  type ConductivityOptions,
  type ConductivityTensor,
  type ConductivityVolume,
  conductivity,
  type DiscretisationError,
  type ElectrodeOptions,
  type ElectrodeTransport,
  electrodeTransport,
  type FluxField,
  type ImpedancePoint,
  type LabelledVolume,
  type Sides,
  type TransportStatus,
  type TwinAxisConductivity,
  type TwinConductivity,
  type TwinConductivityOptions,
  type TwinConductivityTensor,
  twinConductivity,
} from './transport/index.ts';
export { version } from './version.ts';
