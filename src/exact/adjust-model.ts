import { aNumber, aPositiveNumber, checkArguments, isRecord, listOf, optionsOf, valueWhere } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { aModel, createGrainFractions, type ExcursionModel, parametersOf, phaseCount } from '../phase/index.ts';
import { exactRefusal } from './structure.ts';
import { createThresholdSearch } from './thresholds.ts';

/** What is changed of a model; the rest stays. */
export interface ModelChanges {
  /** Factors on all lengths of the correlation of a field, by its name: 2 makes its structures twice as coarse. */
  readonly lengths?: Readonly<Record<string, number>>;
  /** Values by group ('scalars' or a field) and name; lengths in the model's unit. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /**
   * Volume fractions - [phase], in the model's order of phases. Thresholds are moved to them, and the density of
   * grains: as many of the same sizes and shapes as are needed, no denser than chance packs them.
   */
  readonly volumeFractions?: readonly number[];
}

/** Objects whose values are all of a kind, by names. */
const byName = (expected: string, remedy: string, kind: (value: unknown) => boolean) =>
  valueWhere(expected, remedy, (own) => isRecord(own) && Object.values(own).every(kind));

const isNumber = (value: unknown): boolean => aNumber(value, '') === undefined;

const adjustArguments = {
  model: aModel,
  changes: optionsOf('{ lengths: { X: 2 } }', {
    lengths: byName('positive factors by field', '{ X: 2 }', (own) => aPositiveNumber(own, '') === undefined),
    parameters: byName('values by group and name', '{ scalars: { lambda1: 0.4 } }', (own) => {
      return isRecord(own) && Object.values(own).every(isNumber);
    }),
    volumeFractions: listOf('volume fractions', '[0.2, 0.8]', aPositiveNumber),
  }),
};

/** Refuses a name that a model does not have. */
function refuse(model: ExcursionModel, got: string, known: readonly string[]): never {
  const names = [...new Set(known)];
  throw new ExcursaError({
    ...{ kind: 'usage', what: `model ${model.record.name}` },
    ...{ expected: `one of ${names.join(', ')}`, got, remedy: names[0] },
  });
}

/**
 * Expected volume fractions of a model, exact - [phase], in the model's order of phases - float64; undefined for a
 * model without exact laws, such as one of grains.
 * @example
 * import { createModel, expectedVolumeFractions, presets } from 'excursa';
 * console.log(Array.from(expectedVolumeFractions(createModel(presets['level-set'])))); // [ 0.5, 0.5 ]
 */
export function expectedVolumeFractions(model: ExcursionModel): Float64Array | undefined {
  checkArguments('expectedVolumeFractions', { model }, { model: aModel });
  const { record, values } = model;
  if (exactRefusal(record)) return undefined;
  return byPhase(model, createThresholdSearch(record).volumeFractions(values.subarray(0, record.scalars.length)));
}

/** Numbers of excursion sets in the order of phases. */
function byPhase({ order }: ExcursionModel, sets: Float64Array): Float64Array {
  const out = new Float64Array(sets.length);
  order.forEach((phase, set) => {
    out[phase] = sets[set];
  });
  return out;
}

/** The simulation that was used last: its grains serve a model that differs from the last one by its thresholds. */
let simulated: { readonly key: string; readonly own: ReturnType<typeof createGrainFractions> } | undefined;

function grainFractions(record: ExcursionModel['record']): ReturnType<typeof createGrainFractions> {
  const key = JSON.stringify(record);
  if (simulated?.key !== key) simulated = { key, own: createGrainFractions(record) };
  return simulated.own;
}

/**
 * Volume fractions that `adjustModel` moves - [phase]: exact, or by simulated grains; undefined where it can move none.
 */
export function adjustableFractions(model: ExcursionModel): Float64Array | undefined {
  const { record, values } = model;
  if (!record.grains) return expectedVolumeFractions(model);
  return byPhase(model, grainFractions(record).volumeFractions(values.slice(0, record.scalars.length)));
}

/**
 * A model with other lengths, parameters or volume fractions: a virtual material. What is known of the quality of the
 * model does not hold for it and is left out. Volume fractions move the thresholds alone, so that all else about the
 * fields stays; those of grains are met as a simulation of some hundred grains has them, whose standard error is about
 * 0.01.
 * @throws ExcursaError (usage) for fields, groups or parameters that the model does not have, for volume fractions that
 * do not add up to 1, and for volume fractions of a model without exact laws and grains.
 * @example
 * import { adjustModel, createModel, expectedVolumeFractions, presets } from 'excursa';
 * const model = createModel(presets['level-set']);
 * const [field] = model.record.fields;
 * const other = adjustModel(model, { lengths: { [field]: 2 }, volumeFractions: [0.3, 0.7] });
 * console.log(expectedVolumeFractions(other)[0].toFixed(3)); // 0.300
 */
export function adjustModel(model: ExcursionModel, changes: ModelChanges = {}): ExcursionModel {
  checkArguments('adjustModel', { model, changes }, adjustArguments);
  const { record, family, spacing, phases, order } = model;
  const { lengths = {}, parameters = {}, volumeFractions } = changes;
  const list = parametersOf(record, family);
  const strange = Object.keys(lengths).find((field) => !record.fields.includes(field));
  if (strange !== undefined) refuse(model, strange, record.fields);
  for (const [group, named] of Object.entries(parameters)) {
    const known = list.filter((own) => own.group === group).map(({ name }) => name);
    if (known.length === 0) {
      refuse(
        model,
        group,
        list.map((own) => own.group),
      );
    }
    const other = Object.keys(named).find((name) => !known.includes(name));
    if (other !== undefined) refuse(model, other, known);
  }
  const voxel = spacing[2];
  const values = model.values.map((value, i) => {
    const { group, name, dimension } = list[i];
    const given = parameters[group]?.[name];
    const scale = dimension === 'length' ? 1 : dimension === 'wavenumber' ? -1 : 0;
    const own = given === undefined ? value : given / voxel ** scale;
    return own * (group === 'scalars' ? 1 : (lengths[group] ?? 1)) ** scale;
  });
  // Correlations are cut at the taper: a coarser field needs a longer one.
  const taper = model.taper * Math.max(1, ...Object.values(lengths));
  const adjusted = { ...model, values, taper, evidence: undefined };
  return volumeFractions ? withFractions(adjusted, volumeFractions, { phases: phases.length, order }) : adjusted;
}

/** A model with the thresholds that give volume fractions. */
function withFractions(
  model: ExcursionModel,
  wanted: readonly number[],
  { phases, order }: { readonly phases: number; readonly order: readonly number[] },
): ExcursionModel {
  const sum = wanted.reduce((total, share) => total + share, 0);
  if (wanted.length !== phaseCount(model.record) || wanted.length !== phases || Math.abs(sum - 1) > 1e-6) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'adjustModel, volumeFractions',
      expected: `${phases} volume fractions with a sum of 1`,
      got: `${wanted.length} with a sum of ${sum}`,
      remedy: 'all of them',
    });
  }
  const count = model.record.scalars.length;
  const search = model.record.grains ? grainFractions(model.record) : createThresholdSearch(model.record);
  const scalars = search.place(
    model.values.slice(0, count),
    order.map((phase) => wanted[phase]),
  );
  const values = model.values.slice();
  values.set(scalars);
  return { ...model, values };
}
