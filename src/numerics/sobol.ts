import { keyOf, purposes, uniforms } from '../random/index.ts';
import { normalQuantile } from './normal.ts';

/** Primitive polynomials (degree, inner coefficients) and initial direction numbers of dimensions 2, 3, ... */
const joeKuo: readonly (readonly [number, number, readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
];

/** Largest dimension of the sequence. */
export const sobolDimensions = joeKuo.length + 1;
const bits = 32;

/** Direction numbers of one dimension as 32-bit integers, highest bit first. */
function directions(dimension: number): Uint32Array {
  const v = new Uint32Array(bits);
  if (dimension === 0) {
    for (let i = 0; i < bits; i++) v[i] = 2 ** (bits - 1 - i);
    return v;
  }
  const [degree, inner, start] = joeKuo[dimension - 1];
  for (let i = 0; i < bits; i++) {
    if (i < degree) {
      v[i] = start[i] * 2 ** (bits - 1 - i);
      continue;
    }
    let value = v[i - degree] ^ (v[i - degree] >>> degree);
    for (let k = 1; k < degree; k++) if ((inner >>> (degree - 1 - k)) & 1) value ^= v[i - k];
    v[i] = value;
  }
  return v;
}

/** Parity of the number of ones. */
function parity(x: number): number {
  let y = x ^ (x >>> 16);
  y ^= y >>> 8;
  y ^= y >>> 4;
  return (0x6996 >>> (y & 15)) & 1;
}

/** Multiplies direction numbers by a random lower triangular matrix with ones on its diagonal. */
function scramble(v: Uint32Array, random: (i: number) => number): Uint32Array {
  const rows = Uint32Array.from({ length: bits }, (_, i) => {
    const diagonal = 2 ** (bits - 1 - i);
    // Bits above the diagonal are random: they are those of more significant digits.
    const higher = i === 0 ? 0 : (random(i) & (0xffffffff << (bits - i))) >>> 0;
    return (diagonal | higher) >>> 0;
  });
  return v.map((column) => {
    let out = 0;
    for (let i = 0; i < bits; i++) if (parity(column & rows[i])) out |= 2 ** (bits - 1 - i);
    return out >>> 0;
  });
}

/**
 * Independent standard normals at the points of a Sobol sequence under a random linear scrambling and a digital shift -
 * [dimension] of shape [point] - float64. Every scrambling (a seed) gives an unbiased quadrature, and their scatter its
 * error.
 * @param count - points, best a power of two.
 * @throws RangeError for more dimensions than the tables hold.
 * @source joe2008: SIAM J. Sci. Comput. 30 (2008) 2635, doi:10.1137/070709359; scrambling matousek1998: J. Complexity
 * 14 (1998) 527, doi:10.1006/jcom.1998.0489
 */
export function sobolNormals(count: number, dimensions: number, seed: number): Float64Array[] {
  return sobolUniforms(count, dimensions, seed).map((own) => own.map(normalQuantile));
}

/** The same points as uniform numbers between 0 and 1. @throws RangeError for too many dimensions. */
export function sobolUniforms(count: number, dimensions: number, seed: number): Float64Array[] {
  if (dimensions > sobolDimensions) {
    throw new RangeError(`sobol: expected at most ${sobolDimensions} dimensions, got ${dimensions}`);
  }
  const key = keyOf(seed, purposes.quadrature);
  return Array.from({ length: dimensions }, (_, d) => {
    const words = Uint32Array.from(uniforms(bits + 1, key, d), (u) => Math.floor(u * 2 ** 32));
    const v = scramble(directions(d), (i) => words[i]);
    const shift = words[bits];
    const out = new Float64Array(count);
    let x = 0;
    for (let n = 0; n < count; n++) {
      // Gray code order: one direction number changes from point to point.
      if (n > 0) x ^= v[31 - Math.clz32(n & -n)];
      out[n] = (((x ^ shift) >>> 0) + 0.5) / 2 ** bits;
    }
    return out;
  });
}
