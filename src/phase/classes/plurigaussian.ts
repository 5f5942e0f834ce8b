import { type ModelClass, plainLatent, threshold } from './model-class.ts';

/**
 * Three phases by truncating two independent Gaussian fields one after the other.
 * @source docs/design/model.md
 */
export const plurigaussian: ModelClass<'plurigaussian'> = {
  source: 'docs/design/model.md',
  method: 'exact',
  choice: 'always',
  cost: 'some seconds',
  record: {
    name: 'plurigaussian',
    summary: 'three phases from two independent Gaussian fields, thresholded one after the other',
    fields: ['X', 'Y'],
    scalars: [threshold('lambda1', 'A'), threshold('lambda2', 'B')],
    latents: [plainLatent('A', 'X', 'lambda1'), plainLatent('B', 'Y', 'lambda2')],
  },
};
