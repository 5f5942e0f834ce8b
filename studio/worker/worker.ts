/** The worker that computes: it carries out jobs by name, tells how far they are, and stops them. */
import { browserThreads, ExcursaError, provideThreads } from 'excursa';
import { failureText, type Jobs, jobs, type Progress, type Setting } from './jobs/index.ts';
import { Lanes } from './lanes.ts';

/** What the page sends: a job, or the number of one to stop. */
export type Order =
  | { readonly id: number; readonly name: keyof Jobs; readonly input: unknown }
  | { readonly stop: number }
  | { readonly lanes: number };

/** What the page gets: how far a job is, its result, or why there is none. */
export type Answer = { readonly id: number } & (
  | { readonly progress: Progress }
  | { readonly result: unknown }
  | { readonly failure: { readonly kind: string; readonly sentence: string } }
);

const fits = (): Worker => new Worker(new URL('./fits.ts', import.meta.url), { type: 'module' });
const host = browserThreads({ worker: fits });
const lanes = new Lanes();
provideThreads(lanes.through(host));

const running = new Map<number, AbortController>();
const answer = (message: Answer): void => postMessage(message);

globalThis.onmessage = async ({ data }: MessageEvent<Order>) => {
  if ('stop' in data) return running.get(data.stop)?.abort();
  if ('lanes' in data) return lanes.open(data.lanes);
  const { id, name, input } = data;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const work = jobs[name] as (input: unknown, setting: Setting) => Promise<unknown>;
    const result = await work(input, {
      signal: controller.signal,
      threads: host.most,
      tell: (progress) => answer({ id, progress }),
    });
    answer({ id, result });
  } catch (error) {
    const known = error instanceof ExcursaError;
    const sentence = known ? failureText(error) : `unexpected: ${(error as Error).message ?? error}`;
    if (!known) console.warn(error);
    answer({ id, failure: { kind: known ? error.kind : 'unexpected', sentence } });
  } finally {
    running.delete(id);
  }
};
