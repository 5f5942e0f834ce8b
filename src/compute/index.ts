export { averageMirrored, evenTransform, fastLength, fft, type RealArray } from './kernels/fft/index.ts';
export {
  type NetworkRuntime,
  type NetworkSession,
  type NetworkTensor,
  networkRuntime,
  provideNetworkRuntime,
} from './network-runtime.ts';
export { TaskPool, type TaskProgram } from './task-pool.ts';
export { provideThreads, type TaskThread, type ThreadHost, threadHost } from './threads.ts';
export { fftPlanBytes, writeFftPlan } from './wasm/fft-plan.ts';
export { type KernelName, KernelTeam, MemoryPlan, memoryLimit } from './wasm/index.ts';
