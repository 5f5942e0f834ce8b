export type { KernelName } from './kernels.ts';
export { MemoryPlan, memoryLimit } from './memory.ts';
export { KernelTeam } from './team.ts';
