import { describe, expect, it } from 'vitest';
import { ExcursaError } from '../errors.ts';
import { checkPhases, countValues, inferPhases, parseLabels, toIndices } from './labels.ts';

describe('parseLabels', () => {
  it('reads values with names', () => {
    expect(parseLabels('0=pore, 1=am ,2=solid electrolyte')).toEqual([
      { label: 0, name: 'pore' },
      { label: 1, name: 'am' },
      { label: 2, name: 'solid electrolyte' },
    ]);
  });

  it('names values that stand alone', () => {
    expect(parseLabels('0,127,255')).toEqual([
      { label: 0, name: 'phase0' },
      { label: 127, name: 'phase1' },
      { label: 255, name: 'phase2' },
    ]);
  });

  it.each([
    ['', "got ''"],
    ['0=pore', 'got 1;'],
    ['0,1,2,3,4,5,6,7,8', 'got 9;'],
    ['pore=0,am=1', "got 'pore=0'"],
    ['0=pore,0=am', 'got 0=pore,0=am'],
    ['0=pore,1=pore', 'each name once'],
    ['0=phase1,1', 'each name once'],
    ['-1=pore,1=am', "got '-1=pore'"],
    ['0.5=pore,1=am', "got '0.5=pore'"],
    ['65536=pore,1=am', 'got 65536'],
    ['0=pore=x,1=am', "got '0=pore=x'"],
    ['0=,1=am', "got ''"],
    ['0=po/re,1=am', "got 'po/re'"],
    ['0=pore,,1=am', "got ''"],
  ])('refuses %j', (text, part) => {
    expect(() => parseLabels(text)).toThrow(ExcursaError);
    expect(() => parseLabels(text)).toThrow(part);
    expect(() => parseLabels(text)).toThrow(/^labels: expected .*; try labels: 0=pore,1=am,2=se$/);
  });
});

describe('labels and masks', () => {
  const phases = parseLabels('0=pore,7=am');

  it('may not be one', () => {
    expect(() => checkPhases(phases, 7)).toThrow(/^mask: .* got 7 with labels: 0=pore,7=am/);
    expect(() => checkPhases(phases, 255)).not.toThrow();
  });

  it('become indices and 255', () => {
    expect([...toIndices([7, 0, 9, 7], phases, 9)]).toEqual([1, 0, 255, 1]);
  });
});

describe('countValues', () => {
  it('counts by hand', () => {
    expect(countValues([5, 0, 5, 65535, 5], 'a')).toEqual(
      new Map([
        [0, 1],
        [5, 3],
        [65535, 1],
      ]),
    );
  });

  it.each([Number.NaN, 0.5, -1, 65536, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => countValues([0, value], 'a.npy')).toThrow(`got ${value}; try`);
  });
});

describe('inferPhases', () => {
  const counts = (...values: number[]) => new Map(values.map((v) => [v, 1]));

  it('sorts the values and leaves out the mask', () => {
    expect(inferPhases(counts(200, 0, 255, 100), 255, 'a')).toEqual([
      { label: 0, name: 'phase0' },
      { label: 100, name: 'phase1' },
      { label: 200, name: 'phase2' },
    ]);
  });

  it('accepts 8 values and takes 9 for a grey image', () => {
    expect(inferPhases(counts(0, 1, 2, 3, 4, 5, 6, 7), undefined, 'a')).toHaveLength(8);
    expect(() => inferPhases(counts(0, 1, 2, 3, 4, 5, 6, 7, 8), undefined, 'a')).toThrow(
      /got 9 grey values; try segment/,
    );
  });

  it('refuses one value, and a mask alone', () => {
    expect(() => inferPhases(counts(3), undefined, 'a')).toThrow('got the single value 3;');
    expect(() => inferPhases(counts(3), 3, 'a')).toThrow('got masked voxels alone;');
  });
});
