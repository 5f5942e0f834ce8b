import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckpointStore, memoryStore } from '../calibrate/index.ts';
import { noThreads, provideThreads, threadHost } from '../compute/index.ts';
import { createModel, presets, toModelFile } from '../phase/index.ts';
import { renderCsv, tableParquet } from '../report/index.ts';
import { runStudy, taskNames } from './engine.ts';
import { studyKinds } from './kinds/index.ts';
import type { StudyKind } from './study-kind.ts';
import { tidyTable } from './tidy-table.ts';

// In this thread: others would run what is built, not what is tested.
const host = threadHost();
beforeAll(() => provideThreads(noThreads));
afterAll(() => provideThreads(host));

const model = createModel(presets['level-set-union'], {
  phases: ['pore', 'grain'].map((name, label) => ({ name, label })),
  taper: 8,
});
const input = { model, file: toModelFile(model, 'test') };
const tiny = { shape: '8,8,8', descriptors: 'volumeFraction', realisations: 2 };

/** The least study of every kind; a new kind has to be named here. */
const least: Record<string, Record<string, unknown>> = {
  sweep: { ...tiny, vary: 'pore=0.2:0.4,length=50%:150%', points: 4, design: 'latin-hypercube' },
  inverse: {
    ...{ ...tiny, targets: 'pore.meanRadius=+20%,grain.volumeFraction=same', vary: 'alpha1=0:1' },
    ...{ descriptors: 'volumeFraction,sizeDistribution', initial: 4, rounds: 2, batch: 1, verification: 4 },
  },
  pareto: {
    ...{ ...tiny, properties: 'pore.meanRadius,grain.meanRadius', kept: 'pore.volumeFraction=same' },
    ...{ vary: 'alpha1=0:1', descriptors: 'volumeFraction,sizeDistribution' },
    ...{ initial: 4, rounds: 1, batch: 1, members: 2, verification: 4 },
  },
  sensitivity: { ...tiny, parameters: 'alpha1,X.range1', steps: '5', combinations: 1 },
  scale: { ...tiny, shape: undefined, edges: '8,10' },
  sigmoid: { ...tiny, descriptors: undefined, realisations: 1, steepness: '10' },
  anisotropy: { ...tiny, descriptors: undefined, stretches: '0.5,1' },
  conditional: { ...tiny, shape: '24,8,8' },
};

/** Kinds whose least study takes seconds. */
const slow = ['pareto', 'conditional'];

const run = async (kind: StudyKind, settings: unknown, store: CheckpointStore) => {
  const outcome = await runStudy({
    ...{ kind, settings, input, store, inputs: ['hash'], threads: 2 },
    ...{ clock: () => 0, onProgress: () => undefined },
  });
  const table = tidyTable(outcome.rows);
  const findings = kind.find(settings, input, outcome.rows, outcome.seconds);
  return { ...outcome, csv: renderCsv(table), parquet: await tableParquet(table), findings };
};

/** A store that ends the study, as a kill would, before it has written so many more tasks. */
function mortalStore(store: CheckpointStore, writes: number): CheckpointStore {
  let left = writes;
  return {
    ...store,
    write: async (name, bytes) => {
      if (name !== taskNames.study && left-- <= 0) throw new Error('killed');
      await store.write(name, bytes);
    },
  };
}

describe.each(Object.entries(studyKinds))('a study of the kind %s', (name, kind) => {
  const settings = kind.settings.parse(JSON.parse(JSON.stringify(least[name])));

  const tags = slow.includes(name) ? ['long'] : [];
  it('ends in the same table after ten kills', { tags }, async () => {
    const whole = await run(kind, settings, memoryStore());
    expect(whole.complete).toBe(true);
    expect(new Set(whole.rows.map(({ task }) => task.name)).size).toBe(whole.rows.length);
    const store = memoryStore();
    for (let kill = 0; kill < 10; kill++) {
      await run(kind, settings, mortalStore(store, kill % 3)).catch((error) => {
        expect(String(error)).toMatch(/killed/);
      });
    }
    const resumed = await run(kind, settings, store);
    expect(resumed.csv).toBe(whole.csv);
    expect(resumed.parquet).toEqual(whole.parquet);
    expect(resumed.findings).toEqual(whole.findings);
    expect(whole.findings.conclusion[0]).toMatch(/\.$/);
  });
});

describe('the engine', () => {
  const kind = studyKinds.sweep;
  const settings = kind.settings.parse(least.sweep) as Record<string, unknown>;

  it('leaves finished tasks alone, lets a study grow, and refuses another one in its folder', async () => {
    const store = memoryStore();
    await run(kind, settings, store);
    const writes: string[] = [];
    const watched = { ...store, write: async (name: string) => void writes.push(name) };
    const grown = await run(kind, { ...settings, realisations: 3 }, watched);
    expect(grown.rows).toHaveLength(12);
    expect(writes.filter((name) => name !== taskNames.study)).toEqual(
      [0, 1, 2, 3].map((point) => taskNames.task(`point-0000${point}-2`)),
    );
    await expect(run(kind, { ...settings, vary: 'pore=0.1:0.2' }, store)).rejects.toThrow(/got others/);
  });

  it('leaves nothing in a folder when a study is refused', async () => {
    const names: string[] = [];
    const store = { ...memoryStore(), write: async (name: string) => void names.push(name) };
    await expect(run(kind, { ...settings, vary: 'gravel=0.1:0.2' }, store)).rejects.toThrow(/got gravel/);
    expect(names).toEqual([]);
  });
});
