import { describe, expect, it } from 'vitest';
import { keyOf, normals } from '../random/index.ts';
import {
  addField,
  bindLatents,
  indicators,
  indicatorsAdjoint,
  latentsAdjoint,
  presets,
  startLatents,
  truncate,
} from './index.ts';

const n = 40;
const random = (count: number, stream: number): Float64Array => normals(count, keyOf(17, 'phase'), stream);
const stack = (count: number, stream: number): Float64Array[] =>
  Array.from({ length: count }, (_, i) => random(n, stream + i));
const empty = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(n));
const dot = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  a.reduce((sum, x, i) => sum + x.reduce((s, v, k) => s + v * b[i][k], 0), 0);
const moved = (a: readonly Float64Array[], d: readonly Float64Array[], h: number): Float64Array[] =>
  a.map((x, i) => x.map((v, k) => v + h * d[i][k]));
/** Central difference; its error h^2 and rounding / h are both near 1e-10 for h = 1e-5. */
const slope = (f: (h: number) => number): number => (f(1e-5) - f(-1e-5)) / 2e-5;

describe('phase indicators', () => {
  it.each([1, 2, 3])('of %i latents sum to 1 and have the gradient of finite differences', (count) => {
    const latents = stack(count, 1);
    const weights = stack(count + 1, 10);
    const direction = stack(count, 20);
    const make = (values: readonly Float64Array[]): Float64Array[] => {
      const out = empty(count + 1);
      indicators(values, 'soft', 3, out);
      return out;
    };
    const soft = make(latents);
    for (let k = 0; k < n; k++) expect(soft.reduce((s, p) => s + p[k], 0)).toBeCloseTo(1, 14);
    const gradient = empty(count);
    indicatorsAdjoint(latents, 'soft', 3, weights, gradient);
    const expected = slope((h) => dot(make(moved(latents, direction, h)), weights));
    expect(Math.abs(dot(gradient, direction) / expected - 1)).toBeLessThan(1e-7);
  });

  it('are hard, straight through, where truncation puts each voxel, and pass sigmoid slopes of the phases still open', () => {
    const latents = stack(2, 40);
    const hard = empty(3);
    indicators(latents, 'straight-through', 10, hard);
    const sets = truncate(latents);
    sets.forEach((set, k) => {
      expect(hard.map((p) => p[k])).toEqual([0, 1, 2].map((i) => (i === set ? 1 : 0)));
    });
    const weights = stack(3, 50);
    const gradient = empty(2);
    indicatorsAdjoint(latents, 'straight-through', 10, weights, gradient);
    const sigmoidSlope = (x: number): number => 10 / (2 + 2 * Math.cosh(10 * x));
    sets.forEach((set, k) => {
      const [a, b] = latents.map((l) => sigmoidSlope(l[k]));
      const elsewhere = latents[1][k] >= 0 ? weights[1][k] : weights[2][k];
      expect(gradient[0][k]).toBeCloseTo(a * (weights[0][k] - elsewhere), 10);
      expect(gradient[1][k]).toBeCloseTo(set === 0 ? 0 : b * (weights[1][k] - weights[2][k]), 10);
    });
  });
});

describe('latents', () => {
  it.each(Object.entries(presets))(
    'of %s have the gradient of finite differences in fields and scalars',
    (_, record) => {
      const bound = bindLatents(record);
      const fields = stack(record.fields.length, 60);
      const scalars = random(record.scalars.length, 70);
      const weights = stack(record.latents.length, 80);
      const make = (values: readonly Float64Array[], parameters: Float64Array): Float64Array[] => {
        const out = empty(record.latents.length);
        startLatents(bound, parameters, out);
        values.forEach((field, i) => {
          addField(bound, parameters, i, field, (visit) => visit(0, 0, n), out);
        });
        return out;
      };
      const fieldGradients = empty(record.fields.length);
      const scalarGradients = new Float64Array(record.scalars.length);
      latentsAdjoint(bound, scalars, fields, weights, fieldGradients, scalarGradients);
      const direction = stack(record.fields.length, 90);
      const byFields = slope((h) => dot(make(moved(fields, direction, h), scalars), weights));
      expect(Math.abs(dot(fieldGradients, direction) / byFields - 1)).toBeLessThan(1e-7);
      const step = random(record.scalars.length, 99);
      const byScalars = slope((h) => dot(make(fields, moved([scalars], [step], h)[0]), weights));
      expect(Math.abs(dot([scalarGradients], [step]) / byScalars - 1)).toBeLessThan(1e-7);
    },
  );

  it('of the five-field model follow their formula', () => {
    const record = presets.assb;
    const [alpha1, alpha2, beta, lambda1, lambda2] = [0.4, -0.3, 0.7, 0.2, -0.1];
    const g = stack(5, 110);
    const out = empty(2);
    const scalars = Float64Array.of(alpha1, alpha2, beta, lambda1, lambda2);
    const bound = bindLatents(record);
    startLatents(bound, scalars, out);
    g.forEach((field, i) => {
      addField(bound, scalars, i, field, (visit) => visit(0, 0, n), out);
    });
    for (let k = 0; k < n; k++) {
      const [x, y, xt, yt, zt] = g.map((field) => field[k]);
      expect(out[0][k]).toBeCloseTo(x + alpha1 * (xt ** 2 + beta * zt ** 2 - 1 - beta) - lambda1, 12);
      expect(out[1][k]).toBeCloseTo(y + alpha2 * (yt ** 2 + beta * zt ** 2 - 1 - beta) - lambda2, 12);
    }
  });

  it('refuse records that name what they do not have', () => {
    const record = presets['level-set'];
    const wrong = { ...record, latents: [{ ...record.latents[0], threshold: 'mu' }] };
    expect(() => bindLatents(wrong)).toThrow(/expected one of lambda1, got mu/);
  });
});
