/** A worker of an application that does everything. */
import { browserThreads, provideThreads } from 'excursa';
import { calibrateClasses, counted, work } from './work.ts';

const worker = () => new Worker(new URL('./fits.js', import.meta.url), { type: 'module' });
const { host, counts } = counted(browserThreads({ worker }));
provideThreads(host);
globalThis.onmessage = async ({ data }) => {
  try {
    postMessage(data.exact ? await calibrateClasses(data) : { ...(await work(data)), counts });
  } catch (error) {
    postMessage({ error: String(error.stack ?? error) });
  }
};
