import type {
  ChordLength,
  LinealPath,
  PhaseDescription,
  SizeDistribution,
  Unmeasured,
} from '../../descriptor/index.ts';
import { negligibleShare } from '../../descriptor/index.ts';
import type { ByAxis } from '../../grid/index.ts';
import type { Survival } from './survival.ts';

/** A distribution that descriptions hold, by axis, or under `all` where it has no direction. */
export interface Distribution {
  /** What is distributed, as tables name it. */
  readonly name: string;
  /** The distributions of a phase, undefined where they were not asked for. @param edges - of a voxel along each axis. */
  readonly of: (phase: PhaseDescription, edges: ByAxis<number>) => ByDirection<Survival | Unmeasured> | undefined;
}

/** By axis, or for all directions together. */
export type ByDirection<T> = ByAxis<T> & { readonly all?: T };

const isUnmeasured = (value: object): value is Unmeasured => 'reason' in value;

/**
 * The distribution of chord lengths from their numbers; undefined without chords.
 * @param histogram - chords by length, from one voxel - [length - 1] - chords. @param edge - of a voxel along the axis, a length.
 */
export function chordSurvival(histogram: readonly number[], edge: number): Survival | undefined {
  const total = histogram.reduce((sum, n) => sum + n, 0);
  if (total === 0) return undefined;
  let longer = total;
  const ends: number[] = [];
  const shares: number[] = [];
  histogram.forEach((n, k) => {
    ends.push((k + 1) * edge);
    shares.push(longer / total);
    longer -= n;
  });
  return { ends, shares, complete: true };
}

const chords = ({ histogram }: ChordLength, edge: number): Survival | Unmeasured =>
  chordSurvival(histogram, edge) ?? { value: null, reason: 'no complete chord' };

function path({ lags, values }: LinealPath): Survival {
  const ends = lags.slice(1);
  return {
    ends,
    // L is linear between its lags: its mean over each interval.
    shares: ends.map((_, k) => (values[k] + values[k + 1]) / (2 * values[0])),
    complete: values[values.length - 1] < negligibleShare * values[0],
  };
}

const sizes = ({ radii, values }: SizeDistribution): Survival => ({ ends: radii, shares: values, complete: true });

/** The distributions that a model is compared with data by, under the name of their descriptor. */
export const distributions = {
  chordLength: {
    name: 'chord length',
    of: ({ chordLength }, edges) =>
      Object.fromEntries(
        Object.entries(chordLength).map(([axis, chord]) => [
          axis,
          isUnmeasured(chord) ? chord : chords(chord, edges[axis as keyof typeof edges] ?? 1),
        ]),
      ),
  },
  linealPath: {
    name: 'lineal path',
    of: ({ linealPath }) =>
      Object.fromEntries(
        Object.entries(linealPath).map(([axis, value]) => [axis, isUnmeasured(value) ? value : path(value)]),
      ),
  },
  sizeDistribution: {
    name: 'radius of sizes',
    of: ({ sizeDistribution }) =>
      sizeDistribution && { all: isUnmeasured(sizeDistribution) ? sizeDistribution : sizes(sizeDistribution) },
  },
} satisfies Record<string, Distribution>;

/** Name of a registered distribution. */
export type DistributionName = keyof typeof distributions;
