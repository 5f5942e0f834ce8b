import { type ModelClass, squareWeight, threshold } from './model-class.ts';

/**
 * Five independent fields: A = X + alpha1 (Xt^2 + beta Zt^2 - 1 - beta), B = Y + alpha2 (Yt^2 + beta Zt^2 - 1 - beta);
 * Zt couples the phases.
 * @source furat2025 for fields and excursion sets; docs/design/model.md for the form of the latents
 */
export const assb: ModelClass<'assb'> = {
  source: 'furat2025',
  method: 'exact',
  // Wherever it was tried, plurigaussian-correlated came as near with fewer parameters and in half the time.
  choice: 'in full',
  cost: 'one to two minutes',
  record: {
    name: 'assb',
    summary:
      'three phases from two thresholded fields, each a Gaussian plus a chi-square field; both contain one common squared field',
    fields: ['X', 'Y', 'Xt', 'Yt', 'Zt'],
    scalars: [
      squareWeight('alpha1', 'chi-square field', 'A'),
      squareWeight('alpha2', 'chi-square field', 'B'),
      {
        name: 'beta',
        meaning: 'share of the common squared field in both chi-square fields',
        role: 'ratio',
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
          { kind: 'field', field: 'X', power: 1, coefficient: [] },
          { kind: 'field', field: 'Xt', power: 2, coefficient: ['alpha1'] },
          { kind: 'field', field: 'Zt', power: 2, coefficient: ['alpha1', 'beta'] },
        ],
        threshold: 'lambda1',
      },
      {
        name: 'B',
        terms: [
          { kind: 'field', field: 'Y', power: 1, coefficient: [] },
          { kind: 'field', field: 'Yt', power: 2, coefficient: ['alpha2'] },
          { kind: 'field', field: 'Zt', power: 2, coefficient: ['alpha2', 'beta'] },
        ],
        threshold: 'lambda2',
      },
    ],
  },
};
