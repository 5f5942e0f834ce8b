import { describe, expect, it } from 'vitest';
import type { Triple } from '../grid/index.ts';
import { createModel, type ExcursionModel, keepFields, presets, type Realisation, realise } from './index.ts';

/** A model with some of its values changed, by position. */
const changed = (model: ExcursionModel, changes: Readonly<Record<number, number>>): ExcursionModel => {
  const values = model.values.slice();
  for (const [i, value] of Object.entries(changes)) values[Number(i)] = value;
  return { ...model, values };
};

const windows: readonly Realisation[] = [
  { shape: [7, 18, 13], seed: 3 },
  { shape: [29, 33], seed: 4, realisation: 2 },
  { shape: [16, 16, 16], seed: 3, periodic: true, origin: [4, 0, 7] as Triple },
];

describe('kept fields', () => {
  it.each(Object.keys(presets) as (keyof typeof presets)[])('change no voxel of %s', async (name) => {
    const model = createModel(presets[name], { taper: 8 });
    const { scalars } = model.record;
    const others = [
      model,
      // Every scalar, and the first number of the last field's correlation.
      ...scalars.map((own, i) => changed(model, { [i]: own.transform.kind === 'identity' ? 0.3 : 1.1 * own.start })),
      changed(model, { [scalars.length]: 0.7 * model.values[scalars.length] }),
    ];
    const kept = keepFields();
    for (const [w, window] of windows.entries()) {
      for (const other of w === 0 ? others : [...others.slice(0, 2), others.at(-1)!]) {
        const [with_, without] = [await realise(other, { ...window, kept }), await realise(other, window)];
        expect(Buffer.from(with_.map.data).equals(Buffer.from(without.map.data))).toBe(true);
        expect(with_.clippedShares).toEqual(without.clippedShares);
      }
    }
  });

  it('takes a field from the store and draws it only where it is not there', async () => {
    const model = createModel(presets.plurigaussian, { taper: 8 });
    const kept = keepFields();
    const window = { shape: [16, 16, 16], seed: 1, kept };
    await realise(model, window);
    const bytes = 2 * (4 * 16 ** 3 + 8);
    expect(kept.bytes).toBe(bytes);
    await realise(changed(model, { 0: 0.4 }), window);
    expect(kept.bytes).toBe(bytes);
    await realise(changed(model, { [model.record.scalars.length]: 0.2 }), window);
    expect(kept.bytes).toBe(1.5 * bytes);
  });

  it('holds no more than it may, and forgets what was not used for longest', async () => {
    const model = createModel(presets['level-set'], { taper: 8 });
    const one = 4 * 16 ** 3 + 8;
    const kept = keepFields(2.5 * one);
    for (const seed of [1, 2, 1, 3]) await realise(model, { shape: [16, 16, 16], seed, kept });
    expect(kept.bytes).toBe(2 * one);
    kept.clear();
    expect(kept.bytes).toBe(0);
  });
});
