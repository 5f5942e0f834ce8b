export { averageMirrored, evenTransform, fastLength, fft, type RealArray } from './kernels/fft/index.ts';
export { fftPlanBytes, writeFftPlan } from './wasm/fft-plan.ts';
export { type KernelName, KernelTeam, MemoryPlan, memoryLimit } from './wasm/index.ts';
