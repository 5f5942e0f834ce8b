import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, hostname, totalmem } from 'node:os';
import { ExcursaError } from '../errors.ts';
import { type Source, writeFileAtomic } from '../io/index.ts';

/** Version of the program, from its package. */
export const version: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

let commandLine: readonly string[] = [];

/** Keeps the words of the command line for manifests. */
export function recordCommandLine(words: readonly string[]): void {
  commandLine = [...words];
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly seed?: number;
  readonly threads?: number;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Where a command's words go: results to stdout, progress and notes to stderr. */
export interface Console {
  readonly print: (text: string) => void;
  readonly note: (text: string) => void;
  /** A line that the next one overwrites on a terminal; elsewhere a line of its own at most every few seconds. */
  readonly progress: (text: string) => void;
  readonly quiet: boolean;
  readonly json: boolean;
}

/** Milliseconds between progress lines where stderr is not a terminal. */
const quietInterval = 15_000;

/** The console of a run under its options. */
export function openConsole({ quiet = false, json = false }: CommonOptions): Console {
  const terminal = process.stderr.isTTY === true;
  let pending = false;
  let last = 0;
  const clear = (): void => {
    if (pending) process.stderr.write('\r\x1b[K');
    pending = false;
  };
  return {
    quiet,
    json,
    print: (text) => {
      clear();
      process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      clear();
      if (!quiet) process.stderr.write(`${text}\n`);
    },
    progress: (text) => {
      if (quiet) return;
      if (terminal) {
        const width = (process.stderr.columns ?? 80) - 1;
        process.stderr.write(`\r\x1b[K${text.slice(0, width)}`);
        pending = true;
      } else if (Date.now() - last > quietInterval) {
        last = Date.now();
        process.stderr.write(`${text}\n`);
      }
    },
  };
}

/** Threads to use: as asked, or what the machine offers, at most 16. */
export function threadsOf({ threads }: CommonOptions): number {
  const count = threads ?? Math.min(16, availableParallelism());
  if (!Number.isInteger(count) || count < 1 || count > 256) {
    throw new ExcursaError('usage', `--threads: expected a whole number from 1 to 256, got ${count}; try --threads 2`);
  }
  return count;
}

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
    throw new ExcursaError(
      'usage',
      `${what}: expected at most the ${gibibytes(available)} of memory this machine has free, got a shape that needs ${gibibytes(bytes)}; try a smaller --shape`,
    );
  }
}

/** The record of how a result came to be. */
export interface Manifest {
  readonly command: string;
  readonly version: string;
  readonly seed: number | null;
  readonly inputs: readonly Source[];
  readonly outputs: readonly string[];
  readonly finished: string;
  readonly seconds: number;
  readonly machine: {
    readonly host: string;
    readonly platform: string;
    readonly cpu: string;
    readonly threads: number;
    readonly memoryGiB: number;
    readonly node: string;
  };
}

/** Collects the manifest of a run that began at `began` (milliseconds of `performance.now`). */
export function makeManifest(
  began: number,
  seed: number | null,
  inputs: readonly Source[],
  outputs: readonly string[],
): Manifest {
  return {
    command: ['excursa', ...commandLine].join(' '),
    version,
    seed,
    inputs,
    outputs,
    finished: new Date().toISOString(),
    seconds: Math.round((performance.now() - began) / 10) / 100,
    machine: {
      host: hostname(),
      platform: `${process.platform} ${process.arch}`,
      cpu: cpus()[0]?.model ?? 'unknown',
      threads: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
  };
}

/** Writes a manifest beside its result. */
export function writeManifest(path: string, manifest: Manifest): Promise<void> {
  return writeFileAtomic(path, `${JSON.stringify(manifest, null, 1)}\n`);
}
