import { describe, expect, it } from 'vitest';
import { memoryStore, readJson, settingsSchema } from '../calibrate/index.ts';
import type { PhaseMap } from '../grid/index.ts';
import { type PresetName, parametersOf, presets, realise } from '../phase/index.ts';
import { type ChoiceRequest, chooseClass } from './choose.ts';

/** A section of a class with correlations of a few pixels. */
async function truth(name: PresetName, scalars: Record<string, number>): Promise<PhaseMap> {
  const record = presets[name];
  const values = Float64Array.from(parametersOf(record, 'low'), (p) =>
    p.name.startsWith('range') ? 5 : (scalars[p.name] ?? p.start),
  );
  const phases = ['a', 'b', 'c'].slice(0, record.latents.length + 1).map((own, label) => ({ name: own, label }));
  const order = phases.map((_, i) => i);
  const size = { taper: 32, zScale: 1, unit: 'um', spacing: [1, 1, 1] } as const;
  return (await realise({ record, family: 'low', values, phases, order, ...size }, { shape: [288, 288], seed: 9 })).map;
}

const request = (map: PhaseMap, candidates: readonly PresetName[], settings = {}): ChoiceRequest => ({
  images: [map],
  sources: [],
  settings: settingsSchema.parse({ starts: 1, wideStarts: 0, points: 512, order: '0,1,2', ...settings }),
  candidates,
  threads: 1,
  version: '0',
});

describe('a choice between classes', () => {
  it('takes two Gaussian fields where they made the image, and more fields where two cannot', {
    tags: ['long'],
  }, async () => {
    const names = ['assb', 'plurigaussian'] as const;
    const simple = await chooseClass(request(await truth('plurigaussian', {}), names));
    expect(simple.model).toBe('plurigaussian');
    expect(simple.candidates.map(({ verdict }) => verdict)).toEqual(['equivalent', 'chosen']);
    expect(simple.blocks).toEqual({ fitted: 8, heldOut: 8 });
    for (const { evaluation } of simple.candidates) {
      expect(evaluation!.realism).not.toBeNull();
      expect(evaluation!.dataAgainstData).not.toBeNull();
    }
    // Squares that outweigh the fields make thin walls and small holes that no level of one field has.
    const coupled = await chooseClass(request(await truth('assb', { alpha1: 3, alpha2: 3, lambda1: 0.5 }), names));
    expect(coupled.model).toBe('assb');
  });

  it('of two phases is made too', { tags: ['long'] }, async () => {
    const map = await truth('level-set', { lambda1: 0.3 });
    const seen: number[] = [];
    const onProgress: ChoiceRequest['onProgress'] = (_, { done, total }) => seen.push(done / total);
    const chosen = await chooseClass({ ...request(map, ['level-set'], { order: 'auto' }), onProgress });
    // The fit is the first half of the steps: what remains can be estimated from then on.
    expect([...new Set(seen)]).toEqual([0, 0.5]);
    expect(chosen.model).toBe('level-set');
    expect(chosen.candidates[0].evaluation?.values.every(({ error, allowed }) => Math.abs(error) < allowed)).toBe(true);
  });

  it('that is interrupted and goes on is the same, and repeats nothing that was finished', {
    tags: ['long'],
  }, async () => {
    const map = await truth('plurigaussian', {});
    const whole = request(map, ['plurigaussian', 'assb']);
    const expected = await chooseClass(whole);
    const store = memoryStore();
    const written: string[] = [];
    const write = (name: string, bytes: Uint8Array): Promise<void> => {
      written.push(name);
      return store.write(name, bytes);
    };
    const stopped = { ...request(map, ['plurigaussian', 'assb']), store: { ...store, write } };
    const controller = new AbortController();
    const onProgress = (text: string): void => {
      if (text.startsWith('plurigaussian: block 1 ')) controller.abort();
    };
    await expect(chooseClass({ ...stopped, signal: controller.signal, onProgress })).rejects.toThrow(/resume/);
    expect(written).toContain('classes/plurigaussian/evaluation.json');
    expect(written).not.toContain('choice.json');
    written.length = 0;
    const other = settingsSchema.parse({ ...stopped.settings, seed: 2 });
    await expect(chooseClass({ ...stopped, settings: other })).rejects.toThrow(/got others; try/);
    const resumed = await chooseClass(stopped);
    expect(resumed).toEqual(expected);
    expect(written.filter((name) => name.startsWith('classes/plurigaussian'))).toEqual([]);
    expect(await readJson(store, 'choice.json')).toEqual(expected);
  });
});
