import { aNumber, anObject, aText, listOf, recordOf } from '../arguments.ts';
import { type AxisName, axisNamesOf, type Phase, type UnitKind, unitOf } from '../grid/index.ts';
import { studentQuantile } from '../numerics/index.ts';
import { type Descriptor, numberOf, type Quantity } from './descriptor.ts';
import { descriptors } from './registry.ts';
import type { StandardErrors } from './standard-errors.ts';
import type { TwoPoint } from './two-point.ts';

/** Value that a descriptor measures of one phase. */
type ValueOf<D extends Descriptor> = Awaited<ReturnType<D['measure']>>[number];

/** What some descriptors measure of one phase; what slow ones measure is missing from a basic description. */
export type DescribedPhase<List extends readonly Descriptor[]> = Phase & {
  readonly [D in List[number] as D['cost'] extends 'fast' ? D['name'] : never]: ValueOf<D>;
} & { readonly [D in List[number] as 'fast' extends D['cost'] ? never : D['name']]?: ValueOf<D> } & {
  readonly standardErrors: StandardErrors;
};

/** What the program's own descriptors measure of one phase. */
export type PhaseDescription = DescribedPhase<typeof descriptors>;

/** Everything `excursa describe` measures of one image or volume, or of several together. */
export interface Description<List extends readonly Descriptor[] = typeof descriptors> {
  readonly grid: {
    readonly shape: readonly number[];
    readonly spacing: readonly number[];
    readonly unit: string;
    /** Number of maps, where there are several; distance of one to the next, where they are sections of one volume. */
    readonly maps?: number;
    readonly sectionDistance?: number;
  };
  readonly phases: readonly DescribedPhase<List>[];
  readonly twoPoint: TwoPoint;
}

/** A description by any list of descriptors. */
export type AnyDescription = Description<readonly Descriptor[]>;

/** The value that a descriptor has in a phase of a description; undefined where it was not measured. */
export function valueIn<Value>(
  phase: DescribedPhase<readonly Descriptor[]>,
  descriptor: Descriptor<Value>,
): Value | undefined {
  return (phase as unknown as Record<string, Value | undefined>)[descriptor.name];
}

/**
 * A description as `excursa describe --json` prints it: without the histograms of chord lengths, all numbers as
 * measured.
 */
export function descriptionJson(
  { grid, phases, twoPoint }: AnyDescription,
  list: readonly Descriptor[] = descriptors,
): Readonly<Record<string, unknown>> {
  const printed = phases.map((phase) => {
    const shortened = list.flatMap((descriptor) => {
      const value = valueIn(phase, descriptor);
      return descriptor.print && value !== undefined ? [[descriptor.name, descriptor.print(value)] as const] : [];
    });
    return { ...phase, ...Object.fromEntries(shortened) };
  });
  return { grid, phases: printed, twoPoint };
}

/** What says which number of a description or comparison a row of a table holds. */
export interface QuantityLabel {
  /** Name of the quantity. */
  readonly name: string;
  /** Axis along which it was measured; absent for what has no axis, `mean` for all axes together. */
  readonly axis?: AxisName | 'mean';
  /** Its words, without the axis. */
  readonly title: string;
  /** Unit, '1/um' for instance; empty for a plain number. */
  readonly unit: string;
}

/** One number of a description, with all that a table needs. */
export interface DescribedQuantity extends QuantityLabel {
  readonly phase: string;
  readonly descriptor: string;
  readonly definition: string;
  /** Whether the definition is printed below the table. */
  readonly explained: boolean;
  readonly kind: UnitKind;
  /** Whether short tables leave it out. */
  readonly detail: boolean;
  /** The number; null with a reason where it could not be measured. */
  readonly value: number | null;
  readonly reason?: string;
  readonly standardError: number | null;
  /** 95 % interval, where there is one. */
  readonly interval: readonly [number, number] | null;
}

function errorOf(
  phase: DescribedPhase<readonly Descriptor[]>,
  quantity: Quantity,
  value: unknown,
  axis: AxisName | undefined,
): number | null {
  if (!quantity.errorFromWindows) return quantity.standardError?.(value, axis ?? 'x') ?? null;
  const errors = phase.standardErrors[quantity.name];
  if (typeof errors !== 'object' || errors === null) return errors ?? null;
  return (axis && errors[axis]) ?? null;
}

/**
 * Degrees of freedom of a quantity that few long chords decide on, relative to those of normal block values, by rank:
 * 2 / (k - 1) for block values of a kurtosis k, here 6 and 4.3. A volume holds more chords.
 */
const freedomOfFew = { 2: 0.4, 3: 0.6 } as const;
/** From this share of the value on, half an interval reaches upwards as on a logarithmic scale. */
const mostOfValue = 0.9;

/**
 * 95 % interval of a number by Student's t: of a share by log (p / (1 - p)), of a positive number by its logarithm,
 * since such numbers scatter by factors, of others as they are. A window that lacks long chords has a small value and a
 * small error: the upper limit is that of the inverse, and where few of them decide the degrees of freedom are fewer.
 */
function intervalOf(
  { share, signed, longTailed, decidedByFew }: Quantity,
  value: number,
  standardError: number | null,
  degreesOfFreedom: number | null,
  rank: 2 | 3,
): readonly [number, number] | null {
  if (standardError === null || degreesOfFreedom === null) return null;
  const freedom = decidedByFew ? Math.max(2, freedomOfFew[rank] * degreesOfFreedom) : degreesOfFreedom;
  const half = studentQuantile(0.975, freedom) * standardError;
  if (share && value > 0 && value < 1) {
    const odds = (sign: number): number => (value / (1 - value)) * Math.exp((sign * half) / (value * (1 - value)));
    return [1 - 1 / (1 + odds(-1)), 1 - 1 / (1 + odds(1))];
  }
  if (signed || !(value > 0)) return [value - half, value + half];
  const part = half / value;
  const upper = longTailed ? Math.max(Math.exp(part), 1 / (1 - Math.min(part, mostOfValue))) : Math.exp(part);
  return [value * Math.exp(-part), value * upper];
}

/**
 * The numbers of a description one by one: for each phase those of every descriptor that was measured, by axis where
 * there are several. What tables, CSV files and studies show.
 */
export function describedQuantities(
  { grid, phases }: AnyDescription,
  list: readonly Descriptor[] = descriptors,
): DescribedQuantity[] {
  const rank = grid.shape.length as 2 | 3;
  return phases.flatMap((phase) =>
    list.flatMap((descriptor) => {
      const value = valueIn(phase, descriptor);
      if (value === undefined) return [];
      return descriptor.quantities.flatMap((quantity) => {
        const axes = quantity.byAxis ? axisNamesOf(rank).toReversed() : [undefined];
        return axes.flatMap((axis): DescribedQuantity[] => {
          const number = numberOf(quantity, value, axis);
          if (number === undefined) return [];
          const common = {
            ...{ phase: phase.name, descriptor: descriptor.name, name: quantity.name, ...(axis && { axis }) },
            ...{ title: quantity.title, unit: unitOf(quantity.unit, grid.unit, rank) },
            ...{
              definition: quantity.definition,
              explained: quantity.explained ?? false,
              kind: quantity.unit,
              detail: quantity.detail ?? false,
            },
          };
          if (typeof number !== 'number') return [{ ...common, ...number, standardError: null, interval: null }];
          const standardError = errorOf(phase, quantity, value, axis);
          const interval =
            quantity.interval?.(value) ??
            (quantity.errorFromWindows
              ? intervalOf(quantity, number, standardError, phase.standardErrors.degreesOfFreedom, rank)
              : null);
          return [{ ...common, value: number, standardError, interval }];
        });
      });
    }),
  );
}

const numbers = listOf('a list of numbers', 'a description of describe', aNumber, 1);

/** Descriptions, as an argument. */
export const aDescription = recordOf('a description', 'a description of describe', {
  grid: recordOf('a grid', 'a description of describe', { shape: numbers, spacing: numbers, unit: aText }),
  phases: listOf(
    'a list of phases',
    'a description of describe',
    recordOf('a phase', 'a description of describe', { name: aText, standardErrors: anObject }),
    1,
  ),
  twoPoint: recordOf('two-point curves', 'a description of describe', { lags: numbers, pairs: anObject }),
});
