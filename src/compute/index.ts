export { averageMirrored, evenTransform, fastLength, fft, type RealArray } from './kernels/fft/index.ts';
export {
  type NetworkRuntime,
  type NetworkSession,
  type NetworkTensor,
  networkRuntime,
  provideNetworkRuntime,
} from './network-runtime.ts';
export { answerTasks, type TaskAnswer, type TaskOrder, type TaskProgram, taskResult } from './task-answers.ts';
export { TaskPool } from './task-pool.ts';
export {
  browserThreads,
  type KernelThreadSetup,
  noThreads,
  provideThreads,
  type TaskThread,
  type Thread,
  type ThreadHost,
  threadHost,
  type WebWorker,
} from './threads.ts';
export { fftPlanBytes, writeFftPlan } from './wasm/fft-plan.ts';
export { type KernelName, KernelTeam, MemoryPlan, memoryLimit } from './wasm/index.ts';
