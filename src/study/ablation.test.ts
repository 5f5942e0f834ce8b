import '../node/onnx-runtime.ts';
import { describe, expect, it } from 'vitest';
import { type CheckpointStore, memoryStore } from '../calibrate/index.ts';
import { networkRuntime, provideNetworkRuntime } from '../compute/index.ts';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { type AblationRequest, runAblation } from './ablation.ts';
import { readStudies } from './results.ts';

/** A store that forgets what it is told to. */
function forgetfulStore(): CheckpointStore & { forgotten: string[] } {
  const store = memoryStore();
  const forgotten: string[] = [];
  const isForgotten = (name: string): boolean => forgotten.some((start) => name.startsWith(start));
  return {
    ...store,
    forgotten,
    read: async (name) => (isForgotten(name) ? undefined : store.read(name)),
    write: async (name, bytes) => {
      forgotten.splice(0, forgotten.length, ...forgotten.filter((start) => !name.startsWith(start)));
      await store.write(name, bytes);
    },
  };
}
const store = forgetfulStore();

/** Independent squares of 4 x 4 pixels: cheap, and with a boundary. */
const u = uniforms(40 * 40, keyOf(1, 'squares'), 1);
const data = Uint8Array.from({ length: 160 * 160 }, (_, i) =>
  u[Math.floor(Math.floor(i / 160) / 4) * 40 + Math.floor((i % 160) / 4)] < 0.4 ? 1 : 0,
);
const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const request: AblationRequest = {
  images: [createPhaseMap(createGrid([160, 160], { spacing: 1, unit: 'um' }), data, phases)],
  sources: [],
  name: 'squares',
  variants: ['exact', 'source', 'refined-last'],
  seeds: 1,
  budget: {
    ...{ window: 32, batch: 16, pretraining: 2, iterations: 3, starts: 1, realisations: 2 },
  },
  shared: { model: 'level-set', order: '1,0', points: 256, discriminator: 'small', evaluationImages: 16 },
  store,
  clock: () => 0,
  threads: 1,
  version: 'test',
  onProgress: () => {},
};

describe('an ablation', () => {
  it('measures every variant and seed, and leaves finished ones alone', { tags: ['long'] }, async () => {
    const { results, controls } = await runAblation(request);
    expect(results.map(({ variant, seed }) => [variant, seed])).toEqual([
      ['exact', 1],
      ['refined-last', 1],
      ['source', 1],
    ]);
    expect(controls).toHaveLength(1);
    for (const result of results) {
      expect(await store.read(`${result.variant}-1/model.json`)).toBeDefined();
      expect(result.accuracy).toBeGreaterThanOrEqual(0);
    }
    // A window of 1,600 squares: its share of 0.4 is met to a few standard errors of a realisation, 3 %.
    expect(results[0].errors.volumeFraction).toBeLessThan(0.15);
    expect(results.map(({ learned }) => learned)).toEqual([null, 1, 1]);

    store.forgotten.push('exact-1/model.json', 'source-1/');
    const again = await runAblation({ ...request, seeds: 2, variants: ['exact', 'source'] });
    // The first was not run again, the other was, to the same numbers; a second seed came after both.
    expect(await store.read('exact-1/model.json')).toBeUndefined();
    const values = (list: typeof results) => list.map(({ seconds: _, ...rest }) => rest);
    expect(values(again.results.filter(({ seed }) => seed === 1))).toEqual(values(results));
    expect(again.results.filter(({ seed }) => seed === 2)).toHaveLength(2);
    expect(await readStudies(store, 'here')).toEqual([again]);
  });

  it('does not mix studies of different budgets in one folder', { tags: ['long'] }, async () => {
    const budget = { ...request.budget, iterations: 4 };
    await expect(runAblation({ ...request, budget })).rejects.toThrow(/expected the images, name and budget/);
  });

  it('leaves nothing behind where no networks can run', async () => {
    const provided = networkRuntime();
    const names: string[] = [];
    const empty = { ...memoryStore(), write: async (name: string) => void names.push(name) };
    provideNetworkRuntime({
      open: provided.open,
      load: () => Promise.reject(new Error('none installed')),
    });
    try {
      await expect(runAblation({ ...request, store: empty })).rejects.toThrow('none installed');
    } finally {
      provideNetworkRuntime(provided);
    }
    expect(names).toEqual([]);
  });

  it('is looked for in a folder that has one', async () => {
    await expect(readStudies(memoryStore(), 'nowhere')).rejects.toThrow(/expected a folder with a study, got nowhere/);
  });
});
