import { describe, expect, it } from 'vitest';
import { createModel, type ExcursionModel, presets } from '../phase/index.ts';
import { isLeftOpen, measureUnseen } from './unseen.ts';

const phases = ['pore', 'solid'].map((name, i) => ({ name, label: 255 * i }));
const levelSet = (lambda1: number): ExcursionModel =>
  createModel(presets['level-set'], { phases, taper: 16, parameters: { scalars: { lambda1 } } });
const chosen = levelSet(1);
const request = { chosen, optima: [], classes: [], correlationLength: 4, edge: 24, seed: 1, threads: 1 };

describe('what sections cannot show', () => {
  it('is nothing where there is one model, or where the others are the same', async () => {
    expect(await measureUnseen(request)).toBeUndefined();
    const { quantities, sentence, optima } = (await measureUnseen({ ...request, optima: [chosen, chosen] }))!;
    expect(optima).toBe(2);
    expect(sentence).toBe(
      'In 3D 3 models that the sections cannot tell apart differ by no more than chance from one cube to the next.',
    );
    for (const { range, interval, value, scatter, name } of quantities) {
      for (const end of range) expect(end).toBeCloseTo(value, 12);
      // Equal models differ by nothing: what is left is chance in eight cubes of the chosen one.
      if (name === 'eulerNumber') expect(interval[1] - value).toBeCloseTo((2 * scatter) / Math.sqrt(8), 12);
    }
    expect(quantities.map(({ phase, name, along }) => `${phase} ${name} ${along}`)).toEqual(
      ['pore', 'solid'].flatMap((phase) => [
        `${phase} percolatingFraction x, y, z`,
        `${phase} relativeConductivity x, y, z`,
        `${phase} eulerNumber undefined`,
      ]),
    );
  });

  it('is the interval over models in one noise, beside the scatter of cubes', async () => {
    // Pores of 16 % are far from through, those of 69 % are through and conduct less than their share.
    const unseen = (await measureUnseen({ ...request, optima: [levelSet(-0.5)], classes: [levelSet(0)] }))!;
    const [percolating, conducting, euler] = unseen.quantities;
    expect(unseen.classes).toEqual(['level-set']);
    expect(percolating.range[1]).toBeGreaterThan(percolating.value + 0.3);
    expect(percolating.interval[1]).toBeLessThanOrEqual(1);
    expect(conducting.range[1]).toBeLessThan(0.7);
    expect(conducting.range[0]).toBeLessThan(conducting.range[1] / 2);
    expect(isLeftOpen(conducting)).toBe(true);
    expect(unseen.sentence).toMatch(/^In 3D 3 models .* differ in \d of 6 quantities .* relative conductivity of \w+ /);
    for (const { value, range, interval } of unseen.quantities) {
      const ends = [interval[0], range[0], value, range[1], interval[1]];
      expect(ends).toEqual([...ends].sort((a, b) => a - b));
    }
    // A class that looks further from the sections counts where the chosen one does not look like them either.
    const farther = [levelSet(-1.5)];
    const alike = (await measureUnseen({ ...request, optima: [chosen], farther, looksAlike: true }))!;
    expect([alike.classes, alike.farther]).toEqual([[], []]);
    // A class that keeps one optimum has none beside it.
    const alone = (await measureUnseen({ ...request, optima: [], farther, looksAlike: true }))!;
    expect(alone.farther).toEqual(['level-set']);
    expect(alone.sentence).not.toContain('cannot tell apart');
    // Fits of one class that were given up count wherever there are some.
    const rivals = (await measureUnseen({ ...request, optima: [], rivals: farther, looksAlike: true }))!;
    expect([rivals.optima, rivals.rivals, rivals.classes]).toEqual([0, 1, []]);
    expect(rivals.sentence).not.toContain('cannot tell apart');
    expect(rivals.quantities).toEqual(alone.quantities);
    const unlike = (await measureUnseen({ ...request, optima: [chosen], farther, looksAlike: false }))!;
    expect([unlike.classes, unlike.farther]).toEqual([['level-set'], ['level-set']]);
    expect(unlike.sentence).toMatch(/^In 3D 3 models differ .*the material may differ from all of them\.$/);
    expect(unlike.quantities[1].range[1]).toBeGreaterThan(2 * alike.quantities[1].range[1]);
    // Tunnels of dense pores make the Euler number of a Gaussian level set negative near a level of 0.
    expect(euler.interval[0]).toBeLessThan(0);
  });

  it('follows the volume fractions of the sections, which chance moves', async () => {
    const own = { ...request, optima: [chosen] };
    const before = (await measureUnseen(own))!;
    const after = (await measureUnseen({ ...own, fractionErrors: [0.02, 0.02] }))!;
    expect(before.quantities.map(({ byFractions }) => byFractions)).toEqual(Array(6).fill(null));
    after.quantities.forEach(({ value, byFractions, interval, scatter, name, phase }, q) => {
      expect(value).toBe(before.quantities[q].value);
      // Independent errors add by their squares.
      const wide = 2 * Math.hypot(byFractions!, scatter / Math.sqrt(8));
      if (name === 'eulerNumber') expect(interval[1] - value).toBeCloseTo(wide, 12);
      // Solid of 84 % conducts about as (3 V - 1) / 2, so that 0.02 more of it brings about 0.03.
      if (name === 'relativeConductivity' && phase === 'solid')
        expect(Math.abs(byFractions! - 0.03)).toBeLessThan(0.01);
    });
  });

  it('is left open where models differ by more than chance, and so much that it matters', () => {
    const own = {
      ...{ phase: 'pore', title: '', unit: '1', value: 0.9, scatter: 0.001, byFractions: null },
      name: 'percolatingFraction',
      interval: [0, 1] as const,
    };
    expect(isLeftOpen({ ...own, range: [0.84, 0.9] })).toBe(true);
    expect(isLeftOpen({ ...own, range: [0.87, 0.9] })).toBe(false);
    expect(isLeftOpen({ ...own, range: [0.84, 0.9], scatter: 0.02 })).toBe(false);
    const conducting = { ...own, name: 'relativeConductivity', value: 0.1 };
    expect(isLeftOpen({ ...conducting, range: [0.09, 0.11] })).toBe(true);
    expect(isLeftOpen({ ...conducting, range: [0.095, 0.105] })).toBe(false);
  });

  it('is drawn in voxels as large as correlations allow, and told along z alone where that is stretched', async () => {
    const stretched = { ...chosen, zScale: 2 };
    const unseen = (await measureUnseen({
      ...request,
      chosen: stretched,
      optima: [stretched],
      correlationLength: 17,
    }))!;
    expect(unseen.voxel).toBe(2);
    expect(unseen.quantities.slice(0, 2).map(({ along }) => along)).toEqual(['z', 'x, y']);
    expect(unseen.quantities[4].unit).toBe('1/voxel^3');
  });
});
