import { describe, expect, it } from 'vitest';
import type { Depths } from '../../grain/index.ts';
import { keyOf, normals } from '../../random/index.ts';
import { gapKind } from './gap.ts';

const random = (count: number, stream: number): Float64Array => normals(count, keyOf(7, 'gaps'), stream);

describe('a gap', () => {
  it('is minus half its width anywhere between two walls', () => {
    // Walls of two balls of radius 10 whose centres are 26 apart leave a gap of 6.
    const places = [10, 11.5, 13, 16];
    const depths = places.map((x) => [10 - x, 10 - (26 - x)].toSorted((a, b) => b - a));
    const given: Depths = {
      first: Float32Array.from(depths, ([first]) => first),
      second: Float32Array.from(depths, ([, second]) => second),
    };
    const latent = new Float64Array(places.length + 1);
    gapKind.add({ weight: 2, length: 0 }, given, 0, latent, 1);
    expect(Array.from(latent)).toEqual([0, -6, -6, -6, -6]);
  });

  it('has the adjoint of finite differences', () => {
    const n = 30;
    const [first, second, gradient] = [1, 2, 3].map((stream) => random(n, stream));
    const loss = (weight: number, a: Float64Array, b: Float64Array): number => {
      const latent = new Float64Array(n);
      gapKind.add({ weight, length: 0 }, { first: a, second: b } as unknown as Depths, 0, latent, 0);
      return latent.reduce((sum, value, i) => sum + value * gradient[i], 0);
    };
    const byDepth = [new Float64Array(n), new Float64Array(n), new Float64Array(n)] as const;
    const depths = { first, second } as unknown as Depths;
    const sums = gapKind.adjoint({ weight: 1.5, length: 0 }, depths, 0, gradient, byDepth);
    // The term is linear in each, so that a difference of any length is exact.
    expect(sums).toEqual({
      byWeight: expect.closeTo(loss(2, first, second) - loss(1, first, second), 10),
      byLength: 0,
      bySurface: 0,
    });
    const moved = first.map((value) => value + 1);
    expect(byDepth[0].reduce((sum, g) => sum + g, 0)).toBeCloseTo(
      loss(1.5, moved, second) - loss(1.5, first, second),
      10,
    );
    expect(byDepth[1]).toEqual(byDepth[0]);
    expect(byDepth[2].every((value) => value === 0)).toBe(true);
  });

  it('wants depths twice as far as its threshold: next to one wall the other is the whole gap away', () => {
    expect(gapKind.reach({ weight: 1, length: 0 }, { weights: 0, threshold: -7 })).toBe(14);
  });
});
