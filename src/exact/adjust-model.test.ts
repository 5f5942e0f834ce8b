import { describe, expect, it } from 'vitest';
import { createModel, parametersOf, presets } from '../phase/index.ts';
import { adjustModel, expectedVolumeFractions } from './adjust-model.ts';

const phases = (...names: string[]) => names.map((name, label) => ({ name, label }));

describe('a model with other volume fractions', () => {
  it('has the threshold that the normal law gives', () => {
    const model = adjustModel(createModel(presets['level-set']), {
      volumeFractions: [0.158655253931457, 0.841344746068543],
    });
    // P(X >= 1) of a standard normal number.
    expect(model.values[0]).toBeCloseTo(1, 8);
  });

  it('has them in the order of its phases, whichever plays which excursion set', () => {
    const wanted = [0.2, 0.5, 0.3];
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      const model = { ...createModel(presets.plurigaussian, { phases: phases('a', 'b', 'c') }), order };
      const found = expectedVolumeFractions(adjustModel(model, { volumeFractions: wanted }))!;
      found.forEach((share, i) => {
        expect(share).toBeCloseTo(wanted[i], 8);
      });
    }
  });

  it.each(['assb', 'plurigaussian-correlated', 'level-set-union'] as const)(
    'reaches them where fields are shared, and moves thresholds alone: %s',
    (name) => {
      const model = createModel(presets[name]);
      const count = model.phases.length;
      const wanted = [0.4, 0.35, 0.25].slice(0, count - 1);
      wanted.push(1 - wanted.reduce((sum, share) => sum + share, 0));
      const other = adjustModel(model, { volumeFractions: wanted });
      expectedVolumeFractions(other)!.forEach((share, i) => {
        expect(share).toBeCloseTo(wanted[i], 6);
      });
      parametersOf(model.record, model.family).forEach(({ role }, i) => {
        if (role !== 'threshold') expect(other.values[i]).toBeCloseTo(model.values[i], 12);
      });
    },
  );
});

describe('a model with other lengths and parameters', () => {
  const model = createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um' });

  it('scales the lengths of one field and the inverse of its wavenumbers', () => {
    const list = parametersOf(model.record, model.family);
    const other = adjustModel(model, { lengths: { X: 2 } });
    list.forEach(({ group, dimension }, i) => {
      const factor = group !== 'X' || dimension === 'number' ? 1 : dimension === 'length' ? 2 : 0.5;
      expect(other.values[i]).toBeCloseTo(factor * model.values[i], 12);
    });
    expect(other.taper).toBe(2 * model.taper);
  });

  it('takes values in its unit of length, and keeps no evidence of another model', () => {
    const evidence = { sources: [], sentence: '', unusable: [], reason: '', errors: [] };
    const other = adjustModel(
      { ...model, evidence },
      { parameters: { X: { range1: 0.5 }, scalars: { lambda1: 0.7 } } },
    );
    const list = parametersOf(model.record, model.family);
    expect(other.values[list.findIndex(({ group, name }) => group === 'X' && name === 'range1')]).toBeCloseTo(5, 12);
    expect(other.values[0]).toBe(0.7);
    expect(other.evidence).toBeUndefined();
  });

  it.each([
    [{ lengths: { Q: 2 } }, 'model plurigaussian: expected one of X, Y, got Q; try X'],
    [{ parameters: { Q: { a: 1 } } }, 'model plurigaussian: expected one of scalars, X, Y, got Q; try scalars'],
    [
      { parameters: { scalars: { a: 1 } } },
      'model plurigaussian: expected one of lambda1, lambda2, got a; try lambda1',
    ],
    [
      { volumeFractions: [0.5, 0.4] },
      'adjustModel, volumeFractions: expected 3 volume fractions with a sum of 1, got 2 with a sum of 0.9; try all of them',
    ],
  ])('refuses what it does not have: %j', (changes, sentence) => {
    expect(() => adjustModel(model, changes)).toThrow(sentence);
  });
});
