import { afterEach, describe, expect, it } from 'vitest';
import { provideThreads } from '../compute/index.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { nodeThreads } from '../node/threads.ts';
import { createModel, presets, realise } from '../phase/index.ts';
import { middlesOf } from './structural-similarity.ts';
import { validate } from './validate.ts';

const model = createModel(presets.plurigaussian);

afterEach(() => provideThreads(undefined));

describe('realisations like a reference', () => {
  it('and all that is measured of them are the same for any number of threads', { tags: ['long'] }, async () => {
    provideThreads(nodeThreads);
    const sections: PhaseMap[] = [];
    for (const seed of [5, 6]) sections.push((await realise(model, { shape: [64, 64], seed })).map);
    let steps = 0;
    const onProgress = (): void => void steps++;
    const [one, two] = [
      await validate(model, sections, { realisations: 3, threads: 1, onProgress }),
      await validate(model, sections, { realisations: 3, threads: 2, onProgress }),
    ];
    expect(steps).toBe(6);
    expect(two).toEqual(one);
    expect(two.example).toEqual(one.example);
  });

  it('end by the signal', async () => {
    const { map } = await realise(model, { shape: [64, 64], seed: 5 });
    const stop = new AbortController();
    const work = validate(model, map, {
      realisations: 4,
      threads: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(work).rejects.toMatchObject({ failure: { kind: 'interrupted' } });
  });
});

describe('middles of sections', () => {
  const map = (edge: number): PhaseMap =>
    createPhaseMap(createGrid([edge, edge]), new Uint8Array(edge * edge), [{ name: 'a', label: 0 }]);

  it('are of as many sections as hold a quarter of a million pixels, each of at most 512 x 512', () => {
    expect(middlesOf([map(700), map(700)]).map(({ grid }) => grid.shape)).toEqual([[1, 512, 512]]);
    expect(middlesOf(Array.from({ length: 40 }, () => map(128)))).toHaveLength(16);
    expect(middlesOf([map(100)]).map(({ grid }) => grid.shape)).toEqual([[1, 100, 100]]);
  });
});
