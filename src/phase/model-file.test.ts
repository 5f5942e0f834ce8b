import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { families } from '../correlation/index.ts';
import {
  type ExcursionModel,
  fromModelFile,
  modelSchema,
  parametersOf,
  phaseCount,
  presets,
  realise,
  toModelFile,
} from './index.ts';

const modelOf = (name: keyof typeof presets, family: keyof typeof families): ExcursionModel => {
  const record = presets[name];
  const phases = Array.from({ length: phaseCount(record) }, (_, i) => ({ name: `p${i}`, label: 10 * i }));
  return {
    record,
    family,
    values: Float64Array.from(parametersOf(record, family), (p) => p.start),
    taper: 16,
    zScale: 0.9,
    spacing: [0.065, 0.065, 0.065],
    unit: 'um',
    phases,
    order: phases.map((_, i) => phases.length - 1 - i),
  };
};

const cases = Object.keys(presets).flatMap((name) => Object.keys(families).map((family) => [name, family] as const));

describe('model.json', () => {
  it.each(cases)('of %s with %s parameters reads back as the same model', async (name, family) => {
    const model = modelOf(name as keyof typeof presets, family as keyof typeof families);
    const file = JSON.parse(JSON.stringify(toModelFile(model, '1.0.0')));
    const back = fromModelFile(file, 'model.json');
    expect(back.order).toEqual(model.order);
    expect(back.phases).toEqual(model.phases);
    expect(back.taper).toBeCloseTo(16, 12);
    const request = { shape: [40, 40], seed: 2, periodic: true };
    const [a, b] = await Promise.all([model, back].map(async (m) => (await realise(m, request)).map.data));
    // Weights are normalised and lengths scaled in the file, which leaves rounding of the last digit: no voxel this
    // near its threshold.
    expect(b).toEqual(a);
    expect(toModelFile(back, '1.0.0').phases).toEqual(file.phases);
  });

  it('counts 70 and 505 parameters for the five-field model', () => {
    expect(parametersOf(presets.assb, 'low')).toHaveLength(70);
    expect(parametersOf(presets.assb, 'high')).toHaveLength(505);
  });

  it('is refused with the place where it is wrong', () => {
    const good = toModelFile(modelOf('assb', 'low'), '1');
    const wrong = (change: (file: Record<string, never>) => void): string => {
      const file = structuredClone(good) as unknown as Record<string, never>;
      change(file);
      try {
        fromModelFile(file, 'm.json');
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    const at = (path: string, value: unknown) => (file: Record<string, never>) => {
      const keys = path.split('.');
      let place: Record<string, unknown> = file;
      for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
      if (value === undefined) delete place[keys.at(-1)!];
      else place[keys.at(-1)!] = value;
    };
    expect(wrong(at('format', 'other'))).toMatch(/format/);
    expect(wrong(at('parameters.X.range2', undefined))).toMatch(/X\.range2/);
    expect(wrong(at('parameters.scalars.alpha1', undefined))).toMatch(/alpha1/);
    expect(wrong(at('parameters.X.range1.value', 'wide'))).toMatch(/parameters\.X\.range1\.value/);
    expect(wrong(at('phases.0.excursionSet', 2))).toMatch(/sets 1 to 3/);
    expect(wrong(at('formatVersion', 99))).toMatch(/version 2 or less, got version 99; try the version of Excursa/);
    expect(wrong(at('phases.0.label', -3))).toMatch(/labels from 0 to 65535, got -3/);
    expect(wrong(at('phases.0.label', 10))).toMatch(/each label once, got 10 twice/);
    expect(wrong(at('parameters.X.range1.value', -5))).toMatch(/positive X\.range1, got -5/);
    expect(wrong(at('parameters.X.shape1.value', 3))).toMatch(/X\.shape1 above 0 and up to 2, got 3/);
    expect(wrong(at('parameters.X.wavenumber1.value', -1))).toMatch(/X\.wavenumber1 of 0 or more, got -1/);
    const weightless = (file: Record<string, never>) => {
      for (const i of [1, 2, 3]) at(`parameters.X.weight${i}.value`, 0)(file);
    };
    expect(wrong(weightless)).toMatch(/weights of X that are not all 0/);
    expect(wrong(at('taper.value', -1))).toMatch(/positive/);
    expect(wrong(at('taper.value', 1e-4))).toMatch(/a taper of 1 to 1000000 voxels, got 0\.0015/);
    expect(wrong(at('taper.value', 1e12))).toMatch(/a taper of 1 to 1000000 voxels/);
    expect(wrong(at('anisotropy.value', 1e-9))).toMatch(/an anisotropy of 0\.001 to 1000, got 1\.0e-9/);
    expect(wrong(at('anisotropy.value', 1e9))).toMatch(/an anisotropy of 0\.001 to 1000/);
    expect(wrong(at('parameters.scalars.alpha1.value', 1e308))).toMatch(
      /scalars\.alpha1 of at most 10000, got 1\.0e\+308/,
    );
    expect(wrong(at('parameters.X.range1.value', 1e9))).toMatch(/length X\.range1 of at most 1000000 in voxels/);
    expect(wrong(at('model.latents.0.terms.0.field', 'Q'))).toMatch(/field Q/);
    const product = (times: string) =>
      at('model.latents.0.terms.0', { kind: 'product', field: 'X', power: 1, times, coefficient: [] });
    expect(wrong(product('Q'))).toMatch(/field Q/);
    expect(wrong(product('X'))).toMatch(/X times itself/);
    expect(wrong(at('model.latents.0.terms.0.times', 'Y'))).toMatch(/no unknown field, got times at model.latents/);
    expect(wrong(at('model.latents.0.terms.0.kind', 'wave'))).toMatch(/terms\.0\.kind/);
    expect(wrong(at('model.latents.0.terms.0.power', 5))).toMatch(/terms\.0\.power/);
    expect(wrong(at('model.cells', [0, 1]))).toMatch(/phase for each of 3 cells/);
    expect(wrong(at('model.cells', [0, 2, 2]))).toMatch(/no phase without one/);
  });

  it('has the published schema', () => {
    const published = JSON.parse(readFileSync(new URL('../../schema/model.schema.json', import.meta.url), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(modelSchema())));
  });
});
