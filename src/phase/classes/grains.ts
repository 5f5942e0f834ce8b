import type { Parameter, Role } from '../../correlation/index.ts';
import { type MeasuredSets, type ModelClass, rangesOf, threshold } from './model-class.ts';

/** A positive number of grains. */
export function positive(
  name: string,
  role: Role,
  meaning: string,
  [lower, upper]: readonly [number, number],
  start: number,
) {
  const transform = { kind: 'interval', lower, upper, logarithmic: true } as const;
  return { name, meaning, role, dimension: 'number', transform, start, spread: 0.2 } as const;
}

/** A length of grains. */
export const grainLength = (
  name: string,
  role: Role,
  meaning: string,
  bounds: readonly [number, number],
  start: number,
): Parameter => ({ ...positive(name, role, meaning, bounds, start), dimension: 'length' });

const summary =
  'three phases: rough grains around spheroids placed at random without overlap, a second phase at their surfaces and necks, and the rest';

/** Grains whose balls arrive in any order of their sizes. */
export const grainsInAnyOrder: ModelClass<'grains'>['record'] = {
  name: 'grains',
  summary,
  fields: ['X', 'Y'],
  scalars: [
    positive('density', 'density', 'volume of the grains that arrive per volume of space', [0.05, 12], 1.5),
    grainLength('radius', 'radius', 'median radius of the grains', [2, 80], 10),
    positive('spread', 'spread', 'standard deviation of the logarithm of the radius', [0.02, 0.6], 0.2),
    positive(
      'elongation',
      'elongation',
      'how far grains are from balls: semi-axes exp(2 k) and exp(-k), k of this deviation',
      [0.01, 0.35],
      0.08,
    ),
    grainLength('roughness', 'roughness', 'standard deviation of the rough surface', [0.05, 20], 1),
    grainLength('fillet', 'reach', 'size of the fillet where two grains meet', [0.05, 20], 0.5),
    {
      ...threshold('coat', 'B'),
      role: 'weight',
      meaning: 'how much more of the second phase there is in the shell around the grains',
    },
    grainLength('coatLength', 'reach', 'thickness of the shell', [0.3, 40], 3),
    grainLength('coatSoftness', 'softness', 'distance over which the shell ends', [0.1, 20], 1),
    {
      ...threshold('neck', 'B'),
      role: 'weight',
      meaning: 'how much more of the second phase there is between two grains',
    },
    grainLength('neckLength', 'reach', 'distance over which the neck falls', [0.5, 40], 4),
    {
      ...threshold('lambda1', 'A'),
      meaning: 'depth in a spheroid, positive inside, at which its grain ends',
      dimension: 'length',
    },
    { ...threshold('lambda2', 'B'), start: 1 },
  ],
  latents: [
    {
      name: 'A',
      terms: [
        { kind: 'field', field: 'X', power: 1, coefficient: ['roughness'] },
        { kind: 'depth', coefficient: [], length: 'fillet' },
      ],
      threshold: 'lambda1',
    },
    {
      name: 'B',
      terms: [
        { kind: 'field', field: 'Y', power: 1, coefficient: [] },
        { kind: 'neck', coefficient: ['neck'], length: 'neckLength' },
        { kind: 'shell', latent: 'A', coefficient: ['coat'], length: 'coatLength', softness: 'coatSoftness' },
      ],
      threshold: 'lambda2',
    },
  ],
  grains: { density: 'density', radius: 'radius', spread: 'spread', elongation: 'elongation', surface: 'lambda1' },
};

const record: ModelClass<'grains'>['record'] = {
  ...grainsInAnyOrder,
  scalars: [
    ...grainsInAnyOrder.scalars,
    {
      name: 'sorting',
      meaning: 'how far large grains come before small ones: 0, in any order; 1, strictly',
      role: 'density',
      dimension: 'number',
      transform: { kind: 'interval', lower: 0, upper: 1 },
      start: 0.1,
      spread: 0.2,
    },
  ],
  grains: { ...grainsInAnyOrder.grains!, sorting: 'sorting' },
};

/** How grains are packed at the start. */
interface Packing {
  readonly density: number;
  /** Radius of the balls, a factor of that which the chords of the first phase give. */
  readonly radius: number;
  /** How far grains grow beyond their balls, in the same unit. */
  readonly swelling: number;
  readonly even?: boolean;
  readonly sorting?: number;
}

/** Grains in any order at the start: few apart, packed, packed and of one size, and balls that have grown together. */
export const unsorted: readonly Packing[] = [
  { density: 1, radius: 0.95, swelling: 0.05 },
  { density: 3, radius: 0.85, swelling: 0.15 },
  { density: 3, radius: 0.85, swelling: 0.15, even: true },
  { density: 3, radius: 0.6, swelling: 0.5 },
];
/** Large grains rather first: these are as dense with fewer contacts, and a fit can go either way. */
export const sorted: readonly Packing[] = [{ density: 3, radius: 0.85, swelling: 0.14, sorting: 0.35 }];
/** Spread of sizes that hardly differ: long chords may be those of grains that touch. */
const evenSpread = 0.2;
/** Kinds of second phase: anywhere, in thin or wide shells around grains, or between them. */
const coatings = [
  { coat: 0.5, neck: 0.5, width: 0.25 },
  { coat: 2.5, neck: 0.5, width: 0.25 },
  { coat: 2.5, neck: 0.5, width: 0.8 },
  { coat: 0.5, neck: 4, width: 0.25 },
] as const;
/** Correlations of the second phase's field at the start, in its mean chords; and their bounds, voxels. */
const [rangesPerChord, rangeBounds] = [1, [1.5, 20]] as const;

/** Starts of grains whose balls have a radius, voxels, and a spread of sizes, as far as the data give them. */
export function grainStarts(
  { volumeFractions, surfaceAreas }: MeasuredSets,
  radius: number,
  spread: number,
  packings: readonly Packing[] = unsorted,
): Record<string, number>[] {
  const share = Math.min(0.9, Math.max(0.02, volumeFractions[1] / (1 - volumeFractions[0])));
  const range = (rangesPerChord * 4 * volumeFractions[1]) / surfaceAreas[1];
  return packings.flatMap(({ density, even, swelling, radius: factor, sorting }) => {
    const own = even ? Math.min(spread, evenSpread) : spread;
    // Of the same mean chord.
    const ball = factor * radius * Math.exp(2.5 * (spread ** 2 - own ** 2));
    return coatings.map(({ coat, neck, width }) => ({
      ...{ density, radius: ball, spread: own, ...(sorting !== undefined && { sorting }) },
      roughness: 0.04 * ball,
      lambda1: -swelling * ball,
      coat,
      neck,
      [rangesOf('Y')]: Math.min(rangeBounds[1], Math.max(rangeBounds[0], range)),
      fillet: 0.05 * ball,
      coatLength: width * ball,
      coatSoftness: 0.3 * width * ball,
      neckLength: 0.3 * ball,
      // A coat of e^-1/2 on the average is taken into account; the quantile of a logistic is near enough to a normal's.
      lambda2: 0.6 * Math.log((1 - share) / share) + 0.6 * coat,
    }));
  });
}

/** Largest spread that chords are taken to show: rough and merged grains have long tails too. */
const widest = 0.5;

/**
 * Radius and spread of balls with the chords of a phase. Chords of a ball of radius R have the mean 4 R / 3 and the
 * mean square 2 R^2, and lines meet it with a probability as R^2. Of lognormal radii of median R and spread s, whose
 * moments are E R^n = R^n exp(n^2 s^2 / 2), chords have the mean (4/3) R exp(5 s^2 / 2) and the mean square 2 R^2 exp(6
 * s^2): its ratio to the squared mean is (9/8) exp(s^2). The mean is 4 V / S for any body.
 */
export function ballsOf({ volumeFractions, surfaceAreas, linealLengths }: MeasuredSets): {
  radius: number;
  spread: number;
} {
  const mean = (4 * volumeFractions[0]) / surfaceAreas[0];
  const ratio = (2 * linealLengths[0]) / mean;
  const spread = Math.min(widest, Math.sqrt(Math.max(0.05 ** 2, Math.log((8 / 9) * ratio))));
  return { radius: (3 / 4) * mean * Math.exp(-2.5 * spread ** 2), spread };
}

function startsOf(data: MeasuredSets, packings: readonly Packing[]): Record<string, number>[] {
  const { radius, spread } = ballsOf(data);
  return grainStarts(data, radius, spread, packings);
}

/** Starts of grains in any order. */
export const startsInAnyOrder = (data: MeasuredSets): Record<string, number>[] => startsOf(data, unsorted);

/**
 * Grains in a matrix, and a third phase that may sit around and between them: A = D_1 + fillet + roughness X is
 * positive in the grains, B = Y + coat / (1 + exp(-(A + coatLength) / coatSoftness)) + neck exp(min(0, D_2) /
 * neckLength) outside them where the third phase is; D_1 and D_2 are the depths in the two nearest spheroids of random
 * sequential addition. Large ones may come first: small ones fill what these leave, so that grains can be dense and yet
 * meet in few points. In any order grains of such a share have to swell and grow together.
 * @source docs/design/grains.md
 */
export const grains: ModelClass<'grains'> = {
  record,
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  choice: 'always',
  // Both have the same bodies: images that Gaussian fields are nearer to have not looked nearer to grains.
  after: 'lined-grains',
  cost: 'some minutes',
  starts: (data) => startsOf(data, [...unsorted, ...sorted]),
};
