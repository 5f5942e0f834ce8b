import type { Parameter, Role } from '../../correlation/index.ts';
import { type MeasuredSets, type ModelClass, threshold } from './model-class.ts';

/** A positive number of grains. */
function positive(name: string, role: Role, meaning: string, [lower, upper]: readonly [number, number], start: number) {
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

const record: ModelClass<'grains'>['record'] = {
  name: 'grains',
  summary:
    'three phases: rough grains around spheroids of random sequential addition, and a Gaussian field that prefers their surfaces and necks',
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

/**
 * Kinds of start: separate smooth grains and grown-together ones, with a second phase anywhere, around grains or
 * between them. The radius of the balls is a factor of that which the chords of the first phase give; swelling is how
 * far grains grow beyond their balls.
 */
const kinds = [
  { radius: 0.9, swelling: 0.1, coat: 0.5, neck: 0.5 },
  { radius: 0.55, swelling: 0.5, coat: 0.5, neck: 0.5 },
  { radius: 0.9, swelling: 0.1, coat: 2.5, neck: 0.5 },
  { radius: 0.55, swelling: 0.5, coat: 2.5, neck: 0.5 },
  { radius: 0.55, swelling: 0.5, coat: 0.5, neck: 4 },
] as const;

/** Starts of grains whose balls have a radius, voxels, as far as the chords in the data give it. */
export function grainStarts({ volumeFractions }: MeasuredSets, radius: number): Record<string, number>[] {
  const share = Math.min(0.9, Math.max(0.02, volumeFractions[1] / (1 - volumeFractions[0])));
  return kinds.map((kind) => ({
    radius: kind.radius * radius,
    roughness: 0.06 * radius,
    lambda1: -kind.swelling * kind.radius * radius,
    coat: kind.coat,
    neck: kind.neck,
    fillet: 0.05 * radius,
    coatLength: 0.25 * radius,
    coatSoftness: 0.08 * radius,
    neckLength: 0.3 * radius,
    // A coat of e^-1/2 on the average is taken into account; the quantile of a logistic is near enough to a normal's.
    lambda2: 0.6 * Math.log((1 - share) / share) + 0.6 * kind.coat,
  }));
}

/**
 * Grains in a matrix, and a third phase that may sit around and between them: A = D_1 + fillet + roughness X is
 * positive in the grains, B = Y + coat / (1 + exp(-(A + coatLength) / coatSoftness)) + neck exp(min(0, D_2) /
 * neckLength) outside them where the third phase is; D_1 and D_2 are the depths in the two nearest spheroids of random
 * sequential addition.
 * @source docs/design/grains.md
 */
export const grains: ModelClass<'grains'> = {
  record,
  source: 'docs/design/grains.md',
  reaches: ['grain shape'],
  method: 'simulated',
  choice: 'always',
  cost: 'some minutes for every order of the phases',
  // A ball's mean chord is 4 R / 3, and that of any body 4 V / S.
  starts: (data) => grainStarts(data, (3 * data.volumeFractions[0]) / data.surfaceAreas[0]),
};
