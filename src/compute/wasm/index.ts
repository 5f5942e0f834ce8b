export type { KernelName } from './kernels.ts';
export { MemoryPlan, memoryLimit } from './memory-plan.ts';
export { KernelTeam } from './team.ts';
