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
