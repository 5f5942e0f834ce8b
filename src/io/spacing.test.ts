import { describe, expect, it } from 'vitest';
import { ExcursaError } from '../errors.ts';
import { parseSpacing } from './spacing.ts';

describe('parseSpacing', () => {
  it.each([
    ['0.065um', [0.065, 0.065, 0.065], 'um'],
    ['65nm', [65, 65, 65], 'nm'],
    ['65 nm', [65, 65, 65], 'nm'],
    ['0.5µm', [0.5, 0.5, 0.5], 'um'],
    ['0.5μm', [0.5, 0.5, 0.5], 'um'],
    ['0.1,0.065,0.07um', [0.1, 0.065, 0.07], 'um'],
    ['0.1, 0.065, 0.07 um', [0.1, 0.065, 0.07], 'um'],
    ['1e-6m', [1e-6, 1e-6, 1e-6], 'm'],
    ['2mm', [2, 2, 2], 'mm'],
    ['2,1,1voxel', [2, 1, 1], 'voxel'],
    ['1voxel', [1, 1, 1], 'voxel'],
  ])('%s', (text, spacing, unit) => {
    expect(parseSpacing(text)).toEqual({ spacing, unit, ...(!text.includes(',') && { cubic: true }) });
  });

  it.each(['0.5', '65', '2,1,1', '1e-6'])('refuses %s, which has no unit', (text) => {
    expect(() => parseSpacing(text)).toThrow(
      `spacing: expected a unit behind the voxel size, got ${text}; try spacing: ${text}um or, where no length is known, spacing: 1voxel`,
    );
    expect(() => parseSpacing(text, 'anisotropySpacing')).toThrow(/^anisotropySpacing: expected a unit/);
  });

  it.each(['', 'um', '0um', '-1um', '1,2um', '1,2,3,4um', '1,,2um', '1 2um', '1inch', '1e999um', '0x10um', '1;2;3um'])(
    'refuses %j',
    (text) => {
      expect(() => parseSpacing(text)).toThrow(ExcursaError);
      expect(() => parseSpacing(text)).toThrow(/^spacing: expected .*, got .*; try spacing: 0\.065um$/);
    },
  );
});
