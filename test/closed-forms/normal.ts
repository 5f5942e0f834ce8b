/** Normal distributions in one and two dimensions, for tests: plain, slow, right to about 1e-14. */

const ten = { nodes: [] as number[], weights: [] as number[] };

/** Gauss-Legendre rule on [-1, 1] by Newton's method on the Legendre polynomial. */
function gaussLegendre(n: number): { nodes: number[]; weights: number[] } {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let iteration = 0; iteration < 100; iteration++) {
      let [p0, p1] = [1, x];
      for (let k = 2; k <= n; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      slope = (n * (x * p1 - p0)) / (x * x - 1);
      const step = p1 / slope;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}
Object.assign(ten, gaussLegendre(24));

/** Integral of f over [a, b] by one 24-point rule. */
function panel(f: (x: number) => number, a: number, b: number): number {
  const [mid, half] = [(a + b) / 2, (b - a) / 2];
  return half * ten.nodes.reduce((sum, x, i) => sum + ten.weights[i] * f(mid + half * x), 0);
}

/** Integral over [a, b] cut at the given places and into panels of at most `width`. */
export function integrate(
  f: (x: number) => number,
  a: number,
  b: number,
  cuts: readonly number[] = [],
  width = 1,
): number {
  const edges = [a, ...cuts.filter((c) => c > a && c < b).sort((p, q) => p - q), b];
  let sum = 0;
  for (let e = 0; e + 1 < edges.length; e++) {
    const parts = Math.max(1, Math.ceil((edges[e + 1] - edges[e]) / width));
    const step = (edges[e + 1] - edges[e]) / parts;
    for (let p = 0; p < parts; p++) sum += panel(f, edges[e] + p * step, edges[e] + (p + 1) * step);
  }
  return sum;
}

/** Standard normal density. */
export const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** P(U <= x): Taylor series near 0, the continued fraction of Mills' ratio in the tails. */
export function normalCdf(x: number): number {
  if (x > 0) return 1 - normalCdf(-x);
  if (x < -2.5) {
    let fraction = -x;
    for (let k = 200; k > 0; k--) fraction = -x + k / fraction;
    return density(x) / fraction;
  }
  let [term, sum] = [x, x];
  for (let k = 1; k < 100; k++) {
    term *= (-x * x) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}

/**
 * P(U <= h, V <= k) of standard normals with correlation rho: the conditional law integrated, finely where it jumps.
 */
export function bivariateCdf(h: number, k: number, rho: number): number {
  const s = Math.sqrt((1 - rho) * (1 + rho));
  const jump = k / rho;
  const cuts = [0, 0.5, 1, 2, 4, 8].flatMap((d) => [jump - (d * s) / Math.abs(rho), jump + (d * s) / Math.abs(rho)]);
  const low = Math.min(h, -12);
  return integrate((x) => density(x) * normalCdf((k - rho * x) / s), low, h, rho === 0 ? [] : cuts);
}
