import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckpointStore, memoryStore } from '../calibrate/index.ts';
import { noThreads, provideThreads, threadHost } from '../compute/index.ts';
import { createModel, presets, realise, toModelFile } from '../phase/index.ts';
import { renderCsv, tableParquet } from '../report/index.ts';
import { type DrawTask, numbersOf } from './draw-work.ts';
import { runStudy, taskNames } from './engine.ts';
import { studyKinds } from './kinds/index.ts';
import { taskBytes } from './program.ts';
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
// Images for kinds that fit some: three realisations of one field, of rising lengths.
const images = await Promise.all(
  [4, 5, 6].map(async (range) => {
    const fields = { X: { range1: range, range2: range, range3: range } };
    const { phases } = model;
    const own = createModel(presets['level-set'], { phases, taper: 32, parameters: fields });
    return (await realise(own, { shape: [96, 96], seed: range })).map;
  }),
);
const fitted = createModel(presets['level-set'], { phases: model.phases });
const input = { model, file: toModelFile(model, 'test') };
const inputOf = (kind: StudyKind) =>
  kind.images === 'instead' ? { model: fitted, file: toModelFile(fitted, 'test'), images } : input;
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
  scale: { ...tiny, shape: undefined, edges: '8,10:1' },
  sigmoid: { ...tiny, descriptors: undefined, realisations: 1, steepness: '10' },
  anisotropy: { ...tiny, descriptors: undefined, stretches: '0.5,1' },
  conditional: { ...tiny, shape: '24,8,8' },
  families: { families: 'low,gaussian-shell', order: '0,1', fitStarts: 1, quadrature: 256 },
  'particle-sizes': { ...tiny, sizes: '4,5,6', family: 'gaussian-shell', order: '0,1', fitStarts: 1, quadrature: 256 },
  ablation: { variants: 'exact', seeds: 2, order: '0,1', window: 16, starts: 1, iterations: 0, realisations: 2 },
};

/** Kinds whose least study takes seconds. */
const slow = ['pareto', 'conditional', 'families', 'particle-sizes', 'ablation'];

const run = async (kind: StudyKind, settings: unknown, store: CheckpointStore) => {
  const outcome = await runStudy({
    ...{ kind, settings, input: inputOf(kind), store, inputs: ['hash'], threads: 2 },
    ...{ clock: () => 0, onProgress: () => undefined },
  });
  const table = tidyTable(outcome.rows);
  const findings = kind.find(settings, inputOf(kind), outcome.rows, outcome.seconds);
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
    // What verifies a proposal shares no noise with what was known when it was chosen.
    const noiseOf = (isVerification: boolean) =>
      whole.rows
        .filter(({ task }) => /^(own|proposal|front)-/.test(task.name) === isVerification)
        .map(({ task }) => `${(task as DrawTask).seed} ${(task as DrawTask).realisation}`);
    if (['inverse', 'pareto'].includes(name)) {
      expect(noiseOf(true)).not.toHaveLength(0);
      const before = new Set(noiseOf(false));
      expect(noiseOf(true).filter((own) => before.has(own))).toEqual([]);
    }
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

  it('is shared by several runs, each with its part, and ended by one without', async () => {
    const store = memoryStore();
    const parts = [0, 1, 2].map((index) => ({ index, count: 3 }));
    for (const part of parts) {
      const { rows, complete } = await runStudy({
        ...{ kind, settings, input, store, inputs: ['hash'], threads: 1, part },
        ...{ clock: () => 0, onProgress: () => undefined },
      });
      expect([rows.length, complete]).toEqual([[3, 6, 8][part.index], part.index === 2]);
    }
    const whole = await run(kind, settings, memoryStore());
    expect((await run(kind, settings, store)).csv).toBe(whole.csv);
  });

  it('leaves nothing in a folder when a study is refused', async () => {
    const names: string[] = [];
    const store = { ...memoryStore(), write: async (name: string) => void names.push(name) };
    await expect(run(kind, { ...settings, vary: 'gravel=0.1:0.2' }, store)).rejects.toThrow(/got gravel/);
    expect(names).toEqual([]);
  });
});

describe('a study of conditional twins', () => {
  it('refuses sections that are no layers of its volume, before any work', () => {
    const own = studyKinds.conditional.settings.parse({ ...least.conditional, layers: '0' });
    const given = { ...input, images: images.slice(0, 1) };
    expect(() => studyKinds.conditional.plan(own, given, [])).toThrow(
      /expected sections of 8 x 8 pixels, as the layers of the volume, got 96 x 96; try shape: 24,96,96/,
    );
  });
});

describe('memory of a task', () => {
  const task = (descriptors: readonly string[]): DrawTask => ({
    ...{ name: 'edge-1024-0', work: 'draw', labels: [], model: numbersOf(model), shape: [1024, 1024, 1024] },
    ...{ seed: 1, realisation: 0, descriptors },
  });
  const gibibytes = (descriptors: readonly string[]): number => taskBytes(model, task(descriptors)) / 2 ** 30;

  it('is that of what is measured, and conductivities beyond the addresses of the solver are refused', () => {
    expect(gibibytes(['volumeFraction', 'specificSurfaceArea'])).toBe(7);
    expect(gibibytes(['sizeDistribution'])).toBe(17);
    expect(() => gibibytes(['relativeConductivity'])).toThrow(/at most \d+ voxels.*1073741824/);
  });
});
