import { describe, expect, it } from 'vitest';
import { fillNormals, keyOf, normals, philox, uniforms } from './index.ts';

const encrypt = (counter: number[], key: number[]): string[] => {
  const out = new Uint32Array(4);
  philox(out, counter[0], counter[1], counter[2], counter[3], { k0: key[0], k1: key[1] });
  return Array.from(out, (word) => word.toString(16).padStart(8, '0'));
};

describe('philox', () => {
  it("meets the authors' known-answer vectors for 10 rounds", () => {
    const f = 0xffffffff;
    expect(encrypt([0, 0, 0, 0], [0, 0])).toEqual(['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']);
    expect(encrypt([f, f, f, f], [f, f])).toEqual(['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd']);
    expect(encrypt([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toEqual([
      'd16cfe09',
      '94fdcceb',
      '5001e420',
      '24126ea1',
    ]);
  });
});

describe('white noise', () => {
  const key = keyOf(7, 'noise');

  it('has the same value at the same voxel whatever the window', () => {
    const whole = new Float64Array(6 * 7 * 30);
    fillNormals(whole, key, { realisation: 3, field: 1 }, [-2, -3, -9], [6, 7, 30]);
    const part = new Float64Array(2 * 3 * 11);
    fillNormals(part, key, { realisation: 3, field: 1 }, [1, 0, -2], [2, 3, 11]);
    for (let z = 0; z < 2; z++) {
      for (let y = 0; y < 3; y++) {
        for (let x = 0; x < 11; x++) {
          expect(part[(z * 3 + y) * 11 + x]).toBe(whole[((z + 3) * 7 + y + 3) * 30 + x + 7]);
        }
      }
    }
  });

  it('is standard normal and uncorrelated between voxels, fields and realisations', () => {
    const n = 200 * 500;
    const fill = (realisation: number, field: number): Float64Array => {
      const out = new Float64Array(n);
      fillNormals(out, key, { realisation, field }, [0, 0, 0], [1, 200, 500]);
      return out;
    };
    const [a, b, c] = [fill(0, 0), fill(0, 1), fill(1, 0)];
    const mean = (f: (i: number) => number): number =>
      Array.from({ length: n }, (_, i) => f(i)).reduce((s, v) => s + v) / n;
    // Standard errors: 1/sqrt(n) for means of unit-variance products, sqrt(2/n), sqrt(96/n) for second and fourth
    // moments; 4.5 of them are exceeded with probability 7e-6 each.
    const se = 4.5 / Math.sqrt(n);
    expect(Math.abs(mean((i) => a[i]))).toBeLessThan(se);
    expect(Math.abs(mean((i) => a[i] ** 2) - 1)).toBeLessThan(se * Math.SQRT2);
    expect(Math.abs(mean((i) => a[i] ** 4) - 3)).toBeLessThan(se * Math.sqrt(96));
    for (const shift of [1, 2, 3, 4, 500]) expect(Math.abs(mean((i) => a[i] * a[(i + shift) % n]))).toBeLessThan(se);
    expect(Math.abs(mean((i) => a[i] * b[i]))).toBeLessThan(se);
    expect(Math.abs(mean((i) => a[i] * c[i]))).toBeLessThan(se);
  });

  it('refuses addresses out of range and seeds that are no whole numbers', () => {
    expect(() =>
      fillNormals(new Float64Array(1), key, { realisation: 2 ** 24, field: 0 }, [0, 0, 0], [1, 1, 1]),
    ).toThrow(/2\^24/);
    expect(() => keyOf(1.5, 'noise')).toThrow(/whole number/);
    expect(keyOf(7, 'crops')).not.toEqual(key);
  });
});

describe('uniforms and normals', () => {
  it('are functions of their position and have the right mean', () => {
    const key = keyOf(1, 'test');
    expect(uniforms(9, key, 5)).toEqual(uniforms(30, key, 5).slice(0, 9));
    const u = uniforms(20000, key, 6);
    // Standard error of the mean 1 / sqrt(12 n).
    expect(Math.abs(u.reduce((s, v) => s + v) / 20000 - 0.5)).toBeLessThan(4.5 / Math.sqrt(12 * 20000));
    const g = normals(20000, key, 6);
    expect(Math.abs(g.reduce((s, v) => s + v * v) / 20000 - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 20000));
  });
});
