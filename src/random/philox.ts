/**
 * Philox4x32-10, the counter-based generator: 128 bits of counter and 64 bits of key in, 128 random bits out, no state in between.
 * @source salmon2011: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11, doi:10.1145/2063384.2063405
 */

/** The two key words, uint32 each. */
export interface Key {
  readonly k0: number;
  readonly k1: number;
}

const multiplier0Low = 0x1f53;
const multiplier0High = 0xd251;
const multiplier1Low = 0x8d57;
const multiplier1High = 0xcd9e;
const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/**
 * Encrypts one counter.
 * @param out - receives the four random words - shape [4] - uint32.
 */
export function philox(out: Uint32Array, c0: number, c1: number, c2: number, c3: number, key: Key): void {
  let x0 = c0 >>> 0;
  let x1 = c1 >>> 0;
  let x2 = c2 >>> 0;
  let x3 = c3 >>> 0;
  let k0 = key.k0;
  let k1 = key.k1;
  for (let round = 0; round < 10; round++) {
    // The high half of a 32 x 32 bit product from two products with the halves of the constant, each exact below 2^53.
    const high0 = (x0 * multiplier0High + Math.floor((x0 * multiplier0Low) / 65536)) / 65536;
    const high1 = (x2 * multiplier1High + Math.floor((x2 * multiplier1Low) / 65536)) / 65536;
    const low0 = Math.imul(x0, multiplier0);
    const low1 = Math.imul(x2, multiplier1);
    x0 = (Math.floor(high1) ^ x1 ^ k0) >>> 0;
    x1 = low1 >>> 0;
    x2 = (Math.floor(high0) ^ x3 ^ k1) >>> 0;
    x3 = low0 >>> 0;
    k0 = (k0 + weyl0) >>> 0;
    k1 = (k1 + weyl1) >>> 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
