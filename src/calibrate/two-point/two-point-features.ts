import type { RealArray } from '../../compute/index.ts';
import { phasePairs } from '../../grid/index.ts';

/**
 * What the two-point loss compares, as one vector linear in the two-point maps and the volume fractions: the ring means
 * of C_ij for all pairs of phases and lags 0 .. maxLag, then the volume fractions, then the specific surface areas by
 * four directions.
 */
export interface TwoPointLayout {
  readonly phases: number;
  readonly maxLag: number;
  /** All pairs i <= j of the phases, own pairs first. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly length: number;
  /** Positions of the volume fractions and of the surface areas. */
  readonly volume: number;
  readonly surface: number;
}

/** The layout for a number of phases and lags. */
export function twoPointLayout(phases: number, maxLag: number): TwoPointLayout {
  const pairs = phasePairs(phases);
  const volume = pairs.length * (maxLag + 1);
  return { phases, maxLag, pairs, volume, surface: volume + phases, length: volume + 2 * phases };
}

/** Linear map between maps on an n x n torus and features, and its transpose. */
export interface FeatureMap {
  readonly layout: TwoPointLayout;
  /**
   * @param maps - independent pairs, as `twoPointMaps` orders them. @param volumes - volume fractions of the
   * independent phases.
   */
  readonly features: (maps: readonly RealArray[], volumes: readonly number[]) => Float64Array;
  /** Gradient of the features back to maps (symmetric in h) and volume fractions. */
  readonly transposed: (gradient: Float64Array) => { maps: Float64Array[]; volumes: number[] };
}

/** Offsets [dy, dx] whose crossings measure the surface area. */
const directions = [
  [0, 1],
  [1, 0],
  [1, 1],
  [1, -1],
] as const;

/** Builds the map for images of n x n pixels; maxLag must stay below n / 2. */
export function createFeatureMap(n: number, phases: number, maxLag: number): FeatureMap {
  const layout = twoPointLayout(phases, maxLag);
  const size = n * n;
  const ring = new Int16Array(size).fill(-1);
  const counts = new Float64Array(maxLag + 1);
  for (let y = 0, k = 0; y < n; y++) {
    for (let x = 0; x < n; x++, k++) {
      const r = Math.round(Math.hypot(Math.min(y, n - y), Math.min(x, n - x)));
      if (r > maxLag) continue;
      ring[k] = r;
      counts[r]++;
    }
  }
  const place = (dy: number, dx: number): number => ((dy + n) % n) * n + ((dx + n) % n);
  const independent = phasePairs(phases - 1);
  const last = phases - 1;

  // A pair that involves the last phase is a combination of independent ones: C_il = V_i - sum_j C_ij, V_l = 1 - sum
  // V_i. Each feature is constant + sum of coefficients times ring means and volume fractions, so both directions run
  // over the same coefficients.
  const mapIndex = (i: number, j: number): number =>
    independent.findIndex(([a, b]) => a === Math.min(i, j) && b === Math.max(i, j));
  interface Combination {
    readonly constant: number;
    readonly maps: Float64Array;
    readonly volumes: Float64Array;
  }
  const combine = (i: number, j: number): Combination => {
    const maps = new Float64Array(independent.length);
    const volumes = new Float64Array(last);
    let constant = 0;
    if (j < last) maps[mapIndex(i, j)] = 1;
    else if (i < last) {
      volumes[i] = 1;
      for (let k = 0; k < last; k++) maps[mapIndex(i, k)] -= 1;
    } else {
      constant = 1;
      for (let a = 0; a < last; a++) {
        volumes[a] = -2;
        for (let b = 0; b < last; b++) maps[mapIndex(a, b)] += 1;
      }
    }
    return { constant, maps, volumes };
  };
  const combinations = layout.pairs.map(([i, j]) => combine(i, j));
  const ownVolume = (i: number): Float64Array =>
    Float64Array.from({ length: last }, (_, k) => (i === last ? -1 : k === i ? 1 : 0));

  const features = (maps: readonly RealArray[], volumes: readonly number[]): Float64Array => {
    const means = maps.map((map): Float64Array => {
      const sums = new Float64Array(maxLag + 1);
      for (let k = 0; k < size; k++) if (ring[k] >= 0) sums[ring[k]] += map[k];
      return sums.map((sum, r) => sum / counts[r]);
    });
    const out = new Float64Array(layout.length);
    const dot = (weights: Float64Array, values: (k: number) => number): number =>
      weights.reduce((sum, w, k) => (w === 0 ? sum : sum + w * values(k)), 0);
    combinations.forEach((c, p) => {
      const fixed = c.constant + dot(c.volumes, (k) => volumes[k]);
      for (let r = 0; r <= maxLag; r++) out[p * (maxLag + 1) + r] = fixed + dot(c.maps, (k) => means[k][r]);
    });
    for (let i = 0; i < phases; i++) {
      const own = combinations[i];
      const v = (i === last ? 1 : 0) + dot(ownVolume(i), (k) => volumes[k]);
      out[layout.volume + i] = v;
      for (const [dy, dx] of directions) {
        const both = own.constant + dot(own.volumes, (k) => volumes[k]) + dot(own.maps, (k) => maps[k][place(dy, dx)]);
        out[layout.surface + i] += (v - both) / Math.hypot(dy, dx);
      }
    }
    return out;
  };

  const transposed = (gradient: Float64Array): { maps: Float64Array[]; volumes: number[] } => {
    const rings = independent.map(() => new Float64Array(maxLag + 1));
    const volumes = new Array<number>(last).fill(0);
    combinations.forEach((c, p) => {
      for (let r = 0; r <= maxLag; r++) {
        const g = gradient[p * (maxLag + 1) + r];
        c.maps.forEach((w, k) => {
          rings[k][r] += (w * g) / counts[r];
        });
        c.volumes.forEach((w, k) => {
          volumes[k] += w * g;
        });
      }
    });
    const maps = rings.map((values) => {
      const map = new Float64Array(size);
      for (let k = 0; k < size; k++) if (ring[k] >= 0) map[k] = values[ring[k]];
      return map;
    });
    for (let i = 0; i < phases; i++) {
      const own = combinations[i];
      const byVolume = ownVolume(i);
      const g = gradient[layout.surface + i];
      for (let k = 0; k < last; k++) {
        volumes[k] += byVolume[k] * gradient[layout.volume + i];
        for (const [dy, dx] of directions) volumes[k] += (g * (byVolume[k] - own.volumes[k])) / Math.hypot(dy, dx);
      }
      for (const [dy, dx] of directions) {
        own.maps.forEach((w, k) => {
          // Half to each of h and -h keeps the gradient symmetric, as the maps are.
          const share = (-0.5 * w * g) / Math.hypot(dy, dx);
          maps[k][place(dy, dx)] += share;
          maps[k][place(-dy, -dx)] += share;
        });
      }
    }
    return { maps, volumes };
  };
  return { layout, features, transposed };
}
