import { describe, expect, it } from 'vitest';
import { writtenRecords } from '../../test/closed-forms/written-records.ts';
import { keyOf, normals } from '../random/index.ts';
import { bindLatents, fillLatents, indicators, indicatorsAdjoint, latentsAdjoint, presets, truncate } from './index.ts';

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
  it.each([
    [1, [0, 1]],
    [2, [0, 1, 2]],
    [2, [1, 0, 1]],
    [3, [0, 1, 2, 3]],
    [3, [0, 0, 1, 2]],
    [3, [2, 0, 1, 0]],
  ])('of %i latents with cells %j sum to 1 and have the gradient of finite differences', (count, cells) => {
    const phases = Math.max(...cells) + 1;
    const latents = stack(count, 1);
    const weights = stack(phases, 10);
    const direction = stack(count, 20);
    const make = (values: readonly Float64Array[]): Float64Array[] => {
      const out = empty(phases);
      indicators(values, cells, 'soft', 3, out);
      return out;
    };
    const soft = make(latents);
    for (let k = 0; k < n; k++) expect(soft.reduce((s, p) => s + p[k], 0)).toBeCloseTo(1, 14);
    const gradient = empty(count);
    indicatorsAdjoint(latents, cells, 'soft', 3, weights, gradient);
    const expected = slope((h) => dot(make(moved(latents, direction, h)), weights));
    expect(Math.abs(dot(gradient, direction) / expected - 1)).toBeLessThan(1e-7);
  });

  it('are hard, straight through, where truncation puts each voxel, and pass sigmoid slopes of the phases still open', () => {
    const latents = stack(2, 40);
    const cells = [0, 1, 2];
    const hard = empty(3);
    indicators(latents, cells, 'straight-through', 10, hard);
    const sets = truncate(latents);
    sets.forEach((set, k) => {
      expect(hard.map((p) => p[k])).toEqual([0, 1, 2].map((i) => (i === set ? 1 : 0)));
    });
    const weights = stack(3, 50);
    const gradient = empty(2);
    indicatorsAdjoint(latents, cells, 'straight-through', 10, weights, gradient);
    const sigmoidSlope = (x: number): number => 10 / (2 + 2 * Math.cosh(10 * x));
    sets.forEach((set, k) => {
      const [a, b] = latents.map((l) => sigmoidSlope(l[k]));
      const elsewhere = latents[1][k] >= 0 ? weights[1][k] : weights[2][k];
      expect(gradient[0][k]).toBeCloseTo(a * (weights[0][k] - elsewhere), 10);
      expect(gradient[1][k]).toBeCloseTo(set === 0 ? 0 : b * (weights[1][k] - weights[2][k]), 10);
    });
  });
});

describe('hard phases with cells', () => {
  it('are unions, intersections and differences of the excursion sets', () => {
    const latents = stack(3, 130);
    const [a, b, c] = latents.map((l) => Array.from(l, (v) => v >= 0));
    const cases: [number[], (k: number) => number][] = [
      [[0, 0, 1, 2], (k) => (a[k] || b[k] ? 0 : c[k] ? 1 : 2)],
      [[1, 1, 1, 0], (k) => (!a[k] && !b[k] && !c[k] ? 0 : 1)],
      [[1, 0, 0, 1], (k) => (!a[k] && (b[k] || c[k]) ? 0 : 1)],
      [[2, 0, 1, 0], (k) => (a[k] ? 2 : !b[k] && c[k] ? 1 : 0)],
    ];
    for (const [cells, expected] of cases) {
      truncate(latents, cells).forEach((phase, k) => {
        expect(phase).toBe(expected(k));
      });
      const out = empty(3);
      indicators(latents, cells, 'straight-through', 10, out);
      out.forEach((phase, p) => {
        phase.forEach((value, k) => {
          expect(value).toBe(expected(k) === p ? 1 : 0);
        });
      });
    }
  });
});

describe('latents', () => {
  const records = [...Object.entries(presets), ...writtenRecords.map(({ record }) => [record.name, record] as const)];
  it.each(records)('of %s have the gradient of finite differences in fields and scalars', (_, record) => {
    const bound = bindLatents(record);
    const fields = stack(record.fields.length, 60);
    const scalars = random(record.scalars.length, 70);
    const weights = stack(record.latents.length, 80);
    const make = (values: readonly Float64Array[], parameters: Float64Array): Float64Array[] => {
      const out = empty(record.latents.length);
      fillLatents(bound, parameters, values, out);
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
  });

  it('of the five-field model follow their formula', () => {
    const record = presets.assb;
    const [alpha1, alpha2, beta, lambda1, lambda2] = [0.4, -0.3, 0.7, 0.2, -0.1];
    const g = stack(5, 110);
    const out = empty(2);
    const scalars = Float64Array.of(alpha1, alpha2, beta, lambda1, lambda2);
    const bound = bindLatents(record);
    fillLatents(bound, scalars, g, out);
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
    const terms = [{ kind: 'product', field: 'X', power: 1, times: 'X', coefficient: [] }] as const;
    const squared = { ...record, latents: [{ ...record.latents[0], terms }] };
    expect(() => bindLatents(squared)).toThrow(/product of two fields, got X times itself/);
  });
});
