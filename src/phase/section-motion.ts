import { hermite, hermiteSlope, type Power } from '../field/index.ts';
import type { BoundLatents } from './latents.ts';
import { productOf } from './terms/index.ts';

/** A term of a latent: weight He_power(field), or that times another field. */
interface MovingTerm {
  readonly latent: number;
  readonly field: number;
  readonly power: Power;
  /** -1: none. */
  readonly times: number;
  readonly weight: number;
}

/** Bounds of |He_p|, |He_p'| and |He_p''| where |x| <= r. @source abramowitz1964, 22.2.15 */
function boundsOf(power: Power, r: number): readonly [number, number, number] {
  if (power === 1) return [r, 1, 0];
  if (power === 2) return [r * r + 1, 2 * r, 2];
  if (power === 3) return [r * (r * r + 3), 3 * r * r + 3, 6 * r];
  return [r ** 4 + 6 * r * r + 3, 4 * r * (r * r + 3), 12 * (r * r + 1)];
}

/**
 * Latents of pixels while every field rotates: at an angle s a field is cos(s) a + sin(s) b. Beside their values and
 * rates, bounds that hold for all angles.
 */
export class LatentsInMotion {
  /** Fields at angle 0 and a quarter turn later - [field] of shape [pixel]. */
  readonly a: readonly Float64Array[];
  readonly b: readonly Float64Array[];
  /** Latents minus their thresholds and their derivatives by the angle - [latent] of shape [pixel]. */
  readonly values: readonly Float64Array[];
  readonly rates: readonly Float64Array[];
  /** Bounds of second derivatives by the angle - [latent] of shape [pixel]. */
  readonly bends: readonly Float64Array[];
  /** Bounds of changes of a latent, a unit by which all fields may be changed - [latent] of shape [pixel]. */
  readonly slopes: readonly Float64Array[];
  readonly #terms: readonly MovingTerm[];
  readonly #thresholds: readonly number[];
  readonly #x: readonly Float64Array[];
  readonly #v: readonly Float64Array[];

  /** @param fields - how many. */
  constructor({ terms, thresholds }: BoundLatents, scalars: Float64Array, fields: number, pixels: number) {
    this.#terms = terms.flatMap((own, latent) =>
      own.map(({ field, power, times, scalars: names }) => ({
        latent,
        field,
        power,
        times: times ?? -1,
        weight: productOf(names, scalars),
      })),
    );
    this.#thresholds = thresholds.map((threshold) => scalars[threshold]);
    const make = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(pixels));
    [this.a, this.b, this.#x, this.#v] = [make(fields), make(fields), make(fields), make(fields)];
    const count = thresholds.length;
    [this.values, this.rates, this.bends, this.slopes] = [make(count), make(count), make(count), make(count)];
  }

  /**
   * Latents of some pixels, [from, to), at an angle.
   * @param slack - fields may still be changed by as much: slopes are bounds for these too.
   */
  fill(angle: number, from: number, to: number, slack: number): void {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    for (let f = 0; f < this.a.length; f++) {
      const [a, b, x, v] = [this.a[f], this.b[f], this.#x[f], this.#v[f]];
      for (let i = from; i < to; i++) {
        x[i] = c * a[i] + s * b[i];
        v[i] = c * b[i] - s * a[i];
      }
    }
    for (let l = 0; l < this.#thresholds.length; l++) {
      this.values[l].fill(-this.#thresholds[l], from, to);
      this.rates[l].fill(0, from, to);
      this.bends[l].fill(0, from, to);
      this.slopes[l].fill(0, from, to);
    }
    for (const term of this.#terms) this.#add(term, from, to, slack);
  }

  /** d latent / d field of a pixel that was filled - [field]. */
  slopesOf(latent: number, pixel: number): Float64Array {
    const out = new Float64Array(this.a.length);
    for (const { latent: own, field, power, times, weight } of this.#terms) {
      if (own !== latent) continue;
      const x = this.#x[field][pixel];
      out[field] += weight * hermiteSlope(power, x) * (times < 0 ? 1 : this.#x[times][pixel]);
      if (times >= 0) out[times] += weight * hermite(power, x);
    }
    return out;
  }

  #add({ latent, field, power, times, weight }: MovingTerm, from: number, to: number, slack: number): void {
    const [value, rate] = [this.values[latent], this.rates[latent]];
    const [bend, slope] = [this.bends[latent], this.slopes[latent]];
    const [x, v] = [this.#x[field], this.#v[field]];
    const size = Math.abs(weight);
    if (times < 0 && power === 1) {
      for (let i = from; i < to; i++) {
        value[i] += weight * x[i];
        rate[i] += weight * v[i];
        bend[i] += size * Math.sqrt(x[i] * x[i] + v[i] * v[i]);
        slope[i] += size;
      }
      return;
    }
    if (times < 0 && power === 2) {
      for (let i = from; i < to; i++) {
        const square = x[i] * x[i] + v[i] * v[i];
        value[i] += weight * (x[i] * x[i] - 1);
        rate[i] += 2 * weight * x[i] * v[i];
        bend[i] += 2 * size * square;
        slope[i] += 2 * size * (Math.sqrt(square) + slack);
      }
      return;
    }
    for (let i = from; i < to; i++) {
      const [r, p, q] = [Math.hypot(x[i], v[i]), hermite(power, x[i]), hermiteSlope(power, x[i]) * v[i]];
      const [bound, first, second] = boundsOf(power, r);
      const bent = second * r * r + first * r;
      const [far, steep] = boundsOf(power, r + slack);
      if (times < 0) {
        value[i] += weight * p;
        rate[i] += weight * q;
        bend[i] += size * bent;
        slope[i] += size * steep;
        continue;
      }
      const [y, u] = [this.#x[times][i], this.#v[times][i]];
      const o = Math.hypot(y, u);
      value[i] += weight * p * y;
      rate[i] += weight * (q * y + p * u);
      bend[i] += size * o * (bent + 2 * first * r + bound);
      slope[i] += size * (steep * (o + slack) + far);
    }
  }
}
