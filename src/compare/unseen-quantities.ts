import type { DescribedQuantity } from '../descriptor/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { errorByFractions } from './unseen-fractions.ts';

/** A quantity of a phase that a section does not have. */
export interface UnseenQuantity {
  readonly phase: string;
  /** Its name among the quantities of descriptors, and its title. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  /** Axes over which it is averaged, where it has one value for each. */
  readonly along?: string;
  /** Mean over the cubes of the chosen model. */
  readonly value: number;
  /** Standard deviation from one such cube to the next. */
  readonly scatter: number;
  /**
   * Least and largest value of all models: that of the chosen one, and how far the others are from it in cubes of the
   * same noise.
   */
  readonly range: readonly [number, number];
  /**
   * The same with two standard errors of each value, by chance in cubes and by volume fractions of the sections: for
   * the mean over such cubes of a material that is like one.
   */
  readonly interval: readonly [number, number];
  /**
   * Standard error that the volume fractions of the sections bring, as they are those of few sections; null where
   * sections do not tell how they scatter.
   */
  readonly byFractions: number | null;
}

/** What is measured of a cube. */
export interface UnseenCube {
  readonly quantities: readonly DescribedQuantity[];
  /** Volume fractions - [phase]. */
  readonly fractions: readonly number[];
}

/** Cubes of the chosen model and of each other. A cube takes a second of a core. */
export const [cubesOfChosen, cubesOfOther] = [8, 2] as const;
/** What is wanted of a cube. */
export const wanted: readonly string[] = ['percolatingFraction', 'relativeConductivity', 'eulerNumber'];
/** Standard errors that the interval has beyond the models. */
export const errorsBeyond = 2;
/** Axes of a model that is not stretched. */
export const allAxes = 'x, y, z';

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
const deviationOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, v) => sum + (v - meanOf(values)) ** 2, 0) / (values.length - 1));

/** Axes over which quantities are averaged: z stands alone where the model is stretched along it. */
const axesOf = ({ zScale }: ExcursionModel): string[] => (zScale === 1 ? [allAxes] : ['z', 'x, y']);

/** Values of a quantity in the cubes: of the chosen model, of each other one, and of it with moved fractions. */
interface CubeValues {
  readonly chosen: readonly number[];
  readonly others: readonly (readonly number[])[];
  /** [set] of less and more. */
  readonly moved: readonly (readonly [readonly number[], readonly number[]])[];
}

/** Parts of the list of cubes, in the order in which they were drawn. */
function partsOf<T>(cubes: readonly T[], others: number) {
  const groups = (from: number, count: number): readonly T[][] =>
    Array.from({ length: count }, (_, i) => cubes.slice(from + i * cubesOfOther, from + (i + 1) * cubesOfOther));
  const rest = cubesOfChosen + others * cubesOfOther;
  const moves = groups(rest, (cubes.length - rest) / cubesOfOther);
  return {
    chosen: cubes.slice(0, cubesOfChosen),
    others: groups(cubesOfChosen, others),
    moved: Array.from({ length: moves.length / 2 }, (_, set) => [moves[2 * set], moves[2 * set + 1]] as const),
  };
}

/**
 * Least and largest value of models over cubes: of the chosen model, and of each other in the same noise.
 * @param byFractions - standard error that the volume fractions of the sections bring.
 */
function rangesOf({ chosen, others }: CubeValues, byFractions: number | null) {
  const [mean, scatter] = [meanOf(chosen), deviationOf(chosen)];
  const differences = others.map((values) => values.map((value, r) => value - chosen[r]));
  const means = [0, ...differences.map(meanOf)].map((difference) => mean + difference);
  const varianceOfMean = scatter ** 2 / chosen.length + (byFractions ?? 0) ** 2;
  // Two cubes of a model say little of their scatter, all models together enough.
  const pooled = meanOf(differences.map((own) => deviationOf(own) ** 2)) / cubesOfOther;
  const errors = means.map((_, i) => errorsBeyond * Math.sqrt(varianceOfMean + (i > 0 ? pooled : 0)));
  return {
    ...{ value: mean, scatter, byFractions },
    range: [Math.min(...means), Math.max(...means)],
    interval: [Math.min(...means.map((m, i) => m - errors[i])), Math.max(...means.map((m, i) => m + errors[i]))],
  } as const;
}

/** Quantities of the cubes: those of the chosen model come first, then those of every other model, then its moves. */
export function quantitiesOf(
  cubes: readonly UnseenCube[],
  others: number,
  covariance: Float64Array | undefined,
  chosen: ExcursionModel,
): UnseenQuantity[] {
  const fractions = partsOf(
    cubes.map((cube) => cube.fractions.slice(0, -1)),
    others,
  ).moved;
  const changes = fractions.map(([less, more]) =>
    less[0].map((_, phase) => meanOf(more.map((own) => own[phase])) - meanOf(less.map((own) => own[phase]))),
  );
  return chosen.phases.flatMap(({ name: phase }) =>
    wanted.flatMap((name) => {
      const isOwn = (one: DescribedQuantity): boolean => one.phase === phase && one.name === name;
      const own = cubes[0].quantities.filter(isOwn);
      const parts = own.some(({ axis }) => axis) ? axesOf(chosen) : [undefined];
      return parts.map((along): UnseenQuantity => {
        // A phase that is absent from a cube neither percolates nor conducts.
        const values = cubes.map(({ quantities }) =>
          meanOf(
            quantities
              .filter((one) => isOwn(one) && (!along || along.split(', ').includes(`${one.axis}`)))
              .map(({ value }) => value ?? 0),
          ),
        );
        const inParts = partsOf(values, others);
        const responses = inParts.moved.map(([less, more], set) => ({
          fractions: changes[set],
          value: meanOf(more) - meanOf(less),
        }));
        const byFractions = covariance ? errorByFractions(responses, covariance) : null;
        const { range, interval, ...ofChosen } = rangesOf(inParts, byFractions);
        // Neither shares nor conductivities are negative, and shares are not above one.
        const within = (ends: readonly [number, number]): readonly [number, number] => {
          if (name === 'eulerNumber') return ends;
          const most = name === 'percolatingFraction' ? 1 : Infinity;
          const [low, high] = ends.map((value) => Math.min(Math.max(value, 0), most));
          return [low, high];
        };
        return {
          ...{ phase, name, title: own[0].title, unit: own[0].unit, ...(along && { along }) },
          ...{ ...ofChosen, range: within(range), interval: within(interval) },
        };
      });
    }),
  );
}
