import { ExcursaError } from '../errors.ts';
import { type Key, philox } from './philox.ts';

/**
 * The key of one purpose under one seed. Different purposes ('noise', 'crops', ...) give independent streams of numbers.
 * @param seed - whole number from 0 to 2^53 - 1.
 * @param purpose - short name of what the numbers are for, at most 12 bytes of ASCII.
 * @throws ExcursaError (usage) for a seed that is no such number.
 * @example
 * import { keyOf, uniforms } from 'excursa';
 * const [a, b] = ['first', 'second'].map((purpose) => uniforms(1, keyOf(7, purpose), 0)[0]);
 * console.log(a === b); // false
 */
export function keyOf(seed: number, purpose: string): Key {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    const expected = 'a whole number from 0 to 2^53 - 1';
    const remedy = { setting: 'seed', value: 1 };
    throw new ExcursaError({ kind: 'usage', what: { setting: 'seed' }, expected, got: `${seed}`, remedy });
  }
  if (purpose.length > 12) throw new RangeError(`keyOf: a purpose has at most 12 characters, got '${purpose}'`);
  const words = new Uint32Array(4);
  for (let i = 0; i < purpose.length; i++) words[i >> 2] |= purpose.charCodeAt(i) << (8 * (i & 3));
  const out = new Uint32Array(4);
  // The fourth counter word marks key derivation, which no stream of noise uses with this key.
  philox(out, words[0], words[1], words[2], 0x6b657973, { k0: seed >>> 0, k1: Math.floor(seed / 2 ** 32) });
  return { k0: out[0], k1: out[1] };
}
