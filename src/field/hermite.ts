/** Degree of the Hermite polynomial that a term takes of its field. */
export type Power = 1 | 2 | 3 | 4;

/**
 * Hermite polynomial of a standard normal: x, x^2 - 1, x^3 - 3 x, x^4 - 6 x^2 + 3. Polynomials of different degree are
 * centred and uncorrelated, with variances 1, 2, 6, 24.
 * @source abramowitz1964: Handbook of Mathematical Functions, 22.2.15 (He_n)
 */
export function hermite(power: Power, x: number): number {
  if (power === 1) return x;
  const square = x * x;
  if (power === 2) return square - 1;
  return power === 3 ? x * (square - 3) : square * (square - 6) + 3;
}

/** Derivative of the Hermite polynomial: n times the polynomial before it. */
export function hermiteSlope(power: Power, x: number): number {
  return power === 1 ? 1 : power * hermite((power - 1) as Power, x);
}
