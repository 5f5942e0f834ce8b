import { levelSet } from './level-set.ts';
import { type ModelClass, squareWeight, threshold } from './model-class.ts';

/**
 * Two phases: Xi1 is the union of two excursion sets, {A >= lambda1} and {B >= lambda2}, of A = X + alpha1 (Z^2 - 1)
 * and B = Y + alpha2 (Z^2 - 1). What they leave is narrow where both come near, as pores between grains are; a negative
 * weight makes sheets along the zeros of Z.
 * @source docs/design/model.md
 */
export const levelSetUnion: ModelClass<'level-set-union'> = {
  source: 'docs/design/model.md',
  method: 'exact',
  choice: 'always',
  contains: levelSet.record.name,
  cost: 'some seconds',
  record: {
    name: 'level-set-union',
    summary: 'two phases; one is the union of two thresholded fields, both with the square of a common Gaussian field',
    fields: ['X', 'Y', 'Z'],
    scalars: [
      squareWeight('alpha1', 'square of the shared field', 'A'),
      squareWeight('alpha2', 'square of the shared field', 'B'),
      // Unequal starts: two latents of one law would stay equal.
      { ...threshold('lambda1', 'A'), start: 0.4 },
      { ...threshold('lambda2', 'B'), start: 0.8 },
    ],
    latents: [
      {
        name: 'A',
        terms: [
          { kind: 'field', field: 'X', power: 1, coefficient: [] },
          { kind: 'field', field: 'Z', power: 2, coefficient: ['alpha1'] },
        ],
        threshold: 'lambda1',
      },
      {
        name: 'B',
        terms: [
          { kind: 'field', field: 'Y', power: 1, coefficient: [] },
          { kind: 'field', field: 'Z', power: 2, coefficient: ['alpha2'] },
        ],
        threshold: 'lambda2',
      },
    ],
    cells: [0, 0, 1],
  },
};
