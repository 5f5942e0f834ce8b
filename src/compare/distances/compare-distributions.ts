import type {
  Description,
  DistanceValues,
  DistributionComparison,
  PhaseDescription,
  Unmeasured,
} from '../../descriptor/index.ts';
import type { ByAxis } from '../../grid/index.ts';
import { meanAndScatter } from '../compare-values.ts';
import { type Distribution, distributions } from './registry.ts';
import { type Distances, distancesBetween, meanOf, type Survival } from './survival.ts';

/** A phase of a description, and the edges of its voxels. */
interface Side {
  readonly phase: PhaseDescription;
  readonly edges: ByAxis<number>;
}

/** The distributions of a side along one axis, or the reason why there is none. */
function survivalOf(distribution: Distribution, { phase, edges }: Side, direction: string): Survival | string {
  const found = distribution.of(phase, edges)?.[direction as 'x'];
  if (!found) return 'not measured';
  return 'reason' in found ? found.reason : found;
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
  // Every realisation is also among those that the others are held against, which takes the share 1 / (n - 1) off how far they stand out.
  const scatter = n > 2 ? (model.std * (n - 1)) / (n - 2) : null;
  return {
    value: data.mean,
    std: data.std,
    modelAgainstModel: { mean: model.mean, std: scatter },
    dataAgainstData: halves && pick(halves),
  };
}

function compareOne(
  distribution: Distribution,
  direction: string,
  models: readonly Side[],
  reference: Side,
  halves: readonly [Side, Side] | undefined,
): Pick<DistributionComparison, 'compared'> {
  const wanted = survivalOf(distribution, reference, direction);
  if (typeof wanted === 'string') return { compared: { value: null, reason: `reference: ${wanted}` } };
  const drawn: Survival[] = [];
  for (const side of models) {
    const own = survivalOf(distribution, side, direction);
    if (typeof own === 'string') return { compared: { value: null, reason: `model: ${own} in some realisation` } };
    drawn.push(own);
  }
  const parts = halves?.map((side) => survivalOf(distribution, side, direction));
  const apart =
    parts && typeof parts[0] !== 'string' && typeof parts[1] !== 'string' ? distancesBetween(parts[0], parts[1]) : null;
  const toData = drawn.map((own) => distancesBetween(own, wanted));
  const between = drawn.map((a) => drawn.map((b) => distancesBetween(a, b)));
  return {
    compared: {
      scale: meanOf(wanted),
      wasserstein: valuesOf(({ wasserstein }) => wasserstein, toData, between, apart),
      kolmogorovSmirnov: valuesOf(({ kolmogorovSmirnov }) => kolmogorovSmirnov, toData, between, apart),
    },
  };
}

/** The phase of a description that bears a name, with the edges of its voxels. */
function sideOf({ phases, grid }: Description, name: string): Side {
  const axes = (['z', 'y', 'x'] as const).slice(-grid.spacing.length);
  const phase = phases.find((own) => own.name === name);
  return { phase: phase!, edges: Object.fromEntries(axes.map((axis, a) => [axis, grid.spacing[a]])) };
}

/**
 * Distances between the distributions of one phase in realisations of a model and in the data: lengths of chords and the lineal path along each
 * axis, and local radii.
 *
 * Each is the mean over the realisations of the distance between one of them and the data. A distance between samples is never 0; what chance
 * alone makes of it is told by the same mean with another realisation in the data's place, averaged over the realisations, and its
 * scatter. Beside it stands the distance between two halves of the data, where they were described: half as much material each, so about
 * sqrt 2 times what two samples of the data's size would have.
 *
 * Wasserstein distances are lengths; `scale` is the mean of the data's distribution. Chords are complete ones, number-weighted, so sides must
 * have windows of one size. The lineal path as a distribution is that of the way from a point of the phase to the end of its chord.
 */
export function compareDistributions(
  models: readonly Description[],
  reference: Description,
  name: string,
  halves?: readonly [Description, Description],
): DistributionComparison[] {
  const wanted = sideOf(reference, name);
  const drawn = models.map((model) => sideOf(model, name));
  const parts = halves && ([sideOf(halves[0], name), sideOf(halves[1], name)] as const);
  return Object.values(distributions).flatMap((distribution: Distribution) => {
    const own = distribution.of(wanted.phase, wanted.edges);
    if (!own || drawn.some(({ phase, edges }) => !distribution.of(phase, edges))) return [];
    return Object.keys(own).map(
      (direction): DistributionComparison => ({
        name: distribution.name,
        direction: direction as DistributionComparison['direction'],
        unit: reference.grid.unit,
        ...compareOne(distribution, direction, drawn, wanted, parts),
      }),
    );
  });
}

/** Whether distances were measured. */
export const isDistance = (
  compared: DistributionComparison['compared'],
): compared is Exclude<DistributionComparison['compared'], Unmeasured> => 'scale' in compared;
