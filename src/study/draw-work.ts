import { type Descriptor, descriptors, measureAlone } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { type ExcursionModel, realise } from '../phase/index.ts';
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
  /** Material phases that play Xi_1, Xi_2, ..., where they are not those of the study's model. */
  readonly order?: readonly number[];
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

/** Quantities that a list of descriptors measures. @throws ExcursaError (usage) for a name that none has. */
export const quantitiesNamed = (names: readonly string[]): string[] =>
  descriptorsNamed(names).flatMap(({ quantities }) => quantities.map(({ name }) => name));

/** What was measured, as numbers of a row. */
export const measurementsOf = (measured: Awaited<ReturnType<typeof measureAlone>>): Measurement[] =>
  measured.map(({ phase, name, axis, title, unit, value, reason }) => ({
    ...{ phase, quantity: name, title: axis ? `${phase} ${title} ${axis}` : `${phase} ${title}`, unit, value },
    ...(axis && { axis }),
    ...(reason !== undefined && { reason }),
  }));

/** The model that a task draws. @param model - that the study rests on. */
export const drawnModel = (model: ExcursionModel, { model: numbers }: DrawTask): ExcursionModel => ({
  ...model,
  ...numbers,
  values: Float64Array.from(numbers.values),
});

/** Draws and measures. @param model - that the study rests on. */
export async function drawAndMeasure(model: ExcursionModel, task: DrawTask): Promise<Measurement[]> {
  const { shape, seed, realisation } = task;
  const { map } = await realise(drawnModel(model, task), { shape, seed, realisation });
  return measurementsOf(await measureAlone(map, descriptorsNamed(task.descriptors)));
}
