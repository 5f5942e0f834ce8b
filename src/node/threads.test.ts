import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { keyOf } from '../random/index.ts';
import { nodeThreads } from './threads.ts';

describe('a worker thread', () => {
  const map = createPhaseMap(createGrid([32, 32], { spacing: 1, unit: 'um' }), new Uint8Array(1024).fill(255), [
    { name: 'a', label: 0 },
    { name: 'b', label: 1 },
  ]);

  it('throws here what its program throws, sentence and parts', async () => {
    const setup = { sections: [map], window: 16, order: [0, 1], key: keyOf(1, 'crops'), count: 1 };
    const thread = nodeThreads.startTasks('crops', setup);
    await expect(thread.run(0)).rejects.toMatchObject({
      name: 'ExcursaError',
      failure: { kind: 'input', expected: 'places of 16 x 16 pixels without masked ones' },
    });
    await thread.end();
  });

  it('fails when it ends before it has answered', async () => {
    const thread = nodeThreads.startTasks('no such program', {});
    await expect(thread.run(0)).rejects.toThrow(/taskPrograms|not a function|ended/);
  });
});
