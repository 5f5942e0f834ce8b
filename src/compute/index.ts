export { averageMirrored, evenTransform, fastLength, fft, type RealArray } from './fft/index.ts';
export {
  type NetworkRuntime,
  type NetworkSession,
  type NetworkTensor,
  networkRuntime,
  provideNetworkRuntime,
} from './network-runtime.ts';
export {
  answerTasks,
  browserThreads,
  type KernelThreadSetup,
  noThreads,
  provideThreads,
  type TaskAnswer,
  type TaskOrder,
  TaskPool,
  type TaskProgram,
  type TaskThread,
  type Thread,
  type ThreadHost,
  taskResult,
  threadHost,
  type WebWorker,
} from './threads.ts';
export { giveTurn } from './turn.ts';
export { fftPlanBytes, writeFftPlan } from './wasm/fft-plan.ts';
export { type KernelName, KernelTeam, MemoryPlan, memoryLimit } from './wasm/index.ts';
