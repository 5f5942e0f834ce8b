import type { Parameter } from '../field/index.ts';
import type { ModelRecord } from './record.ts';

const threshold = (name: string, latent: string): Parameter => ({
  name,
  meaning: `threshold of latent ${latent}`,
  dimension: 'number',
  transform: { kind: 'identity' },
  start: 0,
  spread: 0.15,
});

const squareWeight = (name: string, latent: string): Parameter => ({
  name,
  meaning: `weight of the centred chi-square field in latent ${latent}`,
  dimension: 'number',
  transform: { kind: 'interval', lower: -4, upper: 4 },
  // Zero would leave the squared fields without any gradient.
  start: 0.3,
  spread: 0.08,
});

/**
 * Five independent fields: A = X + alpha1 (Xt^2 + beta Zt^2 - 1 - beta), B = Y + alpha2 (Yt^2 + beta Zt^2 - 1 - beta); Zt couples the phases.
 * @source furat2025 for fields and excursion sets; docs/design.md#the-model for the form of the latents
 */
const assb: ModelRecord = {
  name: 'assb',
  summary: 'three phases from five Gaussian fields, two of them through coupled chi-square fields',
  fields: ['X', 'Y', 'Xt', 'Yt', 'Zt'],
  scalars: [
    squareWeight('alpha1', 'A'),
    squareWeight('alpha2', 'B'),
    {
      name: 'beta',
      meaning: 'share of the common squared field in both chi-square fields',
      dimension: 'number',
      transform: { kind: 'interval', lower: 0.01, upper: 20, logarithmic: true },
      start: 1,
      spread: 0.15,
    },
    threshold('lambda1', 'A'),
    threshold('lambda2', 'B'),
  ],
  latents: [
    {
      name: 'A',
      terms: [
        { field: 'X', power: 1, coefficient: [] },
        { field: 'Xt', power: 2, coefficient: ['alpha1'] },
        { field: 'Zt', power: 2, coefficient: ['alpha1', 'beta'] },
      ],
      threshold: 'lambda1',
    },
    {
      name: 'B',
      terms: [
        { field: 'Y', power: 1, coefficient: [] },
        { field: 'Yt', power: 2, coefficient: ['alpha2'] },
        { field: 'Zt', power: 2, coefficient: ['alpha2', 'beta'] },
      ],
      threshold: 'lambda2',
    },
  ],
};

/** Three phases by truncating two independent Gaussian fields one after the other. */
const plurigaussian: ModelRecord = {
  name: 'plurigaussian',
  summary: 'three phases by truncating two independent Gaussian fields in order',
  fields: ['X', 'Y'],
  scalars: [threshold('lambda1', 'A'), threshold('lambda2', 'B')],
  latents: [
    { name: 'A', terms: [{ field: 'X', power: 1, coefficient: [] }], threshold: 'lambda1' },
    { name: 'B', terms: [{ field: 'Y', power: 1, coefficient: [] }], threshold: 'lambda2' },
  ],
};

const weight = (name: string, meaning: string, bound: number, start: number): Parameter => ({
  name,
  meaning,
  dimension: 'number',
  transform: { kind: 'interval', lower: -bound, upper: bound },
  start,
  spread: 0.08,
});

/** A = X + kappa1 Z, B = Y + kappa2 Z + kappa3 (Z^2 - 1): the second phase knows how far from the surface of the first a place is. */
const plurigaussianCorrelated: ModelRecord = {
  name: 'plurigaussian-correlated',
  summary: 'three phases by truncating two latents that share a Gaussian field, the second with its square',
  fields: ['X', 'Y', 'Z'],
  scalars: [
    {
      name: 'kappa1',
      meaning: 'weight of the shared field in latent A',
      dimension: 'number',
      transform: { kind: 'interval', lower: 0.1, upper: 5, logarithmic: true },
      start: 1.5,
      spread: 0.15,
    },
    {
      ...weight(
        'kappa2',
        'weight of the shared field in latent B: keeps the second phase to the inner or outer side of the first',
        4,
        0.3,
      ),
      spread: 0.15,
    },
    {
      ...weight(
        'kappa3',
        'weight of the centred square of the shared field in latent B: negative keeps the second phase to surfaces of the first',
        4,
        -0.2,
      ),
      spread: 0.15,
    },
    threshold('lambda1', 'A'),
    threshold('lambda2', 'B'),
  ],
  latents: [
    {
      name: 'A',
      terms: [
        { field: 'X', power: 1, coefficient: [] },
        { field: 'Z', power: 1, coefficient: ['kappa1'] },
      ],
      threshold: 'lambda1',
    },
    {
      name: 'B',
      terms: [
        { field: 'Y', power: 1, coefficient: [] },
        { field: 'Z', power: 1, coefficient: ['kappa2'] },
        { field: 'Z', power: 2, coefficient: ['kappa3'] },
      ],
      threshold: 'lambda2',
    },
  ],
};

/** Two phases: one Gaussian field cut at one level. */
const levelSet: ModelRecord = {
  name: 'level-set',
  summary: 'two phases by cutting one Gaussian field at a level',
  fields: ['X'],
  scalars: [threshold('lambda1', 'A')],
  latents: [{ name: 'A', terms: [{ field: 'X', power: 1, coefficient: [] }], threshold: 'lambda1' }],
};

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
 * @source docs/design.md#grains
 */
const grains: ModelRecord = {
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

/** Every model a user can name. */
export const presets = {
  assb,
  plurigaussian,
  'plurigaussian-correlated': plurigaussianCorrelated,
  'level-set': levelSet,
  grains,
} satisfies Record<string, ModelRecord>;

/** Name of a registered model. */
export type PresetName = keyof typeof presets;
