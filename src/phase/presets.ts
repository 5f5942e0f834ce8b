import type { Parameter } from '../correlation/index.ts';
import { crackedGrains, grains } from './grain-presets.ts';
import type { ModelRecord } from './record.ts';
import { threshold } from './threshold.ts';

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
 * @source furat2025 for fields and excursion sets; docs/design/model.md for the form of the latents
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

/** Every model a user can name. */
export const presets = {
  assb,
  plurigaussian,
  'plurigaussian-correlated': plurigaussianCorrelated,
  'level-set': levelSet,
  grains,
  'cracked-grains': crackedGrains,
} satisfies Record<string, ModelRecord>;

/** Name of a registered model. */
export type PresetName = keyof typeof presets;
