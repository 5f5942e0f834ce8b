import { ExcursaError } from '../errors.ts';
import type { Call, CommandRecord, CommandRegistry, OptionRecords } from './command.ts';
import { type Console, openConsole } from './console.ts';
import { generalOptions } from './flags.ts';

/**
 * Does work until it ends or Ctrl-C (or a request to terminate) ends it. A command that stops after a step gets the
 * signal and a second Ctrl-C ends it at once; others end at the first. Files are written all or nothing, so that
 * nothing is left half written.
 * @throws ExcursaError (interrupted), with the way to go on, when the work was ended at once.
 */
async function untilInterrupted<T>(
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
      reject(
        new ExcursaError({
          kind: 'interrupted',
          what: name,
          event: 'interrupted, finished files are kept and none is half written',
          remedy: afterStop,
        }),
      );
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

/** One command of a command line. */
export interface Performance {
  readonly name: string;
  readonly record: CommandRecord;
  /** Words of flags by option. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Words that are no flags. */
  readonly operands: readonly string[];
  /** All that was typed behind `excursa`. */
  readonly words: readonly string[];
  readonly registry: CommandRegistry;
}

/**
 * Performs a command: resolves its options, does its work, and prints what it found as text, JSON or CSV.
 * @throws ExcursaError as the command does, and (interrupted) after Ctrl-C.
 */
export async function performCommand(performance: Performance): Promise<void> {
  const { name, record, given, operands, words, registry } = performance;
  const began = globalThis.performance.now();
  // Loaded now, so that help does without them.
  const { checkConfig, configured, readConfig, resolveOptions } = await import('./config.ts');
  const { machineThreads } = await import('./machine.ts');
  const { checkOutputPaths } = await import('./output-paths.ts');
  const config = readConfig(given.config as string | undefined);
  const stored = config ? configured(config, name, record.options, registry) : {};
  if (config) await checkConfig(config, registry);
  const all: OptionRecords = { ...record.options, ...generalOptions };
  const { values, settings } = resolveOptions(all, given, config, stored);
  checkOutputPaths({ ...record, options: all }, operands, values);
  const { quiet, json, csv, threads, memory } = values as Partial<{
    quiet: boolean;
    json: boolean;
    csv: string;
    threads: number;
    memory: number;
  }>;
  if (csv === '-' && json) {
    throw new ExcursaError({
      kind: 'usage',
      what: '--csv',
      expected: 'a file or a folder beside --json',
      got: '-',
      remedy: '--csv tables',
    });
  }
  const console = openConsole({ quiet });
  if (config) console.note(`settings of ${config.path} are used where no flag is given`);
  const call = (signal: AbortSignal): Call<OptionRecords> => ({
    words: operands,
    options: values as Call<OptionRecords>['options'],
    console,
    threads: threads ?? machineThreads(),
    memory,
    signal,
    invocation: {
      commandLine: ['excursa', ...words].join(' '),
      typed: Object.keys(given),
      settings,
      ...(config && { configFile: config.path }),
      began,
    },
    registry,
  });
  try {
    const result = await untilInterrupted(name, record, console, (signal) => record.run(call(signal)));
    const { printResult } = await import('./print-result.ts');
    await printResult(result, { console, json: json === true, csv });
  } finally {
    console.clear();
  }
}
