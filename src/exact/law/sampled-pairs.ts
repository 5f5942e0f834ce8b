import type { Structure, Summand } from './structure.ts';

/** A sampled field at both points: what its weight multiplies, and what its correlation moves - each of shape [point of the block]. */
export interface SampledPair {
  /** By power: G, or G^2 - 1. */
  readonly value0: Float64Array;
  readonly valueH: Float64Array;
  /** Their derivatives with respect to the correlation. */
  readonly slope0: Float64Array;
  readonly slopeH: Float64Array;
}

/** The sampled fields over one block of points. */
export interface SampledPairs {
  /** What a summand multiplies. */
  readonly pair: (term: Summand) => SampledPair;
  /** Fills a sampled field's arrays for its correlation from the points `from`, ..., `from + count - 1`. */
  readonly fill: (sampled: number, rho: number, from: number, count: number) => void;
}

/**
 * Pairs (G(o), G(h)) of the sampled fields in sum and difference variables: G = sqrt((1 + rho) / 2) S +- sqrt((1 - rho) / 2) D.
 * @param normals - S of all sampled fields, then D of all - [coordinate] of shape [point]. @param size - largest block.
 */
export function createSampledPairs(
  { latents, sampled }: Structure,
  normals: readonly Float64Array[],
  size: number,
): SampledPairs {
  const array = (): Float64Array => new Float64Array(size);
  // A field that occurs both linearly and squared has an entry for each power.
  const entries = sampled.map(() => ({}) as Partial<Record<1 | 2, SampledPair>>);
  for (const { field, power } of latents.flatMap((latent) => latent.sampled)) {
    entries[field][power] ??= { value0: array(), valueH: array(), slope0: array(), slopeH: array() };
  }
  const fill = (s: number, rho: number, from: number, count: number): void => {
    const near = Math.sqrt((1 + rho) / 2);
    const far = Math.sqrt(Math.max((1 - rho) / 2, 1e-14));
    const byNear = 0.25 / near;
    const byFar = -0.25 / far;
    const sum = normals[s];
    const difference = normals[sampled.length + s];
    const { 1: linear, 2: square } = entries[s];
    if (linear) {
      const { value0, valueH, slope0, slopeH } = linear;
      for (let i = 0; i < count; i++) {
        const x = sum[from + i];
        const y = difference[from + i];
        value0[i] = near * x + far * y;
        valueH[i] = near * x - far * y;
        slope0[i] = byNear * x + byFar * y;
        slopeH[i] = byNear * x - byFar * y;
      }
    }
    if (square) {
      const { value0, valueH, slope0, slopeH } = square;
      for (let i = 0; i < count; i++) {
        const x = sum[from + i];
        const y = difference[from + i];
        const g0 = near * x + far * y;
        const gH = near * x - far * y;
        value0[i] = g0 * g0 - 1;
        valueH[i] = gH * gH - 1;
        slope0[i] = 2 * g0 * (byNear * x + byFar * y);
        slopeH[i] = 2 * gH * (byNear * x - byFar * y);
      }
    }
  };
  return {
    fill,
    pair: ({ field, power }) => {
      const entry = entries[field][power];
      if (!entry) throw new RangeError(`sampled pairs: no summand of field ${field} with power ${power}`);
      return entry;
    },
  };
}
