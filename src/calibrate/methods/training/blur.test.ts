import { describe, expect, it } from 'vitest';
import { keyOf, normals } from '../../../random/index.ts';
import { createBlur } from './adversary.ts';

const key = keyOf(8, 'blur');
const [size, planes] = [20, 2];
const random = (stream: number): Float32Array => Float32Array.from(normals(planes * size * size, key, stream));
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);

describe('the blur of what a discriminator sees', () => {
  it('keeps constants, borders included', () => {
    const images = new Float32Array(planes * size * size).fill(0.7);
    createBlur(size, 1.3).apply(images);
    for (const value of images) expect(value).toBeCloseTo(0.7, 6);
  });

  it('spreads a point by its standard deviation', () => {
    const image = new Float32Array(size * size);
    image[10 * size + 10] = 1;
    createBlur(size, 1).apply(image);
    const variance = image.reduce((sum, v, i) => sum + v * ((i % size) - 10) ** 2, 0);
    // Of normal weights at whole pixels up to three deviations.
    const distances = [-3, -2, -1, 0, 1, 2, 3];
    const [sum, square] = [0, 2].map((p) => distances.reduce((s, d) => s + d ** p * Math.exp((-d * d) / 2), 0));
    expect(variance).toBeCloseTo(square / sum, 5);
    expect(image[10 * size + 9]).toBeCloseTo(image[9 * size + 10], 6);
  });

  it('has the adjoint <Bx, y> = <x, B*y>', () => {
    const blur = createBlur(size, 1);
    const [x, y] = [random(1), random(2)];
    const [blurred, carried] = [x.slice(), y.slice()];
    blur.apply(blurred);
    blur.adjoint(carried);
    // Sums of 800 float32 numbers of order 1.
    expect(Math.abs(dot(blurred, y) - dot(x, carried))).toBeLessThan(1e-4);
  });
});
