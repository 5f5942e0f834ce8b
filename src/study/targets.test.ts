import { describe, expect, it } from 'vitest';
import { createModel, presets } from '../phase/index.ts';
import type { Row } from './study-kind.ts';
import { deviationsOf, parseTargets, type Target } from './targets.ts';

const rowsOf = (values: readonly number[]): Row[] =>
  values.map((value, r) => ({
    task: { name: `own-${r}`, work: 'draw', labels: [{ name: 'realisation', value: r }] },
    values: [{ phase: 'pore', quantity: 'relativeConductivity', title: '', unit: '', value }],
  }));
const target = (factor: number | undefined, value?: number): Target => ({
  ...{ phase: 'pore', quantity: 'relativeConductivity', wish: '', factor, value, by: 'search' },
});

describe('deviations from a goal', () => {
  it('relative to the model are taken in pairs, so that scatter that both share cancels', () => {
    const own = [0.1, 0.2, 0.3];
    const deviations = deviationsOf(rowsOf(own.map((v) => 1.2 * v)), rowsOf(own), target(1.2))!;
    for (const d of deviations) expect(d).toBeCloseTo(0, 12);
    // A mean that is 10 % off the goal of 0.24 on average.
    const off = deviationsOf(rowsOf([0.144, 0.264, 0.384]), rowsOf(own), target(1.2))!;
    expect(off.reduce((sum, d) => sum + d, 0) / 3).toBeCloseTo(0.1, 12);
  });

  it('from a value do not ask what the model has', () => {
    expect(deviationsOf(rowsOf([0.5, 1.5]), [], target(undefined, 1))).toEqual([-0.5, 0.5]);
  });

  it('are not known where a realisation lacks the quantity', () => {
    expect(deviationsOf(rowsOf([1, 2]), rowsOf([1]), target(1))).toBeUndefined();
  });
});

describe('wanted properties', () => {
  const model = createModel(presets.plurigaussian);
  const [{ name }] = model.phases;
  const parse = (text: string) => () => parseTargets(text, model, [], ['relativeConductivity']);

  it('are changes, values or the same of what is measured', () => {
    expect(parse(`${name}.relativeConductivity=+20%`)()[0].factor).toBeCloseTo(1.2, 12);
    expect(parse(`${name}.relativeConductivity=0.2`)()[0].value).toBe(0.2);
    expect(parse(`${name}.relativeConductivity=same`)()[0].factor).toBe(1);
  });

  it.each([
    ['relativeConductivity=+20', /a change with its %/],
    ['colour=+20%', /a quantity of the descriptors that are measured/],
    ['eulerNumberDensity=same', /a quantity of the descriptors that are measured/],
    ['relativeConductivity=much', /a number, a change in % or same/],
    ['volumeFraction=1.2', /a volume fraction between 0 and 1/],
  ])('are refused as %s', (wish, sentence) => {
    expect(parse(`${name}.${wish}`)).toThrow(sentence);
  });
});
