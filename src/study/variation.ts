import { ExcursaError } from '../errors.ts';
import { type ExcursionModel, parametersOf } from '../phase/index.ts';
import { exactFractions, withFractions } from './exact-laws.ts';

/** A quantity of a model that a study can change. */
export interface VariableQuantity {
  /** As the user names it. */
  readonly name: string;
  readonly unit: string;
  /** Its value in the model itself. */
  readonly own: number;
  /** Index of the material phase whose volume fraction it is; undefined for other quantities. */
  readonly phase?: number;
  /** Puts a value into a model; a volume fraction is put in at the end, for all phases together. */
  readonly put: (model: ExcursionModel, value: number) => ExcursionModel;
}

/** One quantity of a model that a study changes, within bounds. */
export interface Variation extends VariableQuantity {
  readonly low: number;
  readonly high: number;
}

/** Stretches lengths of a model by a factor: all, or those of one field. */
export function stretched(model: ExcursionModel, factor: number, field?: string): ExcursionModel {
  const values = model.values.slice();
  parametersOf(model.record, model.family).forEach(({ dimension, group }, i) => {
    if (field !== undefined && group !== field) return;
    if (dimension === 'length') values[i] *= factor;
    if (dimension === 'wavenumber') values[i] /= factor;
  });
  // A field that is stretched alone keeps the taper that all fields share.
  return { ...model, values, taper: model.taper * (field === undefined ? factor : Math.max(1, factor)) };
}

const refuse = (expected: string, got: string, value: string): never => {
  throw new ExcursaError({
    kind: 'usage',
    what: { setting: 'vary' },
    expected,
    got,
    remedy: { setting: 'vary', value },
  });
};

/** What the quantities of a model are that can be varied. */
export function variableQuantities(model: ExcursionModel): VariableQuantity[] {
  const { record, family, phases, spacing, unit } = model;
  const voxel = spacing[2];
  const fractions = exactFractions(model);
  const units = { number: '', length: unit, wavenumber: `rad/${unit}` };
  const scales = { number: 1, length: voxel, wavenumber: 1 / voxel };
  return [
    ...phases.map(({ name }, phase) => ({
      ...{ name, unit: '', own: fractions?.[phase] ?? Number.NaN, phase },
      put: (model: ExcursionModel) => model,
    })),
    { name: 'length', unit: '', own: 1, put: (own, factor) => stretched(own, factor) },
    ...record.fields.map(
      (field): VariableQuantity => ({
        ...{ name: `${field}.length`, unit: '', own: 1 },
        put: (own, factor) => stretched(own, factor, field),
      }),
    ),
    { name: 'b_s', unit: '', own: model.zScale, put: (own, zScale) => ({ ...own, zScale }) },
    ...parametersOf(record, family).map(
      ({ group, name, dimension }, i): VariableQuantity => ({
        name: record.scalars.some((scalar) => scalar.name === name) && group === 'scalars' ? name : `${group}.${name}`,
        unit: units[dimension],
        own: model.values[i] * scales[dimension],
        put: (own, value) => {
          const values = own.values.slice();
          values[i] = value / scales[dimension];
          return { ...own, values };
        },
      }),
    ),
  ];
}

/** A bound: a number, or a share of the model's own value in %. */
function boundOf(word: string, { own, name }: VariableQuantity): number {
  const isShare = word.endsWith('%');
  const value = Number(isShare ? word.slice(0, -1) : word);
  if (word.trim() === '' || word === '%' || !Number.isFinite(value)) {
    refuse('numbers, or shares of the model in %', word, `${name}=80%:125%`);
  }
  return isShare ? (value / 100) * own : value;
}

/**
 * What to vary, from a text: `pore=0.1:0.3,length=0.8:1.25,X.range1=80%:125%`. A name of a phase is its volume
 * fraction, `length` a factor of all lengths, `X.length` of those of a field, `b_s` the stretch along z; others are
 * parameters of the model.
 * @throws ExcursaError (usage) for names that the model does not have, and bounds that are none.
 */
export function parseVariations(text: string, model: ExcursionModel): Variation[] {
  const targets = variableQuantities(model);
  const found = text.split(',').map((part): Variation => {
    const [name, range = ''] = part.split('=').map((word) => word.trim());
    const target = targets.find((own) => own.name === name);
    const example = `${targets[0].name}=0.1:0.3`;
    if (!target) return refuse(`one of ${targets.map((own) => own.name).join(', ')}`, name || 'nothing', example);
    const words = range.split(':');
    if (words.length !== 2) return refuse('a lowest and a highest value', part, example);
    const [low, high] = words.map((word) => boundOf(word.trim(), target));
    if (!(low < high)) return refuse('a lowest value below the highest', part, example);
    if (target.phase !== undefined && !(low > 0 && high < 1)) {
      return refuse('volume fractions between 0 and 1', part, example);
    }
    return { ...target, low, high };
  });
  const repeated = found.find(({ name }, i) => found.findIndex((own) => own.name === name) < i);
  if (repeated) return refuse('different names', `${repeated.name} twice`, `${repeated.name}=80%:125%`);
  return found;
}

/**
 * A model with other values of some quantities.
 * @param values - of every variation - [variation].
 * @param fixed - whether volume fractions that are not varied keep their proportions by other thresholds.
 * @throws ExcursaError (usage) where volume fractions are asked for that the class cannot solve or reach.
 */
export function varied(
  model: ExcursionModel,
  variations: readonly Variation[],
  values: readonly number[],
  fixed: boolean,
): ExcursionModel {
  const changed = variations.reduce((own, { put }, k) => put(own, values[k]), model);
  const wanted = new Map(variations.flatMap(({ phase }, k) => (phase === undefined ? [] : [[phase, values[k]]])));
  if (wanted.size === 0 && !fixed) return changed;
  return withFractions(changed, wanted, model);
}
