import { availableParallelism, freemem } from 'node:os';
import { ExcursaError } from '../errors.ts';
import type { Console } from './console.ts';

/** Threads that the machine offers, at most 16. */
export const machineThreads = (): number => Math.min(16, availableParallelism());

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

/** Bytes that a process may still take. */
function availableBytes(): number {
  const available = (process as { availableMemory?: () => number }).availableMemory?.();
  return available ?? freemem();
}

/**
 * Prints the memory a piece of work needs, before it begins.
 * @throws ExcursaError (usage) when the machine does not have it.
 */
export function budgetMemory(console: Console, what: string, bytes: number): void {
  const available = availableBytes();
  console.note(`${what} needs about ${gibibytes(bytes)} of memory; ${gibibytes(available)} available`);
  if (bytes > available) {
    throw new ExcursaError({
      kind: 'usage',
      what: what,
      expected: `at most the ${gibibytes(available)} of memory this machine has free`,
      got: `a shape that needs ${gibibytes(bytes)}`,
      remedy: 'a smaller --shape',
    });
  }
}
