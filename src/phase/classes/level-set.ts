import { type ModelClass, plainLatent, threshold } from './model-class.ts';

/**
 * Two phases: one Gaussian field cut at one level.
 * @source docs/design/model.md
 */
export const levelSet: ModelClass<'level-set'> = {
  source: 'docs/design/model.md',
  method: 'exact',
  choice: 'always',
  cost: 'some seconds',
  record: {
    name: 'level-set',
    summary: 'two phases from one Gaussian field, cut at a threshold',
    fields: ['X'],
    scalars: [threshold('lambda1', 'A')],
    latents: [plainLatent('A', 'X', 'lambda1')],
  },
};
