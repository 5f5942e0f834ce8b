import type { Parameter } from '../correlation/index.ts';
import type { ModelRecord } from './record.ts';
import { threshold } from './threshold.ts';

const grainParameter = (name: string, meaning: string, low: number, high: number, start: number): Parameter => ({
  name,
  meaning,
  dimension: 'number',
  transform: { kind: 'interval', lower: low, upper: high, logarithmic: true },
  start,
  spread: 0.2,
});

const grainLength = (name: string, meaning: string, low: number, high: number, start: number): Parameter => ({
  ...grainParameter(name, meaning, low, high, start),
  dimension: 'length',
});

/**
 * Grains in a matrix, and a third phase that may sit around and between them: A = D_1 + fillet + roughness X is positive in the grains,
 * B = Y + coat / (1 + exp(-(A + coatLength) / coatSoftness)) + neck exp(min(0, D_2) / neckLength) outside them where the third phase is; D_1
 * and D_2 are the depths in the two nearest spheroids of random sequential addition.
 * @source docs/design/grains.md
 */
export const grains: ModelRecord = {
  name: 'grains',
  summary:
    'three phases: rough grains around spheroids of random sequential addition, and a Gaussian field that prefers their surfaces and necks',
  fields: ['X', 'Y'],
  scalars: [
    grainParameter('density', 'volume of the grains that arrive per volume of space', 0.05, 12, 1.5),
    grainLength('radius', 'median radius of the grains', 2, 80, 10),
    grainParameter('spread', 'standard deviation of the logarithm of the radius', 0.02, 0.6, 0.2),
    grainParameter(
      'elongation',
      'how far grains are from balls: semi-axes exp(2 k) and exp(-k), k of this deviation',
      0.01,
      0.35,
      0.08,
    ),
    grainLength('roughness', 'standard deviation of the rough surface', 0.05, 20, 1),
    grainLength('fillet', 'size of the fillet where two grains meet', 0.05, 20, 0.5),
    { ...threshold('coat', 'B'), meaning: 'how much more of the second phase there is in the shell around the grains' },
    grainLength('coatLength', 'thickness of the shell', 0.3, 40, 3),
    grainLength('coatSoftness', 'distance over which the shell ends', 0.1, 20, 1),
    { ...threshold('neck', 'B'), meaning: 'how much more of the second phase there is between two grains' },
    grainLength('neckLength', 'distance over which the neck falls', 0.5, 40, 4),
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
      terms: [{ field: 'X', power: 1, coefficient: ['roughness'] }],
      grainTerms: [{ kind: 'depth', coefficient: [], length: 'fillet' }],
      threshold: 'lambda1',
    },
    {
      name: 'B',
      terms: [{ field: 'Y', power: 1, coefficient: [] }],
      grainTerms: [{ kind: 'neck', coefficient: ['neck'], length: 'neckLength' }],
      shells: [{ latent: 'A', coefficient: ['coat'], length: 'coatLength', softness: 'coatSoftness' }],
      threshold: 'lambda2',
    },
  ],
  grains: {
    density: 'density',
    radius: 'radius',
    spread: 'spread',
    elongation: 'elongation',
    surface: 'lambda1',
  },
};

/**
 * Grains with cracks: where C = inside + crack (W^2 - 1) reaches its threshold there is a crack, filled with the third phase: thin sheets along the
 * zeros of W, and only inside grains. Everything else as in `grains`.
 * @source docs/design/grains.md
 */
export const crackedGrains: ModelRecord = {
  ...grains,
  name: 'cracked-grains',
  summary: 'grains as in the class of that name, cut by sheets of the third phase along the zeros of a Gaussian field',
  fields: [...grains.fields, 'W'],
  scalars: [
    ...grains.scalars,
    {
      name: 'crack',
      meaning: 'weight of the squared field W, along whose zeros cracks run',
      dimension: 'number',
      transform: { kind: 'interval', lower: -8, upper: -0.5 },
      start: -3,
      spread: 0.15,
    },
    grainLength('rim', 'distance from the surface of a grain over which cracks end', 0.2, 20, 1),
    { ...threshold('lambda3', 'C'), meaning: 'threshold of latent C: lower makes wider cracks', start: 3.94 },
  ],
  latents: [
    {
      name: 'C',
      terms: [{ field: 'W', power: 2, coefficient: ['crack'] }],
      grainTerms: [{ kind: 'inside', coefficient: [], length: 'rim' }],
      threshold: 'lambda3',
    },
    ...grains.latents,
  ],
  // Cracks are part of the third phase.
  cells: [2, 0, 1, 2],
};
