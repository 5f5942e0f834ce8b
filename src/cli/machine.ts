import { availableParallelism, freemem } from 'node:os';
import { ExcursaError } from '../errors.ts';
import type { Console } from './console.ts';

/** Threads that the machine offers, at most 16. */
export const machineThreads = (): number => Math.min(16, availableParallelism());

/** Bytes in words, in MiB where two decimals of a GiB would show little. */
export const gibibytes = (bytes: number): string =>
  bytes < 2 ** 30 / 20 ? `${(bytes / 2 ** 20).toFixed(2)} MiB` : `${(bytes / 2 ** 30).toFixed(2)} GiB`;

/** Bytes that a process may still take. */
export function availableBytes(): number {
  const available = (process as { availableMemory?: () => number }).availableMemory?.();
  return available ?? freemem();
}

/** Bytes that the program itself takes. */
export const base = 2 ** 28;

/** Work that needs less than this is not announced: every machine has it. */
const noticeable = 2 ** 29;

/**
 * Prints the memory that a piece of work needs, before it begins.
 * @param limit - most bytes that it may need; by default what the machine has free.
 * @throws ExcursaError (resource) beyond the limit, (usage) beyond what the machine has free.
 */
export function budgetMemory(console: Console, what: string, bytes: number, limit?: number): void {
  const free = availableBytes();
  if (bytes >= noticeable) {
    console.note(`${what} needs about ${gibibytes(bytes)} of memory; ${gibibytes(free)} available`);
  }
  if (limit !== undefined && bytes > limit) {
    throw new ExcursaError({
      kind: 'resource',
      what,
      expected: ['at most the ', gibibytes(limit), ' of ', { setting: 'memory' }],
      got: `work that needs about ${gibibytes(bytes)}`,
      remedy: ['a smaller shape or ', { setting: 'memory', value: `${Math.ceil(bytes / 2 ** 30)}GiB` }],
    });
  }
  if (bytes > free) {
    throw new ExcursaError({
      kind: 'usage',
      what,
      expected: `at most the ${gibibytes(free)} of memory this machine has free`,
      got: `a shape that needs ${gibibytes(bytes)}`,
      remedy: ['a smaller ', { setting: 'shape' }],
    });
  }
}
