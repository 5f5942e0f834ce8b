import { ExcursaError } from '../errors.ts';
import type { CommandRecord } from './command.ts';
import type { Console } from './console.ts';

/**
 * Does work until it ends or Ctrl-C (or a request to terminate) ends it. A command that stops after a step gets the
 * signal and a second Ctrl-C ends it at once; others end at the first. Files are written all or nothing, so that
 * nothing is left half written.
 * @throws ExcursaError (interrupted), with the way to go on, when the work was ended at once.
 */
export async function untilInterrupted<T>(
  name: string,
  { stopsAfterStep, afterStop = 'the same command again' }: CommandRecord,
  console: Console,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let stop = (): void => {};
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => {
      if (stopsAfterStep && !controller.signal.aborted) {
        controller.abort();
        console.note('stopping after this step; press Ctrl-C again to stop at once');
        return;
      }
      controller.abort();
      reject(new ExcursaError('interrupted', `${name}: interrupted, nothing is left half written; try ${afterStop}`));
    };
  });
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
