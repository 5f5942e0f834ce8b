/**
 * Philox4x32-10, the counter-based generator: 128 bits of counter and 64 bits of key in, 128 random bits out, no state
 * in between.
 * @source salmon2011: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC11,
 * doi:10.1145/2063384.2063405
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
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  let k0 = key.k0 | 0;
  let k1 = key.k1 | 0;
  for (let round = 0; round < 10; round++) {
    // High halves of the 32 x 32 bit products by schoolbook multiplication of 16-bit halves; every intermediate fits 32
    // unsigned bits.
    const a0 = x0 & 0xffff;
    const b0 = x0 >>> 16;
    const u0 = (Math.imul(b0, multiplier0Low) + (Math.imul(a0, multiplier0Low) >>> 16)) | 0;
    const v0 = (Math.imul(a0, multiplier0High) + (u0 & 0xffff)) | 0;
    const high0 = (Math.imul(b0, multiplier0High) + (u0 >>> 16) + (v0 >>> 16)) | 0;
    const a1 = x2 & 0xffff;
    const b1 = x2 >>> 16;
    const u1 = (Math.imul(b1, multiplier1Low) + (Math.imul(a1, multiplier1Low) >>> 16)) | 0;
    const v1 = (Math.imul(a1, multiplier1High) + (u1 & 0xffff)) | 0;
    const high1 = (Math.imul(b1, multiplier1High) + (u1 >>> 16) + (v1 >>> 16)) | 0;
    const low0 = Math.imul(x0, multiplier0);
    const low1 = Math.imul(x2, multiplier1);
    x0 = high1 ^ x1 ^ k0;
    x1 = low1;
    x2 = high0 ^ x3 ^ k1;
    x3 = low0;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
