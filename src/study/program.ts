import type { PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, fromModelFile, type ModelFile, realisationBytes, torusOf } from '../phase/index.ts';
import { transportBytes } from '../transport/index.ts';
import { type ConditionalTask, drawThrough } from './conditional-work.ts';
import { type DrawTask, drawAndMeasure, drawnModel } from './draw-work.ts';
import { type FitTask, fitAndJudge, type MeasureTask, measureImage } from './fit-work.ts';
import type { Measurement, Task } from './study-kind.ts';

/** Bytes a voxel that openings by balls and shortest paths need. */
const bytesOfOpenings = 15;

/** Bytes that drawing and measuring need at their peak. */
const drawingBytes = (model: ExcursionModel, shape: readonly number[], seed: number): number => {
  const voxels = shape.reduce((product, n) => product * n, 1);
  return Math.max(
    realisationBytes(model, { shape, seed }),
    2 * voxels + Math.max(transportBytes(voxels, 'value'), bytesOfOpenings * voxels),
  );
};

/** Bytes that a task needs at its peak. */
export function taskBytes(model: ExcursionModel, task: Task): number {
  if (task.work === 'conditional') {
    const { shape, seed } = task as ConditionalTask;
    const octant = torusOf(model, { shape, seed }).reduce((product, n) => product * (n / 2 + 1), 1);
    // Covariances between planes of every field in float64, and one spectrum.
    return drawingBytes(model, shape, seed) + (8 * model.record.fields.length + 4) * octant;
  }
  if (task.work !== 'draw') return 2 ** 28;
  const own = task as DrawTask;
  return drawingBytes(drawnModel(model, own), own.shape, own.seed);
}

/** The program of threads that carry out the tasks of a study. */
export function studyProgram({
  file,
  images,
}: {
  readonly file: ModelFile;
  readonly images: readonly PhaseMap[];
}): (task: Task) => Promise<Measurement[]> {
  const model = fromModelFile(file, 'the model of the study');
  return (task) => {
    if (task.work === 'draw') return drawAndMeasure(model, task as DrawTask);
    if (task.work === 'fit') return fitAndJudge(model, images, task as FitTask);
    if (task.work === 'measure') return measureImage(images, task as MeasureTask);
    if (task.work === 'conditional') return drawThrough(model, images, task as ConditionalTask);
    throw new Error(`no work of the name ${task.work}`);
  };
}
