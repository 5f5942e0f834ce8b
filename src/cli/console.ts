import pc from 'picocolors';

/** How far a task is. Without `done` and `total` it has no known length. */
export interface Progress {
  /** What is done, for example 'validating'; the remaining time is estimated for each task by itself. */
  readonly task: string;
  readonly done?: number;
  readonly total?: number;
  /** What is counted: 'realisations'. */
  readonly unit?: string;
  /** What else there is to say: losses, errors. */
  readonly detail?: string;
}

/** Where progress is written; stderr, for instance. */
export interface ProgressOutput {
  readonly write: (text: string) => unknown;
  /** On a terminal a line overwrites the one before. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A time span as one says it. @param seconds - at least 0. */
export function spanText(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  const minutes = Math.round(seconds / 60);
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${Math.round(minutes / 1440)} days`;
}

/** Seconds between lines where there is no terminal. */
const lineInterval = 15;
/** Seconds that a task has to take before its remaining time is estimated. */
const estimateAfter = 3;
/** Seconds from the begin of a task in which steps count as found, and not as made. */
const foundWithin = 1;

/**
 * Writes progress with an estimate of the remaining time, from the time that the finished part took: one line that is
 * overwritten on a terminal; elsewhere plain lines, the first at once and then one every 15 s at most.
 * @param clock - seconds from any moment on.
 */
export function createProgressReporter(output: ProgressOutput, clock: () => number) {
  let task = '';
  let taskBegan = 0;
  let began = 0;
  let doneAtStart = 0;
  let lastLine = Number.NEGATIVE_INFINITY;
  let pending = false;

  const remaining = (done: number, total: number): string => {
    const elapsed = clock() - began;
    const finished = done - doneAtStart;
    if (finished <= 0 || done >= total || elapsed < estimateAfter) return '';
    return `about ${spanText((elapsed * (total - done)) / finished)} left`;
  };

  return {
    report(progress: Progress): void {
      const { done, total, unit, detail } = progress;
      if (progress.task !== task) {
        task = progress.task;
        taskBegan = clock();
      }
      // Steps of the first moment were found on disk, say: how long they took says nothing of the others.
      if (clock() - taskBegan < foundWithin) {
        began = clock();
        doneAtStart = done ?? 0;
      }
      const count = done === undefined || total === undefined ? '' : `${done} of ${total}${unit ? ` ${unit}` : ''}`;
      const left = done === undefined || total === undefined ? '' : remaining(done, total);
      const text = [count === '' ? `${task} ...` : `${task}: ${count}`, left, detail ?? ''].filter(
        (part) => part !== '',
      );
      if (output.isTTY) {
        output.write(`\r\x1b[K${text.join(', ').slice(0, (output.columns || 80) - 1)}`);
        pending = true;
      } else if (clock() - lastLine >= lineInterval) {
        lastLine = clock();
        output.write(`${text.join(', ')}\n`);
      }
    },
    /** Removes the line of a terminal, before something else is printed. */
    clear(): void {
      if (pending) output.write('\r\x1b[K');
      pending = false;
    },
  };
}

/** Where a command's words go: results to stdout, progress and notes to stderr. */
export interface Console {
  readonly print: (text: string) => void;
  /** Letters a line of stdout. */
  readonly width: number;
  readonly note: (text: string) => void;
  /** Tells what may make a result wrong; also where --quiet wants no progress. */
  readonly warn: (sentence: string) => void;
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
    warn: (sentence) => {
      clear();
      process.stderr.write(`warning: ${sentence}\n`);
    },
    progress: (progress) => {
      if (!quiet) report(progress);
    },
    pause: () => new Promise((resolve) => setTimeout(resolve)),
    clear,
  };
}
