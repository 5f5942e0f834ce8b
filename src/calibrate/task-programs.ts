import { exactFitProgram } from './methods/exact/fit-task.ts';
import { simulatedFitProgram } from './methods/simulated/fit-task.ts';
import { cropProgram } from './methods/training/crop-queue.ts';

/** The programs that threads carry out, by name. */
export const taskPrograms = {
  'exact-fit': exactFitProgram,
  'simulated-fit': simulatedFitProgram,
  crops: cropProgram,
} as const;
