import { bivariateCdf, density, normalCdf } from './normal.ts';

/** A two-phase excursion set by the correlation of its field: volume fraction and two-point function C(rho). */
export interface ExcursionLaw {
  readonly volumeFraction: number;
  readonly twoPoint: (rho: number) => number;
}

/** {X >= u} of a Gaussian field. */
export function levelSet(u: number): ExcursionLaw {
  const volumeFraction = normalCdf(-u);
  return { volumeFraction, twoPoint: (rho) => (rho >= 1 ? volumeFraction : bivariateCdf(-u, -u, rho)) };
}

/** {X^2 >= t} of a chi-square field with one degree of freedom. */
export function chiSquareSet(t: number): ExcursionLaw {
  const u = Math.sqrt(t);
  const volumeFraction = 2 * normalCdf(-u);
  // Both points beyond +-u: twice the same sign, twice opposite signs.
  const twoPoint = (rho: number): number =>
    rho >= 1 ? volumeFraction : 2 * bivariateCdf(-u, -u, rho) + 2 * bivariateCdf(-u, -u, -rho);
  return { volumeFraction, twoPoint };
}

/**
 * C(rho) of {X^2 >= t} by its orthogonal series in rho^2: the Laguerre polynomials of the chi-square law are even Hermite polynomials of X,
 * with coefficients 2 phi(u) He_{2k-1}(u) / sqrt((2k)!).
 */
export function chiSquareSeries(t: number, rho: number, terms: number): number {
  const u = Math.sqrt(t);
  let sum = (2 * normalCdf(-u)) ** 2;
  // Normalised Hermite polynomials h_n = He_n / sqrt(n!): h_{n+1} = (u h_n - sqrt(n) h_{n-1}) / sqrt(n + 1).
  let [previous, current] = [0, 1];
  for (let n = 0; n < 2 * terms; n++) {
    // The coefficient of even order n + 1 needs He_n / sqrt((n + 1)!) = h_n / sqrt(n + 1).
    if (n % 2 === 1) sum += ((2 * density(u) * current) / Math.sqrt(n + 1)) ** 2 * rho ** (n + 1);
    [previous, current] = [current, (u * current - Math.sqrt(n) * previous) / Math.sqrt(n + 1)];
  }
  return sum;
}

/** Rice: surface area per volume of {X >= u} in three dimensions, mu = -rho''(0). */
export const riceLevelSet = (u: number, mu: number): number => (2 / Math.PI) * Math.sqrt(mu) * Math.exp(-0.5 * u * u);

/** Rice for {X^2 >= t}: the level is crossed at +u and at -u. */
export const riceChiSquare = (t: number, mu: number): number => 2 * riceLevelSet(Math.sqrt(t), mu);

/** Expected stereological surface area of pixel images by four directions: sum of (p - C) / |d| over d = x, y and the two diagonals. */
export function pixelSurface({ volumeFraction: p, twoPoint }: ExcursionLaw, rho: (lag: number) => number): number {
  return 2 * (p - twoPoint(rho(1))) + (2 * (p - twoPoint(rho(Math.SQRT2)))) / Math.SQRT2;
}
