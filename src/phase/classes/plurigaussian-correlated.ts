import { type ModelClass, threshold } from './model-class.ts';
import { plurigaussian } from './plurigaussian.ts';

/**
 * A = X + kappa1 Z, B = Y + kappa2 Z + kappa3 (Z^2 - 1): where the second phase lies depends on the distance from the
 * surface of the first.
 * @source docs/design/model.md
 */
export const plurigaussianCorrelated: ModelClass<'plurigaussian-correlated'> = {
  source: 'docs/design/model.md',
  method: 'exact',
  choice: 'always',
  contains: plurigaussian.record.name,
  cost: 'about a minute',
  record: {
    name: 'plurigaussian-correlated',
    summary: 'three phases from two thresholded fields that share a Gaussian field; the second contains its square too',
    fields: ['X', 'Y', 'Z'],
    scalars: [
      {
        name: 'kappa1',
        meaning: 'weight of the shared field in latent A',
        role: 'weight',
        dimension: 'number',
        transform: { kind: 'interval', lower: 0.1, upper: 5, logarithmic: true },
        start: 1.5,
        spread: 0.15,
      },
      {
        name: 'kappa2',
        meaning:
          'weight of the shared field in latent B: keeps the second phase to the inner or outer side of the first',
        role: 'weight',
        dimension: 'number',
        transform: { kind: 'interval', lower: -4, upper: 4 },
        start: 0.3,
        spread: 0.15,
      },
      {
        name: 'kappa3',
        meaning:
          'weight of the centred square of the shared field in latent B: negative keeps the second phase to surfaces of the first',
        role: 'square-weight',
        dimension: 'number',
        transform: { kind: 'interval', lower: -4, upper: 4 },
        start: -0.2,
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
          { kind: 'field', field: 'Z', power: 1, coefficient: ['kappa1'] },
        ],
        threshold: 'lambda1',
      },
      {
        name: 'B',
        terms: [
          { kind: 'field', field: 'Y', power: 1, coefficient: [] },
          { kind: 'field', field: 'Z', power: 1, coefficient: ['kappa2'] },
          { kind: 'field', field: 'Z', power: 2, coefficient: ['kappa3'] },
        ],
        threshold: 'lambda2',
      },
    ],
  },
};
