import { checkArguments, recordOf, wholeNumber } from '../arguments.ts';
import type { Triple } from '../grid/index.ts';
import { type Key, philox } from './philox.ts';
import { streamWord } from './streams.ts';

/** Where a stream of white noise lives: the realisation (below 2^24) and the field (below 2^8). */
export interface NoiseAddress {
  readonly realisation: number;
  readonly field: number;
}

/**
 * White noise W(t) ~ N(0, 1): each value is a pure function of (key, realisation, field, global voxel coordinate), so
 * that any window of any shape sees the same values. Four neighbours along x share one call of the generator; pairs of
 * words become pairs of normals by Box and Muller's transform, |W| < 6.8.
 *
 * @param out - receives the noise - shape [nz, ny, nx] - float32 or float64.
 * @param origin - global coordinate [z, y, x] of the first voxel, whole numbers of either sign.
 * @param shape - [nz, ny, nx].
 * @throws ExcursaError (usage) for a realisation or field out of range.
 * @source box1958: Box and Muller, Ann. Math. Stat. 29 (1958) 610, doi:10.1214/aoms/1177706645
 */
export function fillNormals(
  out: Float32Array | Float64Array,
  key: Key,
  address: NoiseAddress,
  origin: Triple,
  shape: Triple,
): void {
  const [nz, ny, nx] = shape;
  const word3 = streamWord(address.realisation, address.field);
  const words = new Uint32Array(4);
  const four = new Float64Array(4);
  const end = origin[2] + nx;
  for (let z = 0, row = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++, row += nx) {
      for (let block = Math.floor(origin[2] / 4); block * 4 < end; block++) {
        philox(words, block, origin[1] + y, origin[0] + z, word3, key);
        for (let pair = 0; pair < 4; pair += 2) {
          const radius = Math.sqrt(-2 * Math.log((words[pair] + 0.5) * 2 ** -32));
          const angle = 2 * Math.PI * 2 ** -32 * words[pair + 1];
          four[pair] = radius * Math.cos(angle);
          four[pair + 1] = radius * Math.sin(angle);
        }
        const first = block * 4 - origin[2];
        for (let i = Math.max(0, -first); i < 4 && first + i < nx; i++) out[row + first + i] = four[i];
      }
    }
  }
}

const word = wholeNumber(0, 2 ** 32 - 1);

const uniformArguments = {
  count: word,
  key: recordOf('a key', 'the result of keyOf', { k0: word, k1: word }),
  stream: wholeNumber(0),
};

/**
 * Uniform numbers in (0, 1), a pure function of (key, stream, position).
 * @returns numbers - shape [count] - float64.
 * @example
 * import { keyOf, uniforms } from 'excursa';
 * const u = uniforms(1000, keyOf(1, 'example'), 0);
 * console.log(u.every((x) => x > 0 && x < 1)); // true
 */
export function uniforms(count: number, key: Key, stream: number): Float64Array {
  checkArguments('uniforms', { count, key, stream }, uniformArguments);
  const out = new Float64Array(count);
  const words = new Uint32Array(4);
  for (let i = 0; i < count; i++) {
    if (i % 4 === 0) philox(words, i / 4, stream, Math.floor(stream / 2 ** 32), 0x756e6966, key);
    out[i] = (words[i % 4] + 0.5) * 2 ** -32;
  }
  return out;
}

/** Standard normal numbers, a pure function of (key, stream, position) - shape [count] - float64. */
export function normals(count: number, key: Key, stream: number): Float64Array {
  const u = uniforms(2 * count, key, stream);
  return Float64Array.from({ length: count }, (_, i) => {
    return Math.sqrt(-2 * Math.log(u[2 * i])) * Math.cos(2 * Math.PI * u[2 * i + 1]);
  });
}
