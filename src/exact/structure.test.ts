import { describe, expect, it } from 'vitest';
import { classes, type ModelRecord } from '../phase/index.ts';
import { exactRefusal, structureOf } from './index.ts';

const level = classes['level-set'].record;
const withTerms = (terms: ModelRecord['latents'][number]['terms']): ModelRecord => ({
  ...level,
  fields: ['X', 'Y'],
  latents: [level.latents[0], { ...level.latents[0], name: 'B', terms }],
});

describe('exact laws', () => {
  it.each(Object.entries(classes))('of %s are known if the class says that it is fitted by them', (_, own) => {
    expect(exactRefusal(own.record) === undefined).toBe(own.method === 'exact');
  });

  it('are refused by the term that has none', () => {
    expect(exactRefusal(classes.grains.record)).toEqual({
      expected: 'a model of Gaussian fields alone',
      got: 'grains (grains have no known two-point law)',
      remedy: { setting: 'method', value: 'simulated' },
    });
    const shell = withTerms([
      { kind: 'field', field: 'Y', power: 1, coefficient: [] },
      { kind: 'shell', latent: 'A', coefficient: [], length: 'lambda1', softness: 'lambda1' },
    ]);
    expect(exactRefusal(shell)?.got).toBe('level-set (a shell around another latent has no known two-point law)');
    expect(() => structureOf(shell)).toThrow(/^exact two-point functions: expected a model of Gaussian fields alone/);
  });

  it('need a Gaussian field of its own in every latent', () => {
    const squares = withTerms([{ kind: 'field', field: 'Y', power: 2, coefficient: [] }]);
    expect(exactRefusal(squares)).toMatchObject({ expected: 'a Gaussian field of its own in latent B' });
    expect(exactRefusal(withTerms([{ kind: 'field', field: 'Y', power: 1, coefficient: [] }]))).toBeUndefined();
  });
});
