import { afterEach, describe, expect, it } from 'vitest';
import { provideThreads, TaskPool, type TaskProgram } from './threads.ts';

const program: TaskProgram<number, number, number> = (base) => (task) => {
  if (task < 0) throw new RangeError('below zero');
  return base + task;
};

/** Threads that are none: they answer later, and keep a record. */
function fakeThreads(log: string[]) {
  let count = 0;
  return {
    name: 'fake',
    most: 3,
    startTasks: (name: string, setup: unknown) => {
      const id = count++;
      log.push(`${id} starts ${name}`);
      const carryOut = program(setup as number);
      return {
        run: async (task: unknown) => {
          await new Promise((resolve) => setTimeout(resolve, id));
          return carryOut(task as number);
        },
        end: async () => void log.push(`${id} ends`),
      };
    },
  };
}

afterEach(() => provideThreads(undefined));

describe('a pool of tasks', () => {
  it.each([1, 3])('answers in the order of the tasks, with %i threads', async (threads) => {
    const log: string[] = [];
    provideThreads(fakeThreads(log));
    const pool = new TaskPool('sum', program, 10, threads);
    const done: number[] = [];
    const tasks = Array.from({ length: 8 }, (_, i) => i);
    expect(await pool.run(tasks, (answer) => done.push(answer))).toEqual(tasks.map((i) => 10 + i));
    expect(done.sort((a, b) => a - b)).toEqual(tasks.map((i) => 10 + i));
    await pool.close();
    expect(log.filter((line) => line.includes('starts sum'))).toHaveLength(threads > 1 ? threads : 0);
    expect(log.filter((line) => line.includes('ends'))).toHaveLength(threads > 1 ? threads : 0);
  });

  it('works in this thread where the platform has no others', async () => {
    expect(await new TaskPool('sum', program, 1, 4).run([1, 2], () => {})).toEqual([2, 3]);
  });

  it('serves several runs at a time, no thread with two tasks', async () => {
    let [busy, most] = [0, 0];
    const run = async (task: unknown): Promise<unknown> => {
      most = Math.max(most, ++busy);
      await new Promise((resolve) => setTimeout(resolve, 1));
      busy--;
      return task;
    };
    provideThreads({ name: 'fake', most: 2, startTasks: () => ({ run, end: async () => {} }) });
    const pool = new TaskPool('sum', program, 0, 2);
    const runs = [[1], [2, 3, 4], [5, 6]].map((tasks) => pool.run(tasks, () => {}));
    expect(await Promise.all(runs)).toEqual([[1], [2, 3, 4], [5, 6]]);
    expect(most).toBe(2);
  });

  it.each([1, 2])('leaves out what was not begun before the signal, with %i threads', async (threads) => {
    provideThreads(fakeThreads([]));
    const controller = new AbortController();
    const pool = new TaskPool('sum', program, 0, threads);
    const answers = await pool.run([1, 2, 3, 4], () => controller.abort(), controller.signal);
    expect(answers[0]).toBe(1);
    expect(answers.slice(2)).toEqual([undefined, undefined]);
  });

  it.each([1, 2])('passes on what a task throws, with %i threads', async (threads) => {
    provideThreads(fakeThreads([]));
    await expect(new TaskPool('sum', program, 0, threads).run([1, -1], () => {})).rejects.toThrow('below zero');
  });
});
