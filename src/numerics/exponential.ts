/** Steps of the table per octave, and octaves below and above 1 that it covers. */
const steps = 32;
const below = 64;
const above = 32;
const unit = Math.LN2 / steps;
const origin = steps * below;

/** 2^((i - origin) / steps). */
const powers = Float64Array.from({ length: steps * (below + above) + 1 }, (_, i) => 2 ** ((i - origin) / steps));
/** Below this the result is 0: exp(-44) = 8e-20 is far below what any sum here can feel. */
const lowest = -44;

/**
 * exp(x) for x <= 22, at least twice as fast as Math.exp: a table of powers of 2^(1/32) and a polynomial of degree 5.
 * Relative error below 1e-14; 0 below -44; NaN above 22.
 */
export function fastExp(x: number): number {
  if (x < lowest) return 0;
  // Truncation of a shifted number rounds it, much faster than Math.round.
  const i = (x / unit + (origin + 0.5)) | 0;
  const r = x - (i - origin) * unit;
  return powers[i] * (1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120))))));
}
