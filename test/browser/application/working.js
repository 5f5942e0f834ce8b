/** A worker of an application that does everything. */
import { browserThreads, provideThreads } from 'excursa';
import { work } from './work.ts';

provideThreads(browserThreads({ worker: () => new Worker(new URL('./fits.js', import.meta.url), { type: 'module' }) }));
globalThis.onmessage = async ({ data }) => {
  try {
    postMessage(await work(data));
  } catch (error) {
    postMessage({ error: String(error.stack ?? error) });
  }
};
