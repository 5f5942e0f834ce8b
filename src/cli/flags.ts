import { type ExcursaError, type NamedSetting, sentenceOf } from '../errors.ts';
import { groups, type OptionRecords } from './command.ts';
import { file, fileEnding, type ValueKind, whole, wrongValue } from './values.ts';

/** Settings whose flag has another name. */
const flagNames: Readonly<Record<string, string>> = { folder: 'out', conductivities: 'conductivity' };

/** The flag of a setting: 'maxLag' is --max-lag. */
export const flagName = (setting: string): string =>
  `--${(flagNames[setting] ?? setting).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A setting as one types it: `--max-lag 40`. */
export function flagOf({ setting, value }: NamedSetting): string {
  const flag = flagName(setting);
  return value === undefined || value === true ? flag : `${flag} ${value}`;
}

/** The sentence of an error, settings spelled as flags. */
export const terminalSentence = ({ failure }: ExcursaError): string => sentenceOf(failure, flagOf);

/** Where CSV goes: a folder, one file, or stdout. */
const csvPlace: ValueKind<string> = {
  placeholder: 'path',
  parse: (word, name) => {
    if (word !== '' && (/\.csv$/i.test(word) || !fileEnding.test(word))) return word;
    throw wrongValue(name, 'a folder, a name ending in .csv, or -', word, 'tables');
  },
  schema: { type: 'string', minLength: 1 },
  path: 'file',
};

const units: Readonly<Record<string, number>> = {
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes, typed with a unit. */
const memory: ValueKind<number> = {
  placeholder: 'size',
  parse: (word, name) => {
    const found = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(word.trim());
    const bytes = found ? Number(found[1]) * (units[found[2].toLowerCase()] ?? Number.NaN) : Number.NaN;
    if (bytes > 0) return bytes;
    throw wrongValue(name, 'a size with its unit, MiB or GiB', word, '8GiB');
  },
  schema: { type: 'string', examples: ['8GiB', '512MiB'] },
};

/** Options that every command has. */
export const generalOptions = {
  csv: {
    summary:
      'write the tables as CSV: a folder gets one file per table; a name ending in .csv, or - for stdout, gets all',
    group: groups.output,
    value: csvPlace,
  },
  json: { summary: 'print the result as JSON on stdout', group: groups.output },
  force: {
    summary: 'replace existing files, also those that excursa did not write',
    group: groups.output,
  },
  threads: {
    summary: 'threads to use',
    otherwise: 'those of the machine, at most 16',
    group: groups.general,
    value: whole({ low: 1, high: 256, example: 2 }),
    shared: true,
  },
  memory: {
    summary: 'most memory to use, for example 8GiB; what would need more is refused before it begins',
    otherwise: 'what the machine has free',
    group: groups.general,
    value: memory,
    shared: true,
  },
  quiet: {
    summary: 'print no progress and no notes on stderr, only warnings and errors',
    group: groups.general,
    shared: true,
  },
  config: {
    summary: 'file with settings of the project; flags win over it',
    otherwise: 'excursa.config.json, if it is there',
    group: groups.general,
    value: file,
  },
} as const satisfies OptionRecords;
