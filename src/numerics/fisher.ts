/** Logarithm of the gamma function for x > 0, relative error about 1e-13 (Lanczos, g = 7). */
export function logGamma(x: number): number {
  const c = [
    0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
    12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const t = x + 6.5;
  const series = c.reduce((sum, value, i) => (i === 0 ? value : sum + value / (x - 1 + i)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}

/** Derivative of `logGamma` for x > 0, to 1e-13: its asymptotic series, moved up to where it is accurate. */
export function digamma(x: number): number {
  const moved = x + 10;
  const below = Array.from({ length: 10 }, (_, i) => 1 / (x + i)).reduce((sum, v) => sum + v, 0);
  const inverse = 1 / (moved * moved);
  const series = inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse / 132))));
  return Math.log(moved) - 0.5 / moved - series - below;
}

/** Regularised incomplete beta function I_x(a, b) by its continued fraction (Lentz). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side; the other follows by symmetry.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x) - Math.log(a),
  );
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / Math.max(tiny, 1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || tiny);
    c = 1 + even / c || tiny;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || tiny);
    c = 1 + odd / c || tiny;
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 1e-14) break;
  }
  return front * value;
}

/**
 * Probability that Fisher's F with (n, m) degrees of freedom, which need not be whole, exceeds a value.
 * @source abramowitz1964: Handbook of Mathematical Functions, 26.6.2 and 26.5.8
 */
export function fisherTail(value: number, n: number, m: number): number {
  if (value <= 0) return 1;
  return incompleteBeta(m / (m + n * value), m / 2, n / 2);
}
