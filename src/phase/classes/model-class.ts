import { type Parameter, toRaw, toValue } from '../../correlation/index.ts';
import type { ModelRecord } from '../record.ts';

/** What the data show of each excursion set, lengths in voxels - [phase], Xi_1 first. */
export interface MeasuredSets {
  readonly volumeFractions: ArrayLike<number>;
  readonly surfaceAreas: ArrayLike<number>;
  /** Integrals of lineal-path functions by their values at 0: half the mean square of chords by their mean. */
  readonly linealLengths: ArrayLike<number>;
}

/** Name under which starts give the ranges of a field's correlation, all components together. */
export const rangesOf = (field: string): string => `ranges of ${field}`;

/** Name under which starts give one parameter of a field's correlation; families without it do not take it. */
export const parameterOf = (field: string, name: string): string => `${name} of ${field}`;

/**
 * A plainer class that a simulated fit begins with. Then the parameters with the same names are kept, and the fit goes
 * on from the starts of the others and of those that are given.
 */
export interface GrownFrom {
  readonly record: ModelRecord;
  /** @param fitted - values of the plainer model, by group and name; voxels. @returns values to go on from. */
  readonly begin: (fitted: ValuesByGroup) => ValuesByGroup;
}

/** Values of parameters by group, 'scalars' or the name of a field, and name. */
type ValuesByGroup = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A named model class: its record, and what it states about itself. The name is a type, so that `presets` has it. */
export interface ModelClass<Name extends string = string> {
  readonly record: ModelRecord & { readonly name: Name };
  /** Where the class comes from. */
  readonly source: string;
  /** How it is calibrated unless another method is asked for: by exact two-point functions, or by simulated images. */
  readonly method: 'exact' | 'simulated';
  /**
   * Whether an automatic choice of the class tries it: always, where full fits are compared, where the discriminant
   * recognises all that were tried, or only when it is named.
   */
  readonly choice: 'always' | 'in full' | 'if recognised' | 'when named';
  /**
   * A class before it. A choice in little time tries it only where that one looks nearest by then: it costs time, and
   * has nothing for images that are unlike that one.
   */
  readonly after?: string;
  /** A plainer class that it refines by few parameters: where that one is chosen, this one is preferred if as near. */
  readonly refines?: string;
  /** Properties that it has by construction and random fields alone do not show: 'grain shape'. */
  readonly reaches?: readonly string[];
  /**
   * A simpler class that it contains. Where that one is chosen and recognised, this one is worth its time; where this
   * one is recognised already, that one is not.
   */
  readonly contains?: string | undefined;
  /** What a calibration costs, in words. */
  readonly cost: string;
  /**
   * Starts of a simulated fit that the data suggest: by start, values of scalars that differ from the record's own
   * starts, and of correlations as `rangesOf` and `parameterOf` name them. Without it a fit begins from the record's
   * own starts alone.
   */
  readonly starts?: ((data: MeasuredSets) => readonly Readonly<Record<string, number>>[]) | undefined;
  /** Whether bodies may be larger than usual simulated images: then these are larger, and fewer. */
  readonly hasLargeBodies?: boolean | undefined;
  /** Where a simulated fit begins with a plainer class. */
  readonly grownFrom?: GrownFrom | undefined;
}

/** The scalar at which a latent of unit-variance fields is cut. */
export const threshold = (name: string, latent: string): Parameter => ({
  name,
  meaning: `threshold of latent ${latent}`,
  role: 'threshold',
  dimension: 'number',
  transform: { kind: 'identity' },
  start: 0,
  spread: 0.15,
});

/** The weight of centred squares of Gaussian fields in a latent. @param what - that has the weight. */
export const squareWeight = (name: string, what: string, latent: string): Parameter => ({
  name,
  meaning: `weight of the centred ${what} in latent ${latent}`,
  role: 'square-weight',
  dimension: 'number',
  transform: { kind: 'interval', lower: -4, upper: 4 },
  // Zero would leave squared fields without any gradient.
  start: 0.3,
  spread: 0.08,
});

/** A latent that is one Gaussian field. */
export const plainLatent = (name: string, field: string, cut: string): ModelRecord['latents'][number] => ({
  name,
  terms: [{ kind: 'field', field, power: 1, coefficient: [] }],
  threshold: cut,
});

/** Most that a start made from data moves from the middle of its interval, on the unbounded scale. */
const farthest = 3;

/**
 * Starts of a record that states none: its own, and for grains all lengths times one factor, with which the radius is
 * that of balls with the mean chord of the first excursion set, 4 V / S = 4 R / 3.
 */
export function scaledStarts({ scalars }: ModelRecord): ModelClass['starts'] {
  const radius = scalars.find(({ role }) => role === 'radius');
  if (!radius) return undefined;
  return ({ volumeFractions, surfaceAreas }) => {
    const factor = (3 * volumeFractions[0]) / surfaceAreas[0] / radius.start;
    const lengths = scalars.filter(({ dimension }) => dimension === 'length');
    return [
      Object.fromEntries(
        lengths.map(({ name, transform, start }) => {
          const raw = toRaw(transform, factor * start);
          const isBounded = transform.kind === 'interval';
          return [name, isBounded ? toValue(transform, Math.max(-farthest, Math.min(farthest, raw))) : factor * start];
        }),
      ),
    ];
  };
}
