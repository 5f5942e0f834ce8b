import { describe, expect, it } from 'vitest';
import { countVoxels } from '../grid/index.ts';
import { createGrainFractions, createModel, fractionScalars, presets, realise, thresholdsOf } from './index.ts';

const classes = [
  'two-phase-grains',
  'grains',
  'bubble-grains',
  'lined-grains',
  'clotted-grains',
  'cracked-grains',
] as const;

describe('volume fractions of grains', () => {
  it.each([
    ['bubble-grains', { coatLength: 1 }],
    ['lined-grains', { blur: 0.3, lambda5: -1.2 }],
  ] as const)('are those of a drawn section: %s', async (name, others) => {
    // Small grains, so that the section has thousands.
    const lengths = { radius: 3, fillet: 0.3, roughness: 0.3, lambda1: -0.4, ...others };
    const model = createModel(presets[name], { taper: 12, parameters: { scalars: lengths } });
    const { map } = await realise(model, { shape: [240, 240], seed: 2 });
    const found = createGrainFractions(model.record).volumeFractions(
      model.values.slice(0, model.record.scalars.length),
    );
    // Standard errors of both are about 0.01: of some hundred grains there, of fields with long correlations here.
    countVoxels(map).forEach((count, phase) => {
      expect(Math.abs(count / map.data.length - found[phase])).toBeLessThan(0.04);
    });
  });

  it.each(classes)('are met by the density of grains and by thresholds alone: %s', (name) => {
    const { record, values } = createModel(presets[name]);
    const scalars = values.slice(0, record.scalars.length);
    const search = createGrainFractions(record);
    const before = search.volumeFractions(scalars);
    // Fewer grains, more of what is around them.
    const wanted = before.map((own, phase) => (phase === 0 ? own - 0.05 : phase === 1 ? own + 0.03 : own + 0.02));
    if (wanted.length === 2) wanted[1] += 0.02;
    const placed = search.place(scalars, wanted);
    search.volumeFractions(placed).forEach((own, phase) => {
      expect(Math.abs(own - wanted[phase])).toBeLessThan(4e-3);
    });
    const moved = fractionScalars(record).flat();
    expect(record.scalars[moved[0]].name).toBe('density');
    expect(moved).not.toContain(thresholdsOf(record)[0]);
    for (const i of scalars.keys()) if (!moved.includes(i)) expect(placed[i]).toBe(scalars[i]);
  });

  it('scatter less on more toruses', () => {
    const { record, values } = createModel(presets['two-phase-grains']);
    const scalars = values.slice(0, record.scalars.length);
    const [fraction] = createGrainFractions(record, 16).volumeFractions(scalars);
    const [again] = createGrainFractions(record, 32).volumeFractions(scalars);
    // The mean of the second sixteen is 2 * again - fraction. One torus has a standard error of about 0.01.
    expect(Math.abs(again - fraction)).toBeGreaterThan(0);
    expect(2 * Math.abs(again - fraction)).toBeLessThan(4 * 0.01 * Math.sqrt(2 / 16));
  });

  it('stop where chance packs no denser', () => {
    const { record, values } = createModel(presets['two-phase-grains']);
    const search = createGrainFractions(record);
    const placed = search.place(values.slice(0, record.scalars.length), [0.95, 0.05]);
    const [density] = fractionScalars(record)[0];
    expect(placed[density]).toBeCloseTo(12, 6);
    expect(search.volumeFractions(placed)[0]).toBeLessThan(0.8);
  });
});
