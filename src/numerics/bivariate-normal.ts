import { fastExp, normalTail } from './normal.ts';

/** A quadrature rule on [0, 1]. */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss and Legendre's rule of n nodes on [0, 1], by Newton's method on the Legendre polynomial. */
export function gaussLegendre(n: number): Rule {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 50; iteration++) {
      let [p0, p1] = [1, x];
      for (let k = 2; k <= n; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      slope = (n * (x * p1 - p0)) / (x * x - 1);
      const step = p1 / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    nodes[i] = (1 - x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

const twoPi = 2 * Math.PI;
const rootTwoPi = Math.sqrt(twoPi);
/** Correlations beyond this are integrated from 1 downwards, with the singular part in closed form. */
const high = 0.925;

const rules = new Map<number, Rule>();
function ruleOf(count: number): Rule {
  let rule = rules.get(count);
  if (!rule) {
    rule = gaussLegendre(count);
    rules.set(count, rule);
  }
  return rule;
}

/** What the probability needs of the correlation alone. */
export interface PreparedBivariate {
  readonly rho: number;
  /** sqrt(1 - rho^2). */
  readonly spread: number;
  readonly isHigh: boolean;
  /** Low: sin of the angles. High: squared nodes x^2 of the integral over sqrt(1 - r^2). */
  readonly first: Float64Array;
  /** Low: 1 / (2 cos^2). High: sqrt(1 - x^2). */
  readonly second: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Prepares P(U > u, V > v) for one correlation.
 * @param rho - correlation in [-1, 1]. @param nodes - Gauss-Legendre nodes; 20 make the absolute error below 1e-15.
 */
export function prepareBivariate(rho: number, nodes: number): PreparedBivariate {
  const { nodes: x, weights } = ruleOf(nodes);
  const spread = Math.sqrt((1 - rho) * (1 + rho));
  if (Math.abs(rho) <= high) {
    const angle = Math.asin(rho);
    return {
      rho,
      spread,
      isHigh: false,
      first: x.map((t) => Math.sin(angle * t)),
      second: x.map((t) => 0.5 / Math.cos(angle * t) ** 2),
      weights: weights.map((w) => (angle * w) / twoPi),
    };
  }
  const squares = x.map((t) => (spread * t) ** 2);
  return {
    rho,
    spread,
    isHigh: true,
    first: squares,
    second: squares.map((s) => Math.sqrt(1 - s)),
    weights: weights.map((w) => (spread * w) / twoPi),
  };
}

/** For positive rho near 1: the tail of the larger limit, less the probability that is lost between rho and 1. */
function nearOne({ spread, first, second, weights }: PreparedBivariate, u: number, v: number, base: number): number {
  if (spread === 0) return base;
  const product = u * v;
  const gap = u > v ? u - v : v - u;
  const bs = gap * gap;
  const as = spread * spread;
  const c = (4 - product) / 8;
  const d = (12 - product) / 16;
  // Expansion of the integrand to second order in x^2: its integral against exp(-gap^2 / (2 x^2)) is known.
  let lost = 0;
  const exponent = -0.5 * (bs / as + product);
  if (exponent > -44) {
    lost = spread * fastExp(exponent) * (1 - (c * (bs - as) * (1 - (d * bs) / 5)) / 3 + (c * d * as * as) / 5);
  }
  // Beyond 9 standard deviations the tail is 0; within, -product is below 3 and the exponential cannot overflow.
  if (gap < 9 * spread) {
    const tail = rootTwoPi * normalTail(gap / spread) * gap;
    lost -= fastExp(-0.5 * product) * tail * (1 - (c * bs * (1 - (d * bs) / 5)) / 3);
  }
  lost /= twoPi;
  for (let i = 0; i < first.length; i++) {
    const x2 = first[i];
    const exponentHere = -0.5 * (bs / x2 + product);
    if (exponentHere < -44) continue;
    const root = second[i];
    const exact = fastExp((-product * (1 - root)) / (2 * (1 + root))) / root;
    lost += weights[i] * fastExp(exponentHere) * (exact - (1 + c * x2 * (1 + d * x2)));
  }
  return base - lost;
}

/**
 * P(U > u, V > v) for the prepared correlation at many limits - all arrays of shape [count] - float64.
 * @param tailU - P(U > u). @param tailV - P(V > v). @param out - receives the probabilities.
 */
export function fillBivariateTails(
  prepared: PreparedBivariate,
  u: Float64Array,
  v: Float64Array,
  tailU: Float64Array,
  tailV: Float64Array,
  out: Float64Array,
  count: number,
): void {
  const { first, second, weights, isHigh, rho } = prepared;
  if (!isHigh) {
    for (let n = 0; n < count; n++) out[n] = tailU[n] * tailV[n];
    for (let i = 0; i < first.length; i++) {
      const weight = weights[i];
      const sine = 2 * first[i];
      const scale = -second[i];
      for (let n = 0; n < count; n++) {
        const x = u[n];
        const y = v[n];
        out[n] += weight * fastExp(scale * (x * x + y * y - sine * x * y));
      }
    }
    return;
  }
  for (let n = 0; n < count; n++) {
    const x = u[n];
    const y = v[n];
    // P(U > u, V > v) at -rho is P(U > u) - P(U > u, -V > -v) at rho.
    const value =
      rho > 0
        ? nearOne(prepared, x, y, x > y ? tailU[n] : tailV[n])
        : tailU[n] - nearOne(prepared, x, -y, x > -y ? tailU[n] : 1 - tailV[n]);
    out[n] = Math.max(value, 0);
  }
}

/**
 * P(U > u, V > v) of standard normals with correlation rho, absolute error below 1e-13 for all rho in [-1, 1].
 * @source genz2004: Stat. Comput. 14 (2004) 251, doi:10.1023/B:STCO.0000035304.20635.31, after drezner1990: J. Stat.
 * Comput. Simul. 35 (1990) 101, doi:10.1080/00949659008811236
 */
export function bivariateTail(u: number, v: number, rho: number): number {
  const one = (x: number): Float64Array => Float64Array.of(x);
  const out = one(0);
  fillBivariateTails(prepareBivariate(rho, 24), one(u), one(v), one(normalTail(u)), one(normalTail(v)), out, 1);
  return out[0];
}
