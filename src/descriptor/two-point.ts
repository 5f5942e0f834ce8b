import { axesOf, axisNames, type ByAxis, type PhaseMap, type Triple } from '../grid/index.ts';
import { addPairCountsByKernels, pairCountBytes } from './pair-count-kernels.ts';
import { addPairCounts, emptyPairCounts, type PairCounts } from './pair-counts.ts';
import type { Specimen } from './specimen.ts';

/**
 * Two-point coverage probabilities C_ij(h) over lags, by 'name-name'; first all pairs of a phase with itself, then the
 * mixed ones in order.
 */
export interface TwoPointPairs {
  /** Lags in the unit of the whole; lag 0 first. */
  readonly lags: readonly number[];
  readonly pairs: { readonly [pair: string]: readonly number[] };
}

/**
 * C_ij(h) = P(o in phase i, h in phase j), averaged over rings of nearest-integer lag (`lags` are the means of each),
 * and along each axis.
 */
export interface TwoPoint extends TwoPointPairs {
  readonly unit: string;
  readonly byAxis: ByAxis<TwoPointPairs>;
}

/** Two-point coverage probabilities of a specimen, ring by ring. */
export interface TwoPointCurves {
  /** Mean lag of each ring - [ring] - the specimen's unit - float64. */
  readonly lags: readonly number[];
  /** Offsets h that each ring averages - [ring] - float64. */
  readonly offsets: readonly number[];
  /** Pairs of phases [i, j], i <= j, each phase with itself first. */
  readonly pairs: PairCounts['pairs'];
  /** C_ij - [pair][ring] - probability - float64. */
  readonly curves: readonly (readonly number[])[];
  /** The same along each axis, without averaging over directions - [axis z, y, x]; an image has none along z. */
  readonly alongAxes: readonly (Pick<TwoPointCurves, 'lags' | 'curves'> | undefined)[];
}

/**
 * Offsets that fewer than this share of the voxels can make are left out of their ring: they are noise, and in large
 * maps rounding.
 */
const leastShare = 1e-5;

/** Maps up to this size are counted exactly, in float64. */
const exactVoxels = 2 ** 21;

/**
 * Width of a ring: the smallest voxel edge, so that rings of cubic voxels are rings of nearest-integer lag in voxels.
 */
function ringWidth({ rank, spacing }: Specimen): number {
  return Math.min(...axesOf(rank).map((a) => spacing[a]));
}

/**
 * The largest lag that a specimen can be asked for, in units of its smallest voxel edge: half the shortest axis of its
 * smallest map.
 */
export function largestLag(specimen: Specimen): number {
  const halves = specimen.maps.flatMap(({ grid }) =>
    axesOf(specimen.rank).map((a) => (grid.shape[a] * specimen.spacing[a]) / (2 * ringWidth(specimen))),
  );
  // Products of decimal spacings such as 3 * 0.1 may fall short of the whole number they mean by a few units in the
  // last place.
  return Math.floor(Math.min(...halves) * (1 + 1e-12));
}

/**
 * Bytes that the two-point functions of a map take, to the default lag. A small map, in float64, takes up to 96
 * a voxel.
 */
export function twoPointBytes(map: PhaseMap): number {
  const { shape, rank } = map.grid;
  if (map.data.length <= exactVoxels) return 96 * map.data.length;
  const reach = shape.map((n, axis) => (rank === 2 && axis === 0 ? 0 : Math.min(50, n >> 1)));
  return pairCountBytes(map, reach as unknown as Triple);
}

/**
 * Measures C_ij(h) = sum_t 1_i(t) 1_j(t + h) / sum_t 1_W(t) 1_W(t + h), W the unmasked voxels, for all pairs of phases,
 * and averages it over the offsets h of each ring.
 *
 * Estimator: pair counts are exact and pooled over the maps before the division, so a map weighs by its area. A ring r
 * holds the offsets whose length rounds to r voxel edges (the smallest edge where they differ); each offset has the
 * same weight however many pairs it has, as in a periodic window, and the lag of the ring is the mean length of its
 * offsets. C_ij is averaged over h and -h.
 * Edges: periodic axes wrap; elsewhere only pairs inside the window count. Offsets that fewer than one voxel in 1e5 can
 * make are left out, and the curves end before the first ring that has no offset left (a mask of small islands).
 *
 * @param maxLag - number of the last ring, voxels; a whole number up to `largestLag(specimen)`. @param threads - for
 * large maps; results do not depend on it.
 * @source torquato2002: Torquato, Random Heterogeneous Materials, Springer 2002, chapters 2 and 12; weights of offsets:
 * docs/notation.md
 */
export async function measureTwoPoint(specimen: Specimen, maxLag: number, threads = 1): Promise<TwoPointCurves> {
  const { spacing, maps } = specimen;
  const width = ringWidth(specimen);
  const reachOf = (a: number): number =>
    axesOf(specimen.rank).includes(a)
      ? Math.min(Math.floor(((maxLag + 0.5) * width) / spacing[a]), ...maps.map((map) => map.grid.shape[a] >> 1))
      : 0;
  const total = emptyPairCounts(specimen.phases.length, [reachOf(0), reachOf(1), reachOf(2)]);
  for (const map of maps) {
    if (map.data.length <= exactVoxels) addPairCounts(map, total);
    else await addPairCountsByKernels(map, total, threads);
  }

  const { pairs, counts, reach } = total;
  const pairsInWindow = (h: number): number =>
    pairs.reduce((sum, [i, j], p) => sum + (i === j ? 1 : 2) * counts[p][h], 0);
  const rings = maxLag + 1;
  const least = leastShare * specimen.voxels.reduce((sum, n) => sum + n, 0);
  const offsets = new Float64Array(rings);
  const lags = new Float64Array(rings);
  const sums = pairs.map(() => new Float64Array(rings));
  for (let z = -reach[0], h = 0; z <= reach[0]; z++) {
    for (let y = -reach[1]; y <= reach[1]; y++) {
      for (let x = -reach[2]; x <= reach[2]; x++, h++) {
        const length = Math.hypot(specimen.rank === 3 ? z * spacing[0] : 0, y * spacing[1], x * spacing[2]);
        const ring = Math.round(length / width);
        if (ring > maxLag) continue;
        const inWindow = pairsInWindow(h);
        if (inWindow < least || inWindow === 0) continue;
        offsets[ring]++;
        lags[ring] += length;
        for (let p = 0; p < pairs.length; p++) sums[p][ring] += counts[p][h] / inWindow;
      }
    }
  }
  const gap = offsets.indexOf(0);
  const measured = gap < 0 ? rings : gap;
  const mean = (values: Float64Array): number[] =>
    Array.from(values.subarray(0, measured), (sum, r) => sum / offsets[r]);
  const along = (axis: number): Pick<TwoPointCurves, 'lags' | 'curves'> => {
    const sizes = reach.map((r) => 2 * r + 1);
    const stride = [sizes[1] * sizes[2], sizes[2], 1][axis];
    const centre = (counts[0].length - 1) / 2;
    const places = Array.from({ length: reach[axis] + 1 }, (_, k) => centre + k * stride);
    const end = places.findIndex((h) => pairsInWindow(h) < Math.max(least, 1));
    const used = end < 0 ? places : places.slice(0, end);
    return {
      lags: used.map((_, k) => k * spacing[axis]),
      curves: pairs.map((_, p) => used.map((h) => counts[p][h] / pairsInWindow(h))),
    };
  };
  return {
    lags: mean(lags),
    offsets: Array.from(offsets.subarray(0, measured)),
    pairs,
    curves: sums.map(mean),
    alongAxes: [0, 1, 2].map((axis) => (axesOf(specimen.rank).includes(axis) ? along(axis) : undefined)),
  };
}

/** The curves under their phases' names, up to a lag of `maxLag` voxels of the smallest edge. */
export function nameCurves(specimen: Specimen, measured: TwoPointCurves, maxLag: number): TwoPoint {
  const name = (i: number): string => specimen.phases[i].name;
  const named = ({ lags, curves }: Pick<TwoPointCurves, 'lags' | 'curves'>, end: number): TwoPointPairs => ({
    lags: lags.slice(0, end),
    pairs: Object.fromEntries(
      measured.pairs.map(([i, j], p) => [`${name(i)}-${name(j)}`, curves[p].slice(0, end)] as const),
    ),
  });
  const reach = (maxLag + 1e-9) * ringWidth(specimen);
  const alongAxes = measured.alongAxes.flatMap((curves, axis) =>
    curves ? [[axisNames[axis], named(curves, curves.lags.filter((lag) => lag <= reach).length)] as const] : [],
  );
  return { ...named(measured, maxLag + 1), unit: specimen.unit, byAxis: Object.fromEntries(alongAxes) };
}
