export type { Complex } from './complex.ts';
export {
  type AxisConductivity,
  type Conductivity,
  type ConductivityOptions,
  conductivity,
  type DiscretisationError,
} from './conductivity.ts';
export type { ConductivityTensor, PrincipalValue, TensorDiscretisationError } from './conductivity-tensor.ts';
export { modelOfFiner } from './drawn-finer.ts';
export {
  type ElectrodeOptions,
  type ElectrodeTransport,
  electrodeTransport,
  type ImpedancePoint,
} from './electrode.ts';
export { electrodeBytes } from './electrode-lattice.ts';
export type { FluxField } from './flux.ts';
export { mostVoxels, transportBytes } from './lattice.ts';
export type { ConductingVolume, ConductivityVolume, LabelledVolume, Sides } from './problem.ts';
export { contrastOfFaces } from './problem.ts';
export { type SolverSettings, solveTransport, type TransportSolution, type TransportStatus } from './solve.ts';
export {
  type TwinAxisConductivity,
  type TwinConductivity,
  type TwinConductivityOptions,
  type TwinConductivityTensor,
  type TwinMean,
  twinConductivity,
} from './twin-conductivity.ts';
