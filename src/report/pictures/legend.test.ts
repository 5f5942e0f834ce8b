import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleBar } from './slices.ts';

describe('a scale bar', () => {
  it.each([
    [66.56, 'um', 20, '20 µm'],
    [19.2, 'um', 5, '5 µm'],
    [0.9, 'nm', 0.2, '0.2 nm'],
    [512, 'voxel', 100, '100 voxels'],
    [4, 'voxel', 1, '1 voxel'],
    [3.8, 'mm', 1, '1 mm'],
  ])('of a picture %f %s wide is %f long', (width, unit, length, label) => {
    const bar = scaleBar(width, unit);
    expect(bar.length).toBeCloseTo(length, 12);
    expect(bar.label).toBe(label);
    expect(bar.share).toBeCloseTo(length / width, 12);
  });

  it('is a round length of about a quarter of any width', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (width) => {
        const { share, length } = scaleBar(width, 'um');
        // Neighbours in 1, 2, 5, 10 differ by 2.5 at most, so the nearest ratio is sqrt(2.5) at most, up to rounding.
        expect(Math.abs(Math.log(share * 4))).toBeLessThan(Math.log(2.5) / 2 + 1e-9);
        const digit = length / 10 ** Math.floor(Math.log10(length) + 1e-9);
        expect([1, 2, 5].some((step) => Math.abs(digit / step - 1) < 1e-9)).toBe(true);
      }),
      { seed: 1 },
    );
  });
});
