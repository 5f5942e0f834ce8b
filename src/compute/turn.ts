import { ExcursaError } from '../errors.ts';

/**
 * Lets what else waits for this thread have its turn, Ctrl-C for instance, to be awaited between the steps of
 * long work. Results do not depend on it.
 * @param what - the work, for the message. @param signal - stops the work. @param isLong - whether steps take long
 * enough to wait between them; otherwise only the signal is looked at.
 * @throws ExcursaError (interrupted) when the signal is aborted.
 */
export async function giveTurn(what: string, signal?: AbortSignal, isLong = true): Promise<void> {
  if (isLong) await new Promise((resolve) => setTimeout(resolve, 0));
  if (!signal?.aborted) return;
  throw new ExcursaError({
    kind: 'interrupted',
    what,
    event: 'stopped by the signal before it was finished',
    remedy: 'the same again',
  });
}
