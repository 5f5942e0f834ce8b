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

const inverseRootTwoPi = 1 / Math.sqrt(2 * Math.PI);

/** Standard normal density. */
export function normalDensity(x: number): number {
  return inverseRootTwoPi * fastExp(-0.5 * x * x);
}

/**
 * P(U > x) without a table: Taylor's series near 0, the continued fraction of Mills' ratio further out.
 * @source abramowitz1964: Handbook of Mathematical Functions, 26.2.10 and 26.2.14
 */
function normalTailSlow(x: number): number {
  if (x < 0) return 1 - normalTailSlow(-x);
  const density = inverseRootTwoPi * Math.exp(-0.5 * x * x);
  if (x > 2.5) {
    let fraction = x;
    for (let k = 200; k > 0; k--) fraction = x + k / fraction;
    return density / fraction;
  }
  let [term, sum] = [x, x];
  for (let k = 1; k < 60; k++) {
    term *= (-x * x) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return 0.5 - sum * inverseRootTwoPi;
}

/** Nodes a unit, and the largest argument of the table. */
const nodesPerUnit = 128;
const reach = 9;
const nodes = 2 * reach * nodesPerUnit + 1;
const place = (i: number): number => i / nodesPerUnit - reach;
const tails = Float64Array.from({ length: nodes }, (_, i) => normalTailSlow(place(i)));
const densities = Float64Array.from({ length: nodes }, (_, i) => inverseRootTwoPi * Math.exp(-0.5 * place(i) ** 2));

/**
 * P(U > x) of a standard normal U: Taylor's series of degree 5 about the nearest of 2305 nodes. Absolute error below
 * 1e-15, relative error below 1e-9 up to x = 9; 0 or 1 beyond.
 */
export function normalTail(x: number): number {
  if (x >= reach) return 0;
  if (x <= -reach) return 1;
  const i = ((x + reach) * nodesPerUnit + 0.5) | 0;
  const a = i / nodesPerUnit - reach;
  const d = x - a;
  const aa = a * a;
  // The coefficients are Hermite polynomials of a.
  return (
    tails[i] -
    densities[i] *
      d *
      (1 + d * (-a / 2 + d * ((aa - 1) / 6 + d * ((a * (3 - aa)) / 24 + (d * (aa * (aa - 6) + 3)) / 120))))
  );
}

/**
 * Tails of many arguments - `x` and `out` of shape [count] - float64. Taylor's series of degree 3: absolute error below
 * 1e-11, a third faster than `normalTail`.
 */
export function fillNormalTails(x: Float64Array, out: Float64Array, count: number): void {
  for (let n = 0; n < count; n++) {
    const value = x[n];
    const clamped = Math.min(reach, Math.max(-reach, value));
    const i = ((clamped + reach) * nodesPerUnit + 0.5) | 0;
    const a = i / nodesPerUnit - reach;
    const d = clamped - a;
    out[n] = tails[i] - densities[i] * d * (1 + d * (-0.5 * a + (d * (a * a - 1)) / 6));
  }
}

/** Densities of many arguments - `x` and `out` of shape [count] - float64. */
export function fillNormalDensities(x: Float64Array, out: Float64Array, count: number): void {
  for (let n = 0; n < count; n++) out[n] = inverseRootTwoPi * fastExp(-0.5 * x[n] * x[n]);
}

/** Coefficients of algorithm AS 241: numerator and denominator of three rational functions, constant term first. */
const central = [
  [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
];
const middle = [
  [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
];
const far = [
  [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
];
const ratio = ([above, below]: number[][], x: number): number => {
  const horner = (c: readonly number[]): number => c.reduceRight((sum, value) => sum * x + value, 0);
  return horner(above) / horner(below);
};

/**
 * The number x with P(U <= x) = p, for 0 < p < 1; relative error about 1e-16.
 * @source wichura1988: Appl. Stat. 37 (1988) 477, algorithm AS 241, doi:10.2307/2347330
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(central, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const x = r <= 5 ? ratio(middle, r - 1.6) : ratio(far, r - 5);
  return q < 0 ? -x : x;
}
