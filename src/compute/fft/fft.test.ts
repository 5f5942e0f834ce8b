import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceFft } from './fft.reference.ts';
import { fastLength, fft } from './fft.ts';

const ramp = (size: number, a: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(a * (i + 1) * (i + 1)));

const largest = (x: ArrayLike<number>): number => Array.from(x).reduce((m, v) => Math.max(m, Math.abs(v)), 0);

describe('fft', () => {
  it('equals the definition on any shape, primes and one-voxel axes included', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(fc.integer({ min: 1, max: 64 })),
          fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 23 })),
          fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 13 })),
        ),
        (shape) => {
          const size = (shape as number[]).reduce((a, b) => a * b, 1);
          const re = ramp(size, 0.7);
          const im = ramp(size, 1.3);
          const expected = referenceFft(shape, re, im);
          fft(shape, re, im, 'forward');
          // Round-off grows with the sum of the magnitudes: at most size terms of size 1, each with a few eps.
          const tolerance = 20 * 2 ** -52 * size;
          expect(largest(re.map((v, i) => v - expected.re[i]))).toBeLessThan(tolerance);
          expect(largest(im.map((v, i) => v - expected.im[i]))).toBeLessThan(tolerance);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('returns to the start by the inverse, in float64 and float32', () => {
    const shape = [6, 35, 44];
    const size = 6 * 35 * 44;
    for (const [Type, eps] of [
      [Float64Array, 2 ** -52],
      [Float32Array, 2 ** -23],
    ] as const) {
      const re = Type.from(ramp(size, 0.3));
      const im = Type.from(ramp(size, 0.9));
      const [re0, im0] = [re.slice(), im.slice()];
      fft(shape, re, im, 'forward');
      fft(shape, re, im, 'inverse');
      // Six roundings of numbers whose root mean square stays that of the input: a few eps each.
      expect(largest(Array.from(re, (v, i) => v - re0[i]))).toBeLessThan(40 * eps);
      expect(largest(Array.from(im, (v, i) => v - im0[i]))).toBeLessThan(40 * eps);
    }
  });

  it('refuses arrays of the wrong size', () => {
    expect(() => fft([4, 4], new Float64Array(15), new Float64Array(15), 'forward')).toThrow(/expected 16 numbers/);
  });
});

describe('fastLength', () => {
  it('finds the next product of 2, 3 and 5', () => {
    expect([1, 11, 13, 97, 121, 306, 1103].map(fastLength)).toEqual([1, 12, 15, 100, 125, 320, 1125]);
  });
});
