import '../node/onnx-runtime.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStore } from '../calibrate/index.ts';
import { networkRuntime, noThreads, provideNetworkRuntime, provideThreads, threadHost } from '../compute/index.ts';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { createModel, presets, toModelFile } from '../phase/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { runStudy, taskNames } from './engine.ts';
import { ablation } from './kinds/ablation.ts';
import { readStudies, resultsName, type Study } from './results.ts';

// In this thread: others would run what is built, not what is tested.
const host = threadHost();
beforeAll(() => provideThreads(noThreads));
afterAll(() => provideThreads(host));

/** Independent squares of 4 x 4 pixels: cheap, and with a boundary. */
const u = uniforms(40 * 40, keyOf(1, 'squares'), 1);
const data = Uint8Array.from({ length: 160 * 160 }, (_, i) =>
  u[Math.floor(Math.floor(i / 160) / 4) * 40 + Math.floor((i % 160) / 4)] < 0.4 ? 1 : 0,
);
const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const model = createModel(presets['level-set'], { phases });
const image = createPhaseMap(createGrid([160, 160], { spacing: 1, unit: 'um' }), data, phases);
const input = { model, file: toModelFile(model, 'test'), images: [image], material: 'squares' };
const settings = {
  ...{ variants: 'exact,source', seeds: 1, order: '1,0' },
  ...{ window: 32, batch: 16, pretraining: 2, iterations: 3, starts: 1, realisations: 2 },
};
const store = memoryStore();
const run = async (changed: object, own = store) => {
  const parsed = ablation.settings.parse({ ...settings, ...changed });
  const { rows, seconds } = await runStudy({
    ...{ kind: ablation, settings: parsed, input, store: own, inputs: ['hash'], threads: 1 },
    ...{ clock: () => 0, onProgress: () => undefined },
  });
  const { results } = ablation.find(parsed, input, rows, seconds) as { readonly results: readonly [Study] };
  return { rows, study: results[0] };
};

describe('an ablation', () => {
  it('calibrates and measures every variant and seed', { tags: ['long'] }, async () => {
    const { rows, study } = await run({});
    const { results, controls, name } = study;
    expect(name).toBe('squares');
    expect(results.map(({ variant, seed }) => [variant, seed])).toEqual([
      ['exact', 1],
      ['source', 1],
    ]);
    expect(controls).toHaveLength(1);
    for (const { model: found } of rows) expect(found?.model.name).toBe('level-set');
    for (const { accuracy } of results) expect(accuracy).toBeGreaterThanOrEqual(0);
    // A window of 1,600 squares: its share of 0.4 is met to a few standard errors of a realisation, 3 %.
    expect(results[0].errors.volumeFraction).toBeLessThan(0.15);
    expect(results.map(({ learned }) => learned)).toEqual([null, 1]);

    await store.write(resultsName, new TextEncoder().encode(JSON.stringify([study])));
    expect(await readStudies(store, 'here')).toEqual([study]);
    // A further seed leaves the first alone.
    const before = await store.read(taskNames.task('exact-1'));
    const { study: more } = await run({ seeds: 2, variants: 'exact' });
    expect(await store.read(taskNames.task('exact-1'))).toEqual(before);
    expect(more.results.map(({ seed }) => seed)).toEqual([1, 2]);
    await expect(run({ iterations: 4 })).rejects.toThrow(/expected the kind, model and settings/);
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
      await expect(run({}, empty)).rejects.toThrow('none installed');
    } finally {
      provideNetworkRuntime(provided);
    }
    expect(names).toEqual([]);
  });

  it('is looked for in a folder that has one', async () => {
    await expect(readStudies(memoryStore(), 'nowhere')).rejects.toThrow(/an ablation that has ended, got nowhere/);
  });
});
