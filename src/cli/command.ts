import type { Table } from '../report/index.ts';
import type { Console } from './console.ts';
import type { ValueKind } from './values.ts';

/** Headings of help that several commands share. */
export const groups = {
  input: 'Input:',
  output: 'Output:',
  model: 'Model:',
  measure: 'Measurement:',
  check: 'Validation and report:',
  general: 'General:',
} as const;

/** An option of a command; its key in the record is its name in the configuration file, in kebab-case its flag. */
export interface OptionRecord<T = unknown> {
  /** One sentence for help. */
  readonly summary: string;
  /** Heading under which help shows it. */
  readonly group: string;
  /** What its value is; an option without a value is a switch. */
  readonly value?: ValueKind<T>;
  /** Whether it takes several words. */
  readonly several?: true;
  readonly required?: true;
  readonly fallback?: T;
  /** What happens without it, where that is no fixed value: 'as in the file'. */
  readonly otherwise?: string;
  /** Whether help shows it only with --help-all. */
  readonly expert?: true;
  /** Whether it means the same in every command, and so may stand at the top of the configuration file. */
  readonly shared?: true;
}

/** Options by their names, camelCase. */
export type OptionRecords = Readonly<Record<string, OptionRecord>>;

type ValueOf<O> = O extends { readonly value: ValueKind<infer T> }
  ? O extends { readonly several: true }
    ? readonly T[]
    : T
  : boolean;

/** Values of options by name; those neither required nor with a fallback may be missing. */
export type OptionValues<O extends OptionRecords> = {
  readonly [K in keyof O]: O[K] extends { readonly required: true } | { readonly fallback: unknown }
    ? ValueOf<O[K]>
    : ValueOf<O[K]> | undefined;
};

/** A word of the command line that is no option. */
export interface ArgumentRecord {
  readonly name: string;
  readonly summary: string;
  /** Whether it stands for one or more words; only the last may. */
  readonly several?: true;
  readonly optional?: true;
  readonly choices?: readonly string[];
  readonly path?: 'file' | 'folder';
}

/** How a result came to be: what a manifest records of the command line. */
export interface Invocation {
  /** The command line as it was typed. */
  readonly commandLine: string;
  /** Names of the options whose flags were typed. */
  readonly typed: readonly string[];
  /** Options as the configuration file writes them, from flags, that file and defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Configuration file that was read. */
  readonly configFile?: string;
  /** Milliseconds of `performance.now`. */
  readonly began: number;
}

/** One run of a command. */
export interface Call<O extends OptionRecords> {
  readonly words: readonly string[];
  readonly options: OptionValues<O>;
  readonly console: Console;
  readonly threads: number;
  /** Most bytes that the work may need, where a limit was given. */
  readonly memory: number | undefined;
  /** Aborted by Ctrl-C where the command stops after a step. */
  readonly signal: AbortSignal;
  readonly invocation: Invocation;
  /** All commands, for a command about commands. */
  readonly registry: CommandRegistry;
}

/** What a command found: printed as text, or as JSON or CSV where that was asked for. */
export interface CommandResult {
  /** What --json prints. */
  readonly json: unknown;
  /** What a person reads, those that are folded left out, and what --csv writes. */
  readonly tables?: readonly Table[];
  /** What a person reads first. */
  readonly headline?: string;
  /** What a person reads below the tables, or where there are none. */
  readonly text?: string;
}

/** A command: everything that help, completion, the configuration file and the documentation show, and its work. */
export interface CommandRecord<O extends OptionRecords = OptionRecords> {
  /** A sentence or two at the head of help. */
  readonly description: string;
  readonly arguments: readonly ArgumentRecord[];
  readonly options: O;
  /** Command lines that work. */
  readonly examples: readonly string[];
  /** Advice at the end of help. */
  readonly advice?: string;
  /** Whether Ctrl-C lets it come to the end of a step and say itself how to go on; otherwise it is ended at once. */
  readonly stopsAfterStep?: true;
  /** What to try after it was ended at once; by default the same command again. */
  readonly afterStop?: string;
  readonly run: (call: Call<O>) => Promise<CommandResult>;
}

/** A command with the types of its options, as the registry holds it. */
export function defineCommand<const O extends OptionRecords>(record: CommandRecord<O>): CommandRecord {
  return record as unknown as CommandRecord;
}

/** A command before it is loaded: enough for the list in `excursa --help`, without the modules that do its work. */
export interface CommandEntry {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Loads the command's modules. */
  readonly load: () => Promise<CommandRecord>;
}

/** Commands by name, in the order in which help lists them. */
export type CommandRegistry = Readonly<Record<string, CommandEntry>>;

/** What the exit code of every command means, for help and documentation. */
export const exitCodes = [
  [0, 'finished'],
  [1, 'failed; the reason is on stderr'],
  [2, 'wrong usage or wrong input'],
  [130, 'interrupted; the message says how to go on'],
] as const;
