import { ExcursaError } from '../errors.ts';
import type { Call, CommandRecord, CommandRegistry, OptionRecords } from './command.ts';
import { openConsole } from './console.ts';
import { generalOptions } from './general-options.ts';
import { untilInterrupted } from './interruption.ts';

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
  const { configured, readConfig, resolveOptions } = await import('./config.ts');
  const { machineThreads } = await import('./machine.ts');
  const { checkOutputPaths } = await import('./output-paths.ts');
  const config = readConfig(given.config as string | undefined);
  const stored = config ? configured(config, name, record.options, registry) : {};
  const all: OptionRecords = { ...record.options, ...generalOptions };
  const { values, settings } = resolveOptions(all, given, config, stored);
  checkOutputPaths(record, operands, values);
  const { quiet, json, csv, threads } = values as Partial<{
    quiet: boolean;
    json: boolean;
    csv: string;
    threads: number;
  }>;
  if (csv === '-' && json) {
    throw new ExcursaError('usage', '--csv: expected a file or a folder beside --json, got -; try --csv tables');
  }
  const console = openConsole({ quiet });
  if (config) console.note(`settings of ${config.path} are used where no flag is given`);
  const call = (signal: AbortSignal): Call<OptionRecords> => ({
    words: operands,
    options: values as Call<OptionRecords>['options'],
    console,
    threads: threads ?? machineThreads(),
    signal,
    invocation: {
      commandLine: ['excursa', ...words].join(' '),
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
