import { type Descriptor, descriptors } from '../descriptor/index.ts';
import type { AblationResult, Study } from './results.ts';
import type { VariantName } from './variants.ts';

/** A quantity of a result and how tables print it. Smaller is better throughout. */
export interface StudyQuantity {
  readonly label: string;
  /** Whether a loss of two-point functions, volume fractions and surface areas sees it. */
  readonly seen: boolean;
  /** What a value is multiplied by, and decimals that are printed. */
  readonly scale: number;
  readonly decimals: number;
  /** Its value in a result; undefined where it could not be compared. */
  readonly of: (result: AblationResult) => number | undefined;
}

/**
 * The quantities that an ablation compares: errors of what fast descriptors have to compare, in per cent, the two-point
 * functions, and the linear discriminant; first what a loss of two-point functions sees. @param list - descriptors, by
 * default those of the program.
 */
export function studyQuantities(list: readonly Descriptor[] = descriptors): StudyQuantity[] {
  const errors = list
    .filter(({ cost }) => cost === 'fast')
    .flatMap((descriptor) => descriptor.quantities.filter(({ compared }) => compared))
    .map(({ name, title, label, followsFromTwoPoint }): StudyQuantity => {
      const seen = followsFromTwoPoint ?? false;
      return { label: `${label ?? title} %`, seen, scale: 100, decimals: 1, of: (result) => result.errors[name] };
    });
  return [
    ...errors.filter(({ seen }) => seen),
    { label: 'TPPF rms 1e-3', seen: true, scale: 1000, decimals: 1, of: ({ twoPoint }) => twoPoint },
    ...errors.filter(({ seen }) => !seen),
    { label: 'look', seen: false, scale: 1, decimals: 2, of: ({ look }) => look },
    { label: 'accuracy %', seen: false, scale: 100, decimals: 1, of: ({ accuracy }) => accuracy },
  ];
}

/** The quantities that some results of some studies have. */
export function quantitiesOf(studies: readonly Study[], list?: readonly Descriptor[]): StudyQuantity[] {
  const results = studies.flatMap((study) => study.results);
  return studyQuantities(list).filter(({ of }) => results.some((result) => of(result) !== undefined));
}

/** Two-sided 95 % quantiles of Student's t for 1, 2, ... degrees of freedom; beyond the list the last one serves. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086,
];

/** A mean with the half width of its 95 % interval by Student's t; null for a single value. */
export interface Interval {
  readonly mean: number;
  readonly half: number | null;
  readonly count: number;
}

/** Mean of values that scatter independently, with its interval; undefined without values. */
export function intervalOf(values: readonly number[]): Interval | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const mean = values.reduce((sum, v) => sum + v, 0) / count;
  if (count === 1) return { mean, half: null, count };
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (count - 1);
  const t = quantiles[Math.min(count - 1, quantiles.length) - 1];
  return { mean, half: t * Math.sqrt(variance / count), count };
}

/** Whether an interval leaves out zero: -1 wholly below, 1 wholly above, 0 neither. */
export function directionOf({ mean, half }: Interval): -1 | 0 | 1 {
  if (half === null || Math.abs(mean) <= half) return 0;
  return mean < 0 ? -1 : 1;
}

/** Differences of a variant to another over all materials and seeds that both have. */
export interface PairedDifference extends Interval {
  /** Pairs in which the variant has the smaller value. */
  readonly better: number;
}

/** Differences variant - base of one quantity, pairs of the same material and seed, as the quantity is printed. */
export function pairedDifference(
  studies: readonly Study[],
  variant: VariantName,
  base: VariantName,
  { of, scale }: StudyQuantity,
): PairedDifference | undefined {
  const differences = studies.flatMap(({ results }) =>
    results
      .filter((result) => result.variant === variant)
      .flatMap((own) => {
        const other = results.find((result) => result.variant === base && result.seed === own.seed);
        const [value, baseline] = [of(own), other && of(other)];
        return value !== undefined && baseline !== undefined ? [scale * (value - baseline)] : [];
      }),
  );
  const interval = intervalOf(differences);
  return interval && { ...interval, better: differences.filter((d) => d < 0).length };
}
