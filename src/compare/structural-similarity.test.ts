import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { structuralSimilarity } from './structural-similarity.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));

const mapOf = (edge: number, label: (y: number, x: number) => number): PhaseMap =>
  createPhaseMap(
    createGrid([edge, edge]),
    Uint8Array.from({ length: edge * edge }, (_, i) => label(Math.floor(i / edge), i % edge)),
    phases,
  );

const noise = (stream: number, edge = 64): PhaseMap => {
  const u = uniforms(edge * edge, keyOf(2, 'similarity'), stream);
  return mapOf(edge, (y, x) => (u[y * edge + x] < 0.4 ? 1 : 0));
};

describe('mean structural similarity', () => {
  it('of equal maps is one, of either order the same, of other noise near zero', () => {
    const [a, b] = [noise(0), noise(1)];
    for (const value of structuralSimilarity(a, a)) expect(value).toBeCloseTo(1, 5);
    expect(structuralSimilarity(a, b)).toEqual(structuralSimilarity(b, a));
    // Covariances of independent windows average to 0; what is left comes from the product of means, below 1.
    for (const value of structuralSimilarity(a, b)) expect(Math.abs(value!)).toBeLessThan(0.05);
  });

  it('follows its definition in single windows', () => {
    // In a map of 11 x 11 there is one window. Weights of columns are known: half planes at x = 5 and at x = 6 differ
    // in the middle column.
    const weight = Array.from({ length: 11 }, (_, k) => Math.exp(-((k - 5) ** 2) / 4.5));
    const total = weight.reduce((sum, w) => sum + w, 0);
    const share = (from: number): number => weight.slice(from).reduce((sum, w) => sum + w, 0) / total;
    const [p, q] = [share(5), share(6)];
    const [c1, c2] = [1e-4, 9e-4];
    // One half plane contains the other: the mean of the product is the smaller share.
    const expected =
      ((2 * p * q + c1) * (2 * (q - p * q) + c2)) / ((p * p + q * q + c1) * (p * (1 - p) + q * (1 - q) + c2));
    const plane = (from: number): PhaseMap => mapOf(11, (_, x) => (x >= from ? 1 : 0));
    expect(structuralSimilarity(plane(5), plane(6))[1]).toBeCloseTo(expected, 5);
  });

  it('leaves out windows with masked pixels, and has no value without windows', () => {
    const hide = (map: PhaseMap): PhaseMap => ({ ...map, data: map.data.map((v, i) => (i === 0 ? masked : v)) });
    expect(structuralSimilarity(hide(noise(0, 11)), noise(0, 11))).toEqual([null, null]);
    for (const value of structuralSimilarity(hide(noise(0)), noise(0))) expect(value).toBeCloseTo(1, 5);
    expect(structuralSimilarity(noise(0, 10), noise(1, 10))).toEqual([null, null]);
    expect(() => structuralSimilarity(noise(0, 20), noise(0, 21))).toThrow(/expected two maps of one shape/);
  });
});
