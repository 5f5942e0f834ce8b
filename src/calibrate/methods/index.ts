import { realisationProgram, unseenProgram } from '../../compare/index.ts';
import type { ModelRecord } from '../../phase/index.ts';
import type { MethodName } from '../settings.ts';
import { exact } from './exact/index.ts';
import { likenessProgram } from './exact/likeness.ts';
import { modelWindowProgram } from './exact/model-windows.ts';
import { exactFitProgram } from './exact/search.ts';
import type { CalibrationMethod } from './method.ts';
import { simulated } from './simulated/index.ts';
import { simulationProgram } from './simulated/simulator.ts';
import { cropProgram } from './training/crops.ts';
import { training } from './training/index.ts';

export type { CalibrationMethod } from './method.ts';

/** The calibration methods by name; the first that suits a model is its default. */
export const methods: Readonly<Record<MethodName, CalibrationMethod>> = { exact, simulated, training };

/** The method of a model, unless another is asked for. */
export function defaultMethod(record: ModelRecord): MethodName {
  const names = Object.keys(methods) as MethodName[];
  return names.find((name) => methods[name].suits(record)) ?? names[names.length - 1];
}

/** The programs that threads carry out, by name. */
export const taskPrograms = {
  'exact-fit': exactFitProgram,
  likeness: likenessProgram,
  'model-windows': modelWindowProgram,
  simulation: simulationProgram,
  crops: cropProgram,
  realisations: realisationProgram,
  unseen: unseenProgram,
} as const;
