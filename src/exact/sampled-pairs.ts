import { hermite, hermiteSlope, type Power } from '../field/index.ts';
import type { Summand } from '../phase/index.ts';
import type { Structure } from './structure.ts';

/**
 * A sampled field at both points and its derivatives with respect to the correlation - each of shape [point of the
 * block].
 */
interface FieldPair {
  readonly g0: Float64Array;
  readonly gH: Float64Array;
  readonly d0: Float64Array;
  readonly dH: Float64Array;
}

/** What a summand's weight multiplies, and what the correlations move - each of shape [point of the block]. */
export interface SampledPair {
  /** Polynomial of the field, times the other field if there is one, at o and at h. */
  readonly value0: Float64Array;
  readonly valueH: Float64Array;
  /** Their derivatives with respect to the correlation of the field. */
  readonly slope0: Float64Array;
  readonly slopeH: Float64Array;
  /** Their derivatives with respect to the correlation of the other field. */
  readonly times?: { readonly slope0: Float64Array; readonly slopeH: Float64Array };
}

/** The sampled fields over one block of points. */
export interface SampledPairs {
  /** What a summand multiplies. */
  readonly pair: (term: Summand) => SampledPair;
  /** Fills the arrays for the correlation of each sampled field from the points `from`, ..., `from + count - 1`. */
  readonly fill: (rho: (sampled: number) => number, from: number, count: number) => void;
}

/** A summand's arrays with what they are made of. */
interface Entry {
  readonly field: number;
  readonly power: Power;
  readonly times?: number | undefined;
  readonly pair: SampledPair;
}

/**
 * Pairs (G(o), G(h)) of the sampled fields in sum and difference variables: G = sqrt((1 + rho) / 2) S +- sqrt((1 - rho)
 * / 2) D.
 * @param normals - S of all sampled fields, then D of all - [coordinate] of shape [point]. @param size - largest block.
 */
export function createSampledPairs(
  { latents, sampled }: Structure,
  normals: readonly Float64Array[],
  size: number,
): SampledPairs {
  const array = (): Float64Array => new Float64Array(size);
  const fields = sampled.map((): FieldPair => ({ g0: array(), gH: array(), d0: array(), dH: array() }));
  const entries: Entry[] = [];
  const find = ({ field, power, times }: Omit<Summand, 'scalars'>): Entry | undefined =>
    entries.find((entry) => entry.field === field && entry.power === power && entry.times === times);
  for (const { field, power, times } of latents.flatMap((latent) => latent.sampled)) {
    if (find({ field, power, times })) continue;
    const { g0, gH, d0, dH } = fields[field];
    const isField = power === 1 && times === undefined;
    const pair: SampledPair = isField
      ? { value0: g0, valueH: gH, slope0: d0, slopeH: dH }
      : {
          value0: array(),
          valueH: array(),
          slope0: array(),
          slopeH: array(),
          ...(times !== undefined && { times: { slope0: array(), slopeH: array() } }),
        };
    entries.push({ field, power, times, pair });
  }

  const fillField = (s: number, rho: number, from: number, count: number): void => {
    const near = Math.sqrt((1 + rho) / 2);
    const far = Math.sqrt(Math.max((1 - rho) / 2, 1e-14));
    const byNear = 0.25 / near;
    const byFar = -0.25 / far;
    const sum = normals[s];
    const difference = normals[sampled.length + s];
    const { g0, gH, d0, dH } = fields[s];
    for (let i = 0; i < count; i++) {
      const x = sum[from + i];
      const y = difference[from + i];
      g0[i] = near * x + far * y;
      gH[i] = near * x - far * y;
      d0[i] = byNear * x + byFar * y;
      dH[i] = byNear * x - byFar * y;
    }
  };

  const fillEntry = ({ field, power, times, pair }: Entry, count: number): void => {
    const { g0, gH, d0, dH } = fields[field];
    const { value0, valueH, slope0, slopeH } = pair;
    if (times === undefined) {
      if (power === 1) return;
      if (power === 2) {
        for (let i = 0; i < count; i++) {
          value0[i] = g0[i] * g0[i] - 1;
          valueH[i] = gH[i] * gH[i] - 1;
          slope0[i] = 2 * g0[i] * d0[i];
          slopeH[i] = 2 * gH[i] * dH[i];
        }
        return;
      }
      for (let i = 0; i < count; i++) {
        value0[i] = hermite(power, g0[i]);
        valueH[i] = hermite(power, gH[i]);
        slope0[i] = hermiteSlope(power, g0[i]) * d0[i];
        slopeH[i] = hermiteSlope(power, gH[i]) * dH[i];
      }
      return;
    }
    const other = fields[times];
    const byOther = pair.times!;
    for (let i = 0; i < count; i++) {
      const h0 = hermite(power, g0[i]);
      const hH = hermite(power, gH[i]);
      value0[i] = h0 * other.g0[i];
      valueH[i] = hH * other.gH[i];
      slope0[i] = hermiteSlope(power, g0[i]) * d0[i] * other.g0[i];
      slopeH[i] = hermiteSlope(power, gH[i]) * dH[i] * other.gH[i];
      byOther.slope0[i] = h0 * other.d0[i];
      byOther.slopeH[i] = hH * other.dH[i];
    }
  };

  return {
    fill: (rho, from, count) => {
      for (let s = 0; s < sampled.length; s++) fillField(s, rho(s), from, count);
      for (const entry of entries) fillEntry(entry, count);
    },
    pair: (term) => {
      const entry = find(term);
      if (!entry) throw new RangeError(`sampled pairs: no summand of field ${term.field} with power ${term.power}`);
      return entry.pair;
    },
  };
}
