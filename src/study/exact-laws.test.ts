import { describe, expect, it } from 'vitest';
import { dot, normalQuantile } from '../numerics/index.ts';
import { createModel, type ExcursionModel, parametersOf, presets, realise } from '../phase/index.ts';
import { designPoints } from './designs.ts';
import { combinationsOf, exactAreas, exactFractions, withFractions } from './exact-laws.ts';
import { parseVariations, varied } from './variation.ts';

const three = createModel(presets.plurigaussian, { spacing: 0.5, unit: 'um' });
const union = createModel(presets['level-set-union']);

describe('volume fractions', () => {
  it('follow from thresholds, and thresholds from them', () => {
    // Xi_1 = {X >= l1}, Xi_2 = {Y >= l2} outside of it.
    const solved = withFractions(three, new Map([[0, 0.3]]), three);
    const [own] = [exactFractions(three)!];
    expect(solved.values[0]).toBeCloseTo(-normalQuantile(0.3), 8);
    const found = exactFractions(solved)!;
    expect(found[0]).toBeCloseTo(0.3, 9);
    expect(found[1] / found[2]).toBeCloseTo(own[1] / own[2], 8);
  });

  it('are met by several thresholds, and shown by a realisation', async () => {
    const solved = withFractions(union, new Map([[1, 0.25]]), union);
    expect(exactFractions(solved)![1]).toBeCloseTo(0.25, 9);
    const { map } = await realise({ ...solved, taper: 16 }, { shape: [96, 96, 96], seed: 3 });
    // One seed; the fraction of 96^3 voxels over ranges of 10 scatters by about 0.02.
    expect(Math.abs(map.data.reduce((n, v) => n + Number(v === 1), 0) / map.data.length - 0.25)).toBeLessThan(0.06);
  });

  it('that leave no room, and classes without a closed form, are refused', () => {
    const wanted = new Map([
      [0, 0.7],
      [1, 0.4],
    ]);
    expect(() => withFractions(three, wanted, three)).toThrow(/got a sum of 1.1/);
    const all = new Map([0.2, 0.3, 0.4].map((fraction, i) => [i, fraction]));
    expect(() => withFractions(three, all, three)).toThrow(/all phases but one/);
    const grains = createModel(presets.grains);
    expect(exactFractions(grains)).toBeUndefined();
    expect(() => withFractions(grains, new Map([[0, 0.4]]), grains)).toThrow(/got grains/);
  });
});

describe('lengths', () => {
  it('stretched by a factor divide surface areas by it and leave volume fractions', () => {
    const [stretch] = parseVariations('length=1:3', three);
    const stretched = varied(three, [stretch], [2], false);
    expect(exactFractions(stretched)).toEqual(exactFractions(three));
    // Spectra are tabulated at fixed wavenumbers, which a stretch moves against: 2e-7 here.
    exactAreas(three)!.forEach((area, phase) => {
      expect((2 * exactAreas(stretched)![phase]) / area).toBeCloseTo(1, 5);
    });
  });
});

describe('combinations of parameters', () => {
  it('are orthogonal, fall in effect, and predict how two-point functions change', () => {
    const list = combinationsOf(union)!;
    // All components begin alike: their weights move nothing, and are in no combination.
    const own = parametersOf(union.record, union.family);
    const weights = own.flatMap(({ name }, i) => (name.startsWith('weight') ? i : []));
    expect(list).toHaveLength(own.length - weights.length);
    for (const { direction } of list) for (const i of weights) expect(direction[i]).toBe(0);
    expect(dot(list[0].direction, list[0].direction)).toBeCloseTo(1, 9);
    expect(dot(list[0].direction, list[1].direction)).toBeCloseTo(0, 9);
    list.slice(1).forEach(({ effect }, k) => {
      expect(effect).toBeLessThanOrEqual(list[k].effect);
    });
    // Volume fractions hardly move along the last one, and most along one of the first.
    const change = ({ direction }: (typeof list)[number]): number => {
      const moved: ExcursionModel = { ...union, values: union.values.map((v, i) => v * (1 + 1e-4 * direction[i])) };
      return Math.abs(exactFractions(moved)![0] - exactFractions(union)![0]) / 1e-4;
    };
    // The law's quadrature of 1,024 points has an error of the order of a thousandth.
    expect(change(list.at(-1)!)).toBeLessThan(1e-2 * Math.max(...list.slice(0, 4).map(change)));
  });
});

describe('variations', () => {
  it('have bounds in units and in shares of the model', () => {
    const [pore, range] = parseVariations('Xi_1=0.2:0.4,X.range1=50%:200%', three);
    expect([pore.low, pore.high, pore.phase]).toEqual([0.2, 0.4, 0]);
    // The start of a range is 10 voxels of 0.5 um.
    expect([range.low, range.high, range.unit]).toEqual([2.5, 10, 'um']);
    const changed = varied(three, [range], [4], false);
    expect(changed.values.filter((v, i) => v !== three.values[i])).toEqual(Float64Array.of(8));
  });

  it.each([
    ['gravel=1:2', /got gravel/],
    ['Xi_1=0.2', /a lowest and a highest value/],
    ['Xi_1=0.4:0.2', /a lowest value below/],
    ['Xi_1=0.4:1.2', /between 0 and 1/],
    ['length=a:2', /got a/],
    ['length=1:2,length=1:3', /length twice/],
  ])('%s are refused', (text, message) => {
    expect(() => parseVariations(text, three)).toThrow(message);
  });
});

describe('designs', () => {
  it('fill every level of a Latin hypercube once, and the corners of a grid', () => {
    const points = designPoints('latin-hypercube', 12, 3, 1);
    for (let d = 0; d < 3; d++) {
      expect(points.map((point) => Math.floor(12 * point[d])).sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
    }
    expect(designPoints('grid', 5, 2, 1)).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
  });

  it('of a Sobol sequence begin alike, whatever their number', () => {
    expect(designPoints('sobol', 32, 2, 4).slice(0, 8)).toEqual(designPoints('sobol', 8, 2, 4));
  });
});
