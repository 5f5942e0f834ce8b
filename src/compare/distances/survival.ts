/**
 * A distribution of lengths by the share that exceeds each of them, constant between rising positions: on the k-th interval, which
 * ends at `ends[k]` and begins at the end before it (the first at 0), the share is `shares[k]`.
 */
export interface Survival {
  /** Ends of the intervals, rising - [interval] - a unit of length. */
  readonly ends: readonly number[];
  /** Share that is longer - [interval] - dimensionless. */
  readonly shares: readonly number[];
  /** Whether nothing lies beyond the last interval; otherwise what does is not known. */
  readonly complete: boolean;
}

/** Mean length, as far as the distribution is known: the integral of the share that is longer. */
export function meanOf({ ends, shares }: Survival): number {
  return shares.reduce((sum, share, k) => sum + share * (ends[k] - (ends[k - 1] ?? 0)), 0);
}

/** How far two distributions are apart. */
export interface Distances {
  /** Integral of |S_a - S_b| over length: the least mean distance by which one must be moved to become the other - the unit of `ends`. */
  readonly wasserstein: number;
  /** Largest |S_a - S_b| - dimensionless. */
  readonly kolmogorovSmirnov: number;
}

/**
 * Distances between two distributions of lengths, exact for shares that are constant between their ends. Beyond a complete end the share
 * is 0; where an incomplete one ends, both do.
 * @source villani2009: optimal transport on a line, Wasserstein distance of order 1
 */
export function distancesBetween(a: Survival, b: Survival): Distances {
  const end = ({ ends, complete }: Survival): number => (complete ? Number.POSITIVE_INFINITY : (ends.at(-1) ?? 0));
  const reach = Math.min(end(a), end(b));
  // Edges of voxels that passed through files differ in their last digits: slivers between ends that mean the same carry no share.
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
