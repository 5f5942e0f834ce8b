import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { taskPrograms } from '../calibrate/index.ts';
import {
  answerTasks,
  KernelTeam,
  MemoryPlan,
  noThreads,
  provideThreads,
  TaskPool,
  type TaskThread,
  type ThreadHost,
  taskResult,
} from '../compute/index.ts';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { nodeThreads } from './threads.ts';

let started = 0;
let ended = 0;
/** Threads that are none: tasks are answered here, through copies as between real ones. */
const fakeThreads: ThreadHost = {
  name: 'fake',
  most: 3,
  startTasks: (program, setup): TaskThread => {
    started++;
    const answer = answerTasks(taskPrograms);
    const order = async (message: Parameters<typeof answer>[0]): Promise<unknown> =>
      taskResult(structuredClone(await answer(structuredClone(message))));
    const opened = order({ program, setup });
    opened.catch(() => undefined);
    return { run: async (task) => opened.then(() => order({ task })), end: async () => void ended++ };
  },
};

/** Every implementation, to be held to one contract: the same results as a single thread, whatever the host. */
const hosts = [noThreads, nodeThreads, fakeThreads].map((host) => [host.name, host] as const);
afterEach(() => provideThreads(nodeThreads));
afterAll(() => expect(ended).toBe(started));

const [nz, ny, nx] = [5, 30, 24];

/** White noise of a volume drawn by a team, several times over - shape [nz, ny, nx] - float32. */
async function drawNoise(threads: number): Promise<Float32Array> {
  const plan = new MemoryPlan(threads, 16 * nx);
  const out = plan.reserve(4 * nz * ny * nx);
  const team = await KernelTeam.start(plan);
  for (let round = 0; round < 20; round++) {
    team.float32(out, nz * ny * nx).fill(Number.NaN);
    team.run('fillNormals', nz * Math.ceil(ny / 4), out, ny, nx, 0, 0, 0, 3, 11, 12);
  }
  const values = team.float32(out, nz * ny * nx).slice();
  await team.close();
  return values;
}

describe.each(hosts)('kernels, threads: %s', (_, host) => {
  it.each([1, 2, 5])('%i of them give the same bits', async (threads) => {
    provideThreads(host);
    const values = await drawNoise(threads);
    expect(values.every(Number.isFinite)).toBe(true);
    provideThreads(noThreads);
    expect(values).toEqual(await drawNoise(1));
  });

  it('fail where one of them fails', async () => {
    provideThreads(host);
    const team = await KernelTeam.start(new MemoryPlan(2, 64));
    // An address beyond the memory.
    expect(() => team.run('fillNormals', 64, 2 ** 31, 4, 4, 0, 0, 0, 0, 1, 2)).toThrow();
    await team.close();
  });
});

describe('teams of threads', () => {
  // The end of a thread that waits once blocked for ever, in about one of many thousand teams.
  it('start, work and end two thousand times', { tags: ['long'], timeout: 600_000 }, async () => {
    provideThreads(nodeThreads);
    let ends = 0;
    for (let round = 0; round < 250; round++) {
      await Promise.all(
        Array.from({ length: 8 }, async (_, i) => {
          const plan = new MemoryPlan(2, 64);
          const out = plan.reserve(4 * 64);
          const team = await KernelTeam.start(plan);
          // Some end at once, some after a job, some in the middle of one.
          if (i % 4 === 1) team.run('fillNormals', 1, out, 4, 8, 0, 0, 0, 3, 11, 12);
          if (i % 4 === 2) team.begin('fillNormals', 1, out, 4, 8, 0, 0, 0, 3, 11, 12);
          await team.close();
          ends++;
        }),
      );
    }
    expect(ends).toBe(2000);
  });
});

const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const grid = createGrid([32, 32], { spacing: 1, unit: 'um' });
const data = Uint8Array.from(uniforms(1024, keyOf(1, 'map'), 1), (u) => (u < 0.5 ? 0 : 1));
const setupOf = (values: Uint8Array) => ({
  sections: [createPhaseMap(grid, values, phases)],
  window: 16,
  order: [0, 1],
  key: keyOf(1, 'crops'),
  count: 1,
});
const cropsOf = (setup: ReturnType<typeof setupOf>, threads: number) =>
  new TaskPool<typeof setup, number, Float32Array>('crops', taskPrograms.crops, setup, threads);

describe.each(hosts)('tasks, threads: %s', (_, host) => {
  it.each([1, 2, 3])('%i of them carry out each task once, in its place', async (threads) => {
    provideThreads(host);
    const pool = cropsOf(setupOf(data), threads);
    const steps = [0, 1, 2, 3, 4, 5, 6];
    let done = 0;
    const batches = await pool.run(steps, () => void done++);
    await pool.close();
    expect(done).toBe(steps.length);
    const carryOut = taskPrograms.crops(setupOf(data));
    expect(batches).toEqual(await Promise.all(steps.map(carryOut)));
  });

  it('throw here what the program throws, sentence and parts', async () => {
    provideThreads(host);
    const pool = cropsOf(setupOf(new Uint8Array(1024).fill(255)), 2);
    await expect(pool.run([0], () => undefined)).rejects.toMatchObject({
      name: 'ExcursaError',
      failure: { kind: 'input', expected: 'places of 16 x 16 pixels without masked ones' },
    });
    await pool.close();
  });

  it('are left out after the signal', async () => {
    provideThreads(host);
    const pool = cropsOf(setupOf(data), 2);
    const controller = new AbortController();
    const batches = await pool.run([0, 1, 2, 3, 4, 5], () => controller.abort(), controller.signal);
    await pool.close();
    expect(batches[0] ?? batches[1]).toBeDefined();
    expect(batches.filter((batch) => batch !== undefined).length).toBeLessThan(6);
  });
});

describe('a worker thread', () => {
  it('names a program that it does not find', async () => {
    const thread = nodeThreads.startTasks!('no such program', {});
    await expect(thread.run(0)).rejects.toThrow(/no program of the name no such program/);
    await thread.end();
  });

  it('fails when it is ended before it has answered', async () => {
    const thread = nodeThreads.startTasks!('crops', setupOf(data));
    const answer = thread.run(0);
    answer.catch(() => undefined);
    await thread.end();
    await expect(answer).rejects.toThrow(/thread of crops: ended before it answered/);
  });
});

const door = fileURLToPath(new URL('../../dist/node.js', import.meta.url));

// Threads inherit options of the process unless told otherwise, and --input-type would change what their text is.
describe.skipIf(!existsSync(door))('a program given on the command line', () => {
  const program = `
    const { createModel, presets, realise } = await import(${JSON.stringify(pathToFileURL(door).href)});
    const model = createModel(presets.plurigaussian);
    const draw = async (threads) => (await realise(model, { shape: [48, 96, 96], seed: 1, threads })).map.data;
    const [one, three] = [await draw(1), await draw(3)];
    console.log(one.length, one.every((phase, i) => phase === three[i]));
  `;

  it.each([
    ['a module', ['--input-type=module', '-e', program]],
    ['a script', ['-e', `(async () => {${program}})();`]],
  ])('as %s starts threads, and ends', (_, args) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([stderr, stdout, status]).toEqual(['', `${48 * 96 * 96} true\n`, 0]);
  });
});
