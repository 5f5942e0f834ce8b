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

/** P(a <= U < b, c <= V < d) of standard normals with correlation rho. */
function rectangle(a: number, b: number, c: number, d: number, rho: number): number {
  const corner = (x: number, y: number): number => {
    if (x === -Infinity || y === -Infinity) return 0;
    if (x === Infinity) return y === Infinity ? 1 : normalCdf(y);
    return y === Infinity ? normalCdf(x) : bivariateCdf(x, y, rho);
  };
  return corner(b, d) - corner(a, d) - corner(b, c) + corner(a, c);
}

/** {X^3 - 3 X >= t}, -2 < t < 2: X lies between the two smaller roots or beyond the largest. */
export function cubicSet(t: number): ExcursionLaw {
  // x = 2 cos(angle) makes the cubic 2 cos(3 angle).
  const [r1, r2, r3] = [2, 1, 0]
    .map((k) => 2 * Math.cos((Math.acos(t / 2) + 2 * Math.PI * k) / 3))
    .sort((a, b) => a - b);
  const parts = [
    [r1, r2],
    [r3, Infinity],
  ];
  const volumeFraction = normalCdf(r2) - normalCdf(r1) + normalCdf(-r3);
  const twoPoint = (rho: number): number =>
    parts.reduce((sum, [a, b]) => sum + parts.reduce((s, [c, d]) => s + rectangle(a, b, c, d, rho), 0), 0);
  return { volumeFraction, twoPoint: (rho) => (rho >= 1 ? volumeFraction : twoPoint(rho)) };
}

/**
 * {X Y >= 0} of two fields with one correlation: both keep their sign or both change it, or not, with Sheppard's arc
 * sine.
 */
export const productSet: ExcursionLaw = {
  volumeFraction: 0.5,
  twoPoint: (rho) => {
    const same = 0.5 + Math.asin(rho) / Math.PI;
    return 0.5 * (same ** 2 + (1 - same) ** 2);
  },
};

/** {X >= u} or {Y >= v} of two fields with one correlation: what both leave is a product. */
export function unionSet(u: number, v: number): ExcursionLaw {
  const left = (t: number, rho: number): number => (rho >= 1 ? normalCdf(t) : bivariateCdf(t, t, rho));
  const missed = normalCdf(u) * normalCdf(v);
  return {
    volumeFraction: 1 - missed,
    twoPoint: (rho) => 1 - 2 * missed + left(u, rho) * left(v, rho),
  };
}

/**
 * C(rho) of {X^2 >= t} by its orthogonal series in rho^2: the Laguerre polynomials of the chi-square law are even
 * Hermite polynomials of X, with coefficients 2 phi(u) He_{2k-1}(u) / sqrt((2k)!).
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

/**
 * Expected stereological surface area of pixel images by four directions: sum of (p - C) / |d| over d = x, y and the
 * two diagonals.
 */
export function pixelSurface({ volumeFraction: p, twoPoint }: ExcursionLaw, rho: (lag: number) => number): number {
  return 2 * (p - twoPoint(rho(1))) + (2 * (p - twoPoint(rho(Math.SQRT2)))) / Math.SQRT2;
}
