import { createGrid, createPhaseMap, type PhaseMap } from '../../grid/index.ts';

/** Shares of pixels and of pairs of pixels in a section, phase by phase. */
export interface Shares {
  /** Volume fractions - [phase]. */
  readonly volume: readonly number[];
  /** Half the share of pairs k pixels apart along a row with one end in the phase, V_i - C_ii(k) - [k][phase]. */
  readonly along: readonly (readonly number[])[];
  /** Likewise k rows apart. */
  readonly across: readonly (readonly number[])[];
}

/** Numbers that shares are made of; those of blocks add up. */
interface Counts {
  readonly voxels: Float64Array;
  /** Pairs with one end in the phase - shape [2, lag, phase] -, and all pairs - [2, lag]; first along rows. */
  readonly changes: Float64Array;
  readonly pairs: Float64Array;
}

/** Counts pairs whose first pixel lies in a block of a section. @param most - largest lag, pixels. */
function countPairs({ data, grid, phases }: PhaseMap, [x0, x1]: readonly [number, number], most: number): Counts {
  const [, ny, nx] = grid.shape;
  const n = phases.length;
  const voxels = new Float64Array(n);
  const changes = new Float64Array(2 * (most + 1) * n);
  const pairs = new Float64Array(2 * (most + 1));
  for (let y = 0; y < ny; y++) for (let x = x0; x < x1; x++) if (data[y * nx + x] < n) voxels[data[y * nx + x]]++;
  for (const way of [0, 1]) {
    for (let k = 1; k <= most; k++) {
      const at = way * (most + 1) + k;
      const [rows, end, jump] = way === 0 ? [ny, Math.min(x1, nx - k), k] : [ny - k, x1, k * nx];
      for (let y = 0; y < rows; y++) {
        for (let i = y * nx + x0; i < y * nx + end; i++) {
          const [a, b] = [data[i], data[i + jump]];
          if (a >= n || b >= n) continue;
          pairs[at]++;
          if (a === b) continue;
          changes[at * n + a]++;
          changes[at * n + b]++;
        }
      }
    }
  }
  return { voxels, changes, pairs };
}

function sharesOf({ voxels, changes, pairs }: Counts): Shares {
  const total = voxels.reduce((sum, v) => sum + v, 0);
  const n = voxels.length;
  const lags = pairs.length / 2;
  const shares = (way: number): number[][] =>
    Array.from({ length: lags }, (_, k) => {
      const at = way * lags + k;
      return Array.from({ length: n }, (__, i) => (pairs[at] > 0 ? changes[at * n + i] / (2 * pairs[at]) : 0));
    });
  return { volume: Array.from(voxels, (v) => v / total), along: shares(0), across: shares(1) };
}

/** Shares of a whole section. @param most - largest lag, pixels and rows. */
export function changesAlongRows(section: PhaseMap, most: number): Shares {
  const [, ny, nx] = section.grid.shape;
  return sharesOf(countPairs(section, [0, nx], Math.min(most, ny - 1, nx - 1)));
}

/** Planes of a volume that are looked at, evenly apart. */
const planes = 16;

/** The x-z planes of a volume, rows along z; sections as they are. */
function sectionsOf(map: PhaseMap): PhaseMap[] {
  if (map.grid.rank === 2) return [map];
  const [nz, ny, nx] = map.grid.shape;
  const every = Math.max(1, Math.floor(ny / planes));
  return Array.from({ length: Math.floor((ny - 1) / every) + 1 }, (_, p) => {
    const data = new Uint8Array(nz * nx);
    for (let z = 0; z < nz; z++)
      data.set(map.data.subarray((z * ny + p * every) * nx, (z * ny + p * every + 1) * nx), z * nx);
    return createPhaseMap(createGrid([nz, nx]), data, map.phases);
  });
}

/** Lag at which V - C has reached half of V (1 - V), between lags linearly; undefined beyond the last. */
function halfLag(curve: readonly (readonly number[])[], volume: number, phase: number): number | undefined {
  const half = (volume * (1 - volume)) / 2;
  const k = curve.findIndex((values, lag) => lag > 0 && values[phase] >= half);
  if (k < 1) return undefined;
  const [low, high] = [curve[k - 1][phase], curve[k][phase]];
  return k - 1 + (half - low) / (high - low);
}

const add = (a: Float64Array, b: Float64Array, sign: number): Float64Array => a.map((v, i) => v + sign * b[i]);

/** Strips that sections are cut into for errors, in all, and correlation lengths that one is wide. */
const [wantedStrips, lengthsPerStrip, longestLag] = [24, 4, 64];

/**
 * By which factor structures of each phase are longer along z than in the plane at the lags at which their covariances
 * have fallen to half: from the sections alone, without a model. Errors by the jackknife over strips of the sections.
 * @param sections - x-z sections, rows along z, or volumes. @param rowStep - distance of rows, pixels.
 * @param correlationLength - longest, pixels.
 * @returns by phase; null where a covariance does not fall to half within the sections or 64 pixels.
 */
export function halfLagScales(
  sections: readonly PhaseMap[],
  rowStep: number,
  correlationLength: number,
): ({ readonly scale: number; readonly standardError: number } | null)[] {
  const maps = sections.flatMap(sectionsOf);
  const smallest = Math.min(...maps.flatMap(({ grid }) => grid.shape.slice(1)));
  const most = Math.min(longestLag, smallest - 1);
  const width = maps.reduce((sum, { grid }) => sum + grid.shape[2], 0) / wantedStrips;
  const strips = maps.flatMap((map) => {
    const nx = map.grid.shape[2];
    const parts = Math.max(1, Math.floor(nx / Math.max(width, lengthsPerStrip * correlationLength, 8)));
    const cut = (p: number): number => Math.floor((p * nx) / parts);
    return Array.from({ length: parts }, (_, p) => countPairs(map, [cut(p), cut(p + 1)], most));
  });
  const combine = (a: Counts, b: Counts, sign: number): Counts => ({
    voxels: add(a.voxels, b.voxels, sign),
    changes: add(a.changes, b.changes, sign),
    pairs: add(a.pairs, b.pairs, sign),
  });
  const all = strips.slice(1).reduce((sum, own) => combine(sum, own, 1), strips[0]);
  const logScales = (counts: Counts): (number | undefined)[] => {
    const { volume, along, across } = sharesOf(counts);
    return volume.map((v, i) => {
      const [x, z] = [halfLag(along, v, i), halfLag(across, v, i)];
      return x && z ? Math.log((z * rowStep) / x) : undefined;
    });
  };
  const found = logScales(all);
  const without = strips.map((own) => logScales(combine(all, own, -1)));
  return found.map((log, i) => {
    const left = without.map((logs) => logs[i]).filter((own) => own !== undefined);
    if (log === undefined || left.length < without.length || left.length < 4) return null;
    const n = left.length;
    const mean = left.reduce((sum, v) => sum + v, 0) / n;
    const variance = ((n - 1) / n) * left.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    return { scale: Math.exp(log), standardError: Math.exp(log) * Math.sqrt(variance) };
  });
}
