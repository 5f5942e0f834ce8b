import { describe, expect, it } from 'vitest';
import { lengthText, unitText } from './notation.ts';

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
