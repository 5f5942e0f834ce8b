import { browserThreads, provideThreads } from 'excursa';
import { calibrateClasses, counted, work } from './work.ts';

/** Runs work in the page itself. */
async function inPage(given) {
  const worker = () => new Worker(new URL('./fits.js', import.meta.url), { type: 'module' });
  const { host, counts } = counted(browserThreads({ worker }));
  provideThreads(host);
  return given.exact ? calibrateClasses(given) : { ...(await work(given)), counts };
}

/** Runs work in a worker of the page. */
const inWorker = (given) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./working.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(given);
  });

Object.assign(globalThis, { inPage, inWorker });
