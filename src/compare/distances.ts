import {
  type AnyDescription,
  type Descriptor,
  type Distribution,
  isUnmeasured,
  type Survival,
  type Unmeasured,
  valueIn,
} from '../descriptor/index.ts';
import { axisNamesOf, type ByAxis } from '../grid/index.ts';
import type { DistanceValues, DistributionComparison } from './comparison.ts';
import { jointRanks } from './significance.ts';
import { isDifference, levelsOf, meanAndScatter } from './verdict.ts';

/** Mean length, as far as the distribution is known: the integral of the share that is longer. */
export function meanOf({ ends, shares }: Survival): number {
  return shares.reduce((sum, share, k) => sum + share * (ends[k] - (ends[k - 1] ?? 0)), 0);
}

/** How far two distributions are apart. */
export interface Distances {
  /**
   * Integral of |S_a - S_b| over length: the least mean distance by which one must be moved to become the other - the
   * unit of `ends`.
   */
  readonly wasserstein: number;
  /** Largest |S_a - S_b| - dimensionless. */
  readonly kolmogorovSmirnov: number;
}

/**
 * Distances between two distributions of lengths, exact for shares that are constant between their ends. Beyond a
 * complete end the share is 0; where an incomplete one ends, both do.
 * @source villani2009: optimal transport on a line, Wasserstein distance of order 1
 */
export function distancesBetween(a: Survival, b: Survival): Distances {
  const end = ({ ends, complete }: Survival): number => (complete ? Number.POSITIVE_INFINITY : (ends.at(-1) ?? 0));
  const reach = Math.min(end(a), end(b));
  // Edges of voxels that passed through files differ in their last digits: slivers between ends that mean the same
  // carry no share.
  const sliver = 1e-4 * Math.min(a.ends[0] ?? Number.POSITIVE_INFINITY, b.ends[0] ?? Number.POSITIVE_INFINITY);
  let [i, j] = [0, 0];
  let at = 0;
  let wasserstein = 0;
  let largest = 0;
  while ((i < a.ends.length || j < b.ends.length) && at < reach) {
    const next = Math.min(a.ends[i] ?? Number.POSITIVE_INFINITY, b.ends[j] ?? Number.POSITIVE_INFINITY, reach);
    if (next > at) {
      const difference = Math.abs((a.shares[i] ?? 0) - (b.shares[j] ?? 0));
      wasserstein += difference * (next - at);
      if (next - at > sliver) largest = Math.max(largest, difference);
    }
    at = next;
    if (i < a.ends.length && a.ends[i] <= at) i++;
    if (j < b.ends.length && b.ends[j] <= at) j++;
  }
  return { wasserstein, kolmogorovSmirnov: largest };
}

/** Mean distance of each sample to the others: what a further sample of the same law would have on average. */
function leaveOneOut(between: readonly (readonly number[])[]): number[] {
  return between.map((row, r) => (row.reduce((sum, d) => sum + d, 0) - row[r]) / (row.length - 1));
}

function valuesOf(
  pick: (distances: Distances) => number,
  toData: readonly Distances[],
  between: readonly (readonly Distances[])[],
  halves: Distances | null,
): DistanceValues {
  const data = meanAndScatter(toData.map(pick));
  const n = between.length;
  const model = meanAndScatter(leaveOneOut(between.map((row) => row.map(pick))));
  // Every realisation is also among those that the others are held against, which takes the share 1 / (n - 1) off how
  // far they stand out.
  const scatter = n > 2 ? (model.std * (n - 1)) / (n - 2) : null;
  return {
    value: data.mean,
    std: data.std,
    modelAgainstModel: { mean: model.mean, std: scatter },
    dataAgainstData: halves && pick(halves),
  };
}

/** The distribution of a side along one direction, or the reason why there is none. */
function survivalOf(
  distribution: Distribution,
  { value, edges }: { readonly value: unknown; readonly edges: ByAxis<number> },
  direction: string,
): Survival | string {
  const found = distribution.of(value, edges)[direction as 'x'];
  if (!found) return 'not measured';
  return isUnmeasured(found) ? found.reason : found;
}

function compareOne(
  wanted: Survival | string,
  models: readonly (Survival | string)[],
  halves: readonly [Survival | string, Survival | string] | undefined,
): Untested['compared'] {
  const missing = (reason: string): Unmeasured => ({ value: null, reason });
  if (typeof wanted === 'string') return missing(`reference: ${wanted}`);
  const reason = models.find((own) => typeof own === 'string');
  if (reason) return missing(`model: ${reason} in some realisation`);
  const drawn = models as readonly Survival[];
  const apart =
    halves && typeof halves[0] !== 'string' && typeof halves[1] !== 'string'
      ? distancesBetween(halves[0], halves[1])
      : null;
  const toData = drawn.map((own) => distancesBetween(own, wanted));
  const between = drawn.map((a) => drawn.map((b) => distancesBetween(a, b)));
  const wasserstein = valuesOf((distances) => distances.wasserstein, toData, between, apart);
  const kolmogorovSmirnov = valuesOf((distances) => distances.kolmogorovSmirnov, toData, between, apart);
  const samples = ([(d: Distances) => d.wasserstein, (d: Distances) => d.kolmogorovSmirnov] as const).map((pick) =>
    standOut(
      toData.map(pick),
      between.map((row) => row.map(pick)),
    ),
  );
  return { scale: meanOf(wanted), wasserstein, kolmogorovSmirnov, samples };
}

/**
 * How far each sample stands out: its mean distance to all others over the mean of that over all samples - [sample],
 * the data first.
 */
function standOut(toData: readonly number[], between: readonly (readonly number[])[]): number[] {
  const n = toData.length;
  const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);
  const means = [sum(toData) / n, ...between.map((row, r) => (sum(row) + toData[r]) / n)];
  const all = sum(means) / (n + 1);
  return means.map((mean) => (all > 0 ? mean / all : 1));
}

/** A distance before its verdict: `samples` - how far each sample stands out - [statistic][sample], the data first. */
type Untested = Omit<DistributionComparison, 'compared'> & {
  readonly compared:
    | (Omit<Exclude<DistributionComparison['compared'], Unmeasured>, 'pValue' | 'verdict'> & {
        readonly samples: readonly (readonly number[])[];
      })
    | Unmeasured;
};

/** Tests the distances of all phases together by their joint ranks. @source westfall1993 */
export function testDistances(
  phases: readonly (readonly Untested[])[],
  realisations: number,
): DistributionComparison[][] {
  const level = levelsOf(realisations).ranks;
  const pValues = jointRanks(
    phases.flat().flatMap(({ compared }) => ('samples' in compared ? [compared.samples] : [])),
  );
  let next = 0;
  return phases.map((list) =>
    list.map(({ compared, ...label }): DistributionComparison => {
      if (!('samples' in compared)) return { ...label, compared };
      const { samples: _, ...rest } = compared;
      const pValue = pValues[next++];
      const verdict = level === 0 ? 'not testable' : isDifference(pValue, level) ? 'differs' : 'undecided';
      return { ...label, compared: { ...rest, pValue, verdict } };
    }),
  );
}

/**
 * Distances between the distributions of one phase in realisations of a model and in the data, of all descriptors that
 * have any: of chord lengths and lineal paths along each axis and of local radii, for instance.
 *
 * Each is the mean over the realisations of the distance between one of them and the data. A distance between samples
 * is never 0; what chance alone makes of it is told by the same mean with another realisation in the data's place,
 * averaged over the realisations, and its scatter. Beside it stands the distance between two halves of the data, where
 * they were described: half as much material each, so about sqrt 2 times what two samples of the data's size would
 * have.
 *
 * Wasserstein distances are lengths; `scale` is the mean of the data's distribution. Chords are complete ones,
 * number-weighted, so sides must have windows of one size. The lineal path as a distribution is that of the way from a
 * point of the phase to the end of its chord.
 */
export function compareDistributions(
  models: readonly AnyDescription[],
  reference: AnyDescription,
  name: string,
  list: readonly Descriptor[],
  halves?: readonly [AnyDescription, AnyDescription],
): Untested[] {
  return list.flatMap((descriptor) => {
    const sideOf = ({ phases, grid }: AnyDescription) => {
      const axes = axisNamesOf(grid.spacing.length as 2 | 3);
      const edges: ByAxis<number> = Object.fromEntries(axes.map((axis, a) => [axis, grid.spacing[a]]));
      const phase = phases.find((own) => own.name === name);
      return { value: phase && valueIn(phase, descriptor), edges };
    };
    const [wanted, drawn] = [sideOf(reference), models.map(sideOf)];
    if ([wanted, ...drawn].some(({ value }) => value === undefined)) return [];
    const parts = halves?.map(sideOf);
    return (descriptor.distributions ?? []).flatMap((distribution) =>
      Object.keys(distribution.of(wanted.value, wanted.edges)).map((direction): Untested => {
        const of = (side: ReturnType<typeof sideOf>) => survivalOf(distribution, side, direction);
        return {
          name: distribution.title,
          direction: direction as DistributionComparison['direction'],
          unit: reference.grid.unit,
          compared: compareOne(of(wanted), drawn.map(of), parts && [of(parts[0]), of(parts[1])]),
        };
      }),
    );
  });
}

/** Whether distances were measured. */
export const isDistance = (
  compared: DistributionComparison['compared'],
): compared is Exclude<DistributionComparison['compared'], Unmeasured> => 'scale' in compared;
