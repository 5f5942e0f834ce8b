import { type Descriptor, descriptors, measureAlone } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { type ExcursionModel, fromModelFile, type ModelFile, realisationBytes, realise } from '../phase/index.ts';
import { transportBytes } from '../transport/index.ts';
import type { Measurement, Task } from './study-kind.ts';

/** A realisation of a changed model that is drawn and measured. */
export interface DrawTask extends Task {
  readonly work: 'draw';
  /** What takes the place of the model's own numbers. */
  readonly model: ModelNumbers;
  readonly shape: readonly number[];
  readonly seed: number;
  readonly realisation: number;
  /** Names of the descriptors. */
  readonly descriptors: readonly string[];
}

/** The numbers of a model, as a task holds them. */
export interface ModelNumbers {
  /** Values of the parameters in the order of `parametersOf` - [parameter]. */
  readonly values: readonly number[];
  readonly taper: number;
  readonly zScale: number;
}

/** The numbers of a model. */
export const numbersOf = ({ values, taper, zScale }: ExcursionModel): ModelNumbers => ({
  values: Array.from(values),
  taper,
  zScale,
});

/** Descriptors by their names, separated by commas. @throws ExcursaError (usage) for a name that none has. */
export function descriptorsNamed(names: readonly string[]): Descriptor[] {
  return names.map((name) => {
    const known = descriptors.find((own) => own.name === name);
    if (known) return known;
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'descriptors' },
      expected: `names out of ${descriptors.map((own) => own.name).join(', ')}`,
      got: name,
      remedy: { setting: 'descriptors', value: 'volumeFraction,relativeConductivity' },
    });
  });
}

/** Draws and measures. @param model - that the study rests on. */
export async function drawAndMeasure(model: ExcursionModel, task: DrawTask): Promise<Measurement[]> {
  const { shape, seed, realisation, model: numbers } = task;
  const own = { ...model, ...numbers, values: Float64Array.from(numbers.values) };
  const { map } = await realise(own, { shape, seed, realisation });
  const measured = await measureAlone(map, descriptorsNamed(task.descriptors));
  return measured.map(({ phase, name, axis, title, unit, value, reason }) => ({
    ...{ phase, quantity: name, title: axis ? `${phase} ${title} ${axis}` : `${phase} ${title}`, unit, value },
    ...(axis && { axis }),
    ...(reason !== undefined && { reason }),
  }));
}

/** Bytes a voxel that openings by balls and shortest paths need. */
const bytesOfOpenings = 15;

/** Bytes that a task needs at its peak. */
export function taskBytes(model: ExcursionModel, task: Task): number {
  if (task.work !== 'draw') return 2 ** 28;
  const { shape, seed, model: numbers } = task as DrawTask;
  const own = { ...model, ...numbers, values: Float64Array.from(numbers.values) };
  const voxels = shape.reduce((product, n) => product * n, 1);
  return Math.max(
    realisationBytes(own, { shape, seed }),
    2 * voxels + Math.max(transportBytes(voxels, 'value'), bytesOfOpenings * voxels),
  );
}

/** The program of threads that carry out the tasks of a study. */
export function studyProgram({ file }: { readonly file: ModelFile }): (task: Task) => Promise<Measurement[]> {
  const model = fromModelFile(file, 'the model of the study');
  return (task) => {
    if (task.work === 'draw') return drawAndMeasure(model, task as DrawTask);
    throw new Error(`no work of the name ${task.work}`);
  };
}
