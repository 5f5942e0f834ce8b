import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, fromModelFile, type ModelFile, realisationBytes, torusOf } from '../phase/index.ts';
import { mostVoxels, transportBytes } from '../transport/index.ts';
import { type CalibrationTask, calibrateAndMeasure } from './calibration-work.ts';
import { type ConditionalTask, drawThrough } from './conditional-work.ts';
import { type DrawTask, descriptorsNamed, drawAndMeasure, drawnModel } from './draw-work.ts';
import { type FitTask, fitAndJudge, type MeasureTask, measureImage } from './fit-work.ts';
import type { Task, TaskResult } from './study-kind.ts';

/** Bytes a voxel beside labels: openings by balls and shortest paths, and numbers of connected parts. */
const measuringBytes = { slow: 15, others: 5 };

/**
 * Bytes that drawing and measuring need at their peak.
 * @throws ExcursaError (usage) for conductivities of a volume that the solver cannot address.
 */
function drawingBytes(model: ExcursionModel, { shape, seed, descriptors }: DrawTask | ConditionalTask): number {
  const voxels = shape.reduce((product, n) => product * n, 1);
  const list = descriptorsNamed(descriptors);
  const conducts = list.some(({ name }) => name === 'relativeConductivity');
  const transport = conducts ? transportBytes(voxels, 'value') : 0;
  if (conducts && voxels > mostVoxels) {
    throw new ExcursaError({
      kind: 'usage',
      what: `conductivities of ${shape.join(' x ')} voxels`,
      expected: `at most ${mostVoxels} voxels, which the solver can address in 4 GiB`,
      got: `${voxels}`,
      remedy: ['a smaller window, or ', { setting: 'descriptors', value: 'volumeFraction,specificSurfaceArea' }],
    });
  }
  const measuring = voxels * (list.some(({ cost }) => cost === 'slow') ? measuringBytes.slow : measuringBytes.others);
  return Math.max(realisationBytes(model, { shape, seed }), 2 * voxels + Math.max(transport, measuring));
}

/** Bytes that a task needs at its peak. */
export function taskBytes(model: ExcursionModel, task: Task): number {
  if (task.work === 'conditional') {
    const own = task as ConditionalTask;
    const { shape, seed } = own;
    const octant = torusOf(model, { shape, seed }).reduce((product, n) => product * (n / 2 + 1), 1);
    // Covariances between planes of every field in float64, and one spectrum.
    return drawingBytes(model, own) + (8 * model.record.fields.length + 4) * octant;
  }
  if (task.work === 'calibration') {
    const { batch = 16, window = 128 } = (task as CalibrationTask).settings;
    // Measured 300 MiB beside the program itself, at 16 images of 128 x 128.
    return 2 ** 28 + 2 ** 9 * batch * window ** 2;
  }
  if (task.work !== 'draw') return 2 ** 28;
  const own = task as DrawTask;
  return drawingBytes(drawnModel(model, own), own);
}

/** The program of threads that carry out the tasks of a study. */
export function studyProgram({
  file,
  images,
}: {
  readonly file: ModelFile;
  readonly images: readonly PhaseMap[];
}): (task: Task) => Promise<TaskResult> {
  const model = fromModelFile(file, 'the model of the study');
  return async (task) => {
    if (task.work === 'draw') return { values: await drawAndMeasure(model, task as DrawTask) };
    if (task.work === 'fit') return { values: await fitAndJudge(model, images, task as FitTask) };
    if (task.work === 'measure') return { values: await measureImage(images, task as MeasureTask) };
    if (task.work === 'conditional') return { values: await drawThrough(model, images, task as ConditionalTask) };
    if (task.work === 'calibration') return calibrateAndMeasure(images, task as CalibrationTask, file.version);
    throw new Error(`no work of the name ${task.work}`);
  };
}
