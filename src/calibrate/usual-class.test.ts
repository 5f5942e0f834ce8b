import { expect, it } from 'vitest';
import { createModel, presets, realise, usualClass, usualClasses } from '../phase/index.ts';
import { calibrate } from './calibrate.ts';

it('where no class is named, images are fitted with the usual one of so many phases', async () => {
  const { map } = await realise(createModel(presets['level-set']), { shape: [96, 96], seed: 1 });
  const { model, settings } = await calibrate([map], { order: '0,1', starts: 1, points: 256 });
  expect([model.record.name, settings.model]).toEqual(['level-set', 'level-set']);
});

it('the usual class of three phases is that of the method; help says both, and of four there is none of its own', () => {
  expect(usualClass(3).record.name).toBe('assb');
  expect(usualClasses).toBe('assb for three phases, level-set for two phases');
  expect(usualClass(4).record.name).toBe('assb');
});

it('a setting that nothing reads is named', async () => {
  const { map } = await realise(createModel(presets['level-set']), { shape: [16, 16], seed: 1 });
  const mistyped = { stars: 1 } as never;
  await expect(calibrate([map], mistyped)).rejects.toThrow(/^stars: expected a known setting, got stars; try /);
});
