import { describe, expect, it } from 'vitest';
import { numberText, percentText, signedPercentText } from './html-text.ts';
import { lengthText, unitText } from './units.ts';

describe('numbers', () => {
  it.each([
    [0.628, '0.6280'],
    [1 / 3, '0.3333'],
    [-12.3456, '−12.35'],
    [1234.5, '1235'],
    [0, '0'],
    [0.00012345, '1.23e−4'],
    [2.5e7, '2.50e+7'],
    [Number.NaN, 'not finite'],
  ])('%f is printed as %s', (value, text) => expect(numberText(value)).toBe(text));

  it('in percent have two decimals below ten and one above', () => {
    expect(percentText(0.0412)).toBe('4.12 %');
    expect(percentText(0.09996)).toBe('10.0 %');
    expect(signedPercentText(0.41212)).toBe('+41.2 %');
    expect(signedPercentText(-0.0083)).toBe('−0.83 %');
    expect(signedPercentText(Number.NaN)).toBe('not finite');
  });
});

describe('units', () => {
  it('show micrometres as µm wherever they stand as a unit', () => {
    expect(['um', '1/um', 'rad/um', 'voxel', 'vacuum'].map(unitText)).toEqual([
      'µm',
      '1/µm',
      'rad/µm',
      'voxel',
      'vacuum',
    ]);
  });
  it('count voxels', () => {
    expect([lengthText(1, 'voxel'), lengthText(12, 'voxel'), lengthText(19.2, 'um')]).toEqual([
      '1 voxel',
      '12 voxels',
      '19.2 µm',
    ]);
  });
});
