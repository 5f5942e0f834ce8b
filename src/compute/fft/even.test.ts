import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageMirrored, evenTransform } from './even.ts';
import { fft } from './fft.ts';

const shapes = fc.tuple(
  fc.integer({ min: 1, max: 6 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 12 }),
) as fc.Arbitrary<[number, number, number]>;

const mirror = (i: number, n: number): number => Math.min(i, n - i);

/** An array even along every axis, with no other symmetry. */
function even([nz, ny, nx]: readonly [number, number, number], a: number): Float64Array {
  const at = (z: number, y: number, x: number): number => Math.sin(a * (1 + x + 17 * y + 31 * z) ** 2);
  return Float64Array.from({ length: nz * ny * nx }, (_, i) =>
    at(mirror(Math.floor(i / (nx * ny)), nz), mirror(Math.floor(i / nx) % ny, ny), mirror(i % nx, nx)),
  );
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0);

describe('evenTransform', () => {
  it('equals the transform of even arrays, for any shape', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const [re, im] = [even(shape, 0.7), even(shape, 1.9)];
        const [expectedRe, expectedIm] = [re.slice(), im.slice()];
        fft(shape, expectedRe, expectedIm, 'forward');
        evenTransform(shape, re, im);
        // At most `size` terms of size 1, each with a few roundings.
        const tolerance = 20 * 2 ** -52 * re.length;
        expect(largest(re, expectedRe)).toBeLessThan(tolerance);
        expect(largest(im, expectedIm)).toBeLessThan(tolerance);
      }),
      { seed: 1, numRuns: 80 },
    );
  });

  it('reads nothing but the octant around the origin', () => {
    const shape = [3, 8, 9] as const;
    const whole = even(shape, 0.7);
    const octant = whole.map((v, i) => {
      const [z, y, x] = [Math.floor(i / 72), Math.floor(i / 9) % 8, i % 9];
      return 2 * z <= 3 && 2 * y <= 8 && 2 * x <= 9 ? v : Number.NaN;
    });
    const [a, b] = [whole.slice(), octant.slice()];
    evenTransform(shape, whole, a);
    evenTransform(shape, octant, b);
    expect(octant).toEqual(whole);
    expect(b).toEqual(a);
  });
});

describe('averageMirrored', () => {
  it('is the transpose of mirroring: the mean of the up to eight images of each element', () => {
    fc.assert(
      fc.property(shapes, ([nz, ny, nx]) => {
        const values = Float64Array.from({ length: nz * ny * nx }, (_, i) => Math.cos(3 * i * i));
        const at = (z: number, y: number, x: number): number =>
          values[(((z + nz) % nz) * ny + ((y + ny) % ny)) * nx + ((x + nx) % nx)];
        const out = values.slice();
        averageMirrored([nz, ny, nx], out);
        for (let z = 0; 2 * z <= nz; z++) {
          for (let y = 0; 2 * y <= ny; y++) {
            for (let x = 0; 2 * x <= nx; x++) {
              let sum = 0;
              for (const sz of [z, -z]) for (const sy of [y, -y]) for (const sx of [x, -x]) sum += at(sz, sy, sx);
              expect(out[(z * ny + y) * nx + x]).toBeCloseTo(sum / 8, 12);
            }
          }
        }
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});
