/**
 * All purposes of random numbers, and the ranges of their counters, in one table. A key belongs to one purpose under
 * one seed; within a key a stream of noise is addressed by the number of a realisation and of a field.
 */
import { checkArguments, valueWhere } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { type Key, philox } from './philox.ts';

/** Names of the keys, by purpose. Equal names under one seed are equal numbers. */
export const purposes = {
  /** White noise of realisations. */
  noise: 'noise',
  /** Grains of realisations. */
  grains: 'grains',
  /** White noise and grains of training images. */
  trainingNoise: 'training',
  trainingGrains: 'grain images',
  /** White noise and grains of simulated images. */
  simulatedNoise: 'simulated',
  simulatedGrains: 'sim grains',
  /** Random starts of parameters. */
  starts: 'start',
  wideStarts: 'wide start',
  /** Scrambling of a quadrature rule. */
  quadrature: 'quadrature',
  /**
   * Cut-outs that a discriminator sees, its first weights, the noise added to images, the directions of its penalty.
   */
  crops: 'crops',
  weights: 'weights',
  /** Points of the designs of studies, and candidates of their searches. */
  design: 'design',
  candidates: 'candidates',
  /** Fields on sections that a realisation passes through. */
  sections: 'sections',
} as const;

/** Keys of the n-th network of a two-sample test: its weights, and the cut-outs of both sides. */
export const realismPurposes = (network: number) => ({
  weights: `realism${network}`,
  crops: [`realism${network}-0`, `realism${network}-1`] as const,
});

/** Realisations of one key are numbered below this, fields below `fieldNumbers`. */
export const realisationNumbers = 2 ** 24;
/** Fields of one realisation are numbered below this. */
export const fieldNumbers = 2 ** 8;

/** First realisation number of each use of the keys `noise` and `grains`; a use ends where the next begins. */
export const firstRealisations = {
  /** Numbered by the user, from 0. */
  user: 0,
  /** Compared with data in a validation. */
  validation: 2 ** 20,
  /** Seen by a two-sample test. */
  realism: 2 ** 21,
  /** Compared block by block when a class is chosen. */
  choiceBlocks: 2 ** 22,
  /** Seen by the two-sample test of that choice. */
  choiceSections: 2 ** 23,
  /** Drawn to learn how the statistics of a fitted model scatter. */
  goodnessOfFit: 2 ** 23 + 2 ** 22,
  /** Drawn to choose among optima of equal loss. */
  likeness: 2 ** 23 + 2 ** 22 + 2 ** 21,
  /** Drawn across the plane, to estimate how structures are stretched along z. */
  anisotropy: 2 ** 23 + 2 ** 22 + 2 ** 21 + 2 ** 20,
  /** Cubes drawn to show what sections leave open. */
  unseen: 2 ** 23 + 2 ** 22 + 2 ** 21 + 2 ** 20 + 2 ** 19,
} as const;

/** First realisation number of each use of the keys of training images. */
export const firstTrainingImages = {
  training: 0,
  /** Judged, and never trained on. */
  evaluation: 2 ** 23,
} as const;

/**
 * The word of the generator's counter that tells realisations and fields apart.
 * @throws ExcursaError (usage) for a number out of range.
 */
export function streamWord(realisation: number, field: number): number {
  if (realisation >= 0 && realisation < realisationNumbers && field >= 0 && field < fieldNumbers) {
    return ((realisation << 8) | field) >>> 0;
  }
  throw new ExcursaError({
    kind: 'usage',
    what: 'noise',
    expected: `realisation < 2^24 and field < ${fieldNumbers}`,
    got: `${realisation} and ${field}`,
  });
}

/** The seed of a realisation for which none is given. */
export const usualSeed = 1;

const keyArguments = {
  seed: valueWhere('a whole number from 0 to 2^53 - 1', '1', (seed) => Number.isSafeInteger(seed) && Number(seed) >= 0),
  purpose: valueWhere('a name of at most 12 letters of ASCII', "'mine'", (purpose) => {
    return typeof purpose === 'string' && /^[\x20-\x7e]{0,12}$/.test(purpose);
  }),
};

/**
 * The key of one purpose under one seed. Different purposes give independent streams of numbers.
 * @param seed - whole number from 0 to 2^53 - 1.
 * @param purpose - one of `purposes`, or another short name, at most 12 bytes of ASCII.
 * @throws ExcursaError (usage) for a seed that is no such number, and another purpose.
 * @example
 * import { keyOf, uniforms } from 'excursa';
 * const [a, b] = ['first', 'second'].map((purpose) => uniforms(1, keyOf(7, purpose), 0)[0]);
 * console.log(a === b); // false
 */
export function keyOf(seed: number, purpose: string): Key {
  checkArguments('keyOf', { seed, purpose }, keyArguments);
  const words = new Uint32Array(4);
  for (let i = 0; i < purpose.length; i++) words[i >> 2] |= purpose.charCodeAt(i) << (8 * (i & 3));
  const out = new Uint32Array(4);
  // The fourth counter word marks key derivation, which no stream of noise uses with this key.
  philox(out, words[0], words[1], words[2], 0x6b657973, { k0: seed >>> 0, k1: Math.floor(seed / 2 ** 32) });
  return { k0: out[0], k1: out[1] };
}
