import pc from 'picocolors';
import { createProgressReporter, type Progress } from './progress.ts';

/** Where a command's words go: results to stdout, progress and notes to stderr. */
export interface Console {
  readonly print: (text: string) => void;
  /** Letters a line of stdout. */
  readonly width: number;
  readonly note: (text: string) => void;
  /** How far the work is; on a terminal one line that the next overwrites. */
  readonly progress: (progress: Progress) => void;
  /** Gives Ctrl-C its turn between two pieces of work. */
  readonly pause: () => Promise<void>;
  /** Removes the line of progress from a terminal. */
  readonly clear: () => void;
}

/**
 * The last line of a command that failed. The word is red on a terminal; elsewhere, also where CI is set, programs read
 * the line and get it without colours.
 */
export function errorLine(sentence: string): string {
  const { red } = pc.createColors(pc.isColorSupported && process.stderr.isTTY === true);
  return `${red('error')} ${sentence}\n`;
}

/** Letters a line of tables on a narrow terminal, and where there is none. */
const [leastWidth, plainWidth] = [80, 120];

/** The console of a process. */
export function openConsole({ quiet = false }: { quiet?: boolean | undefined }): Console {
  const { report, clear } = createProgressReporter(process.stderr, () => performance.now() / 1000);
  return {
    width: process.stdout.isTTY ? Math.max(leastWidth, process.stdout.columns || 0) : plainWidth,
    print: (text) => {
      clear();
      process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      clear();
      if (!quiet) process.stderr.write(`${text}\n`);
    },
    progress: (progress) => {
      if (!quiet) report(progress);
    },
    pause: () => new Promise((resolve) => setTimeout(resolve)),
    clear,
  };
}
