import { dirname, relative, resolve } from 'node:path';
import { ExcursaError, type NamedSetting, sentenceOf } from '../errors.ts';
import type { OptionRecord } from './command.ts';
import { type ValueKind, wrongValue } from './values.ts';

/** How a sentence about a configuration file spells a setting. */
const inFile = ({ setting, value }: NamedSetting): string => {
  if (value === undefined) return `"${setting}"`;
  const isPlain = /^(true|false|-?\d+(\.\d+)?)$/.test(String(value));
  return `"${setting}": ${isPlain ? value : JSON.stringify(value)}`;
};

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** The word that one value of a configuration file stands for; undefined for a kind of JSON that stands for none. */
function wordOf(folder: string, kind: ValueKind, value: unknown): string | undefined {
  const joined = Array.isArray(value) && value.every(isScalar) ? value.join(',') : value;
  const word = kind.wordOf ? kind.wordOf(value) : joined;
  if (!isScalar(word)) return undefined;
  return kind.path && word !== '-' ? relative('.', resolve(folder, String(word))) || '.' : String(word);
}

/** What a word is in a configuration file: a number where the option is one. */
const settingOf = ({ schema }: ValueKind, word: string): unknown =>
  schema.type === 'integer' || schema.type === 'number' ? Number(word) : word;

/** A value of an option, and the same as a configuration file writes it. */
export interface ResolvedValue {
  readonly value: unknown;
  readonly setting: unknown;
}

/** The value of typed words. @throws ExcursaError (usage) for a word that is no such value. */
export function valueOfWords(
  name: string,
  { several }: OptionRecord,
  kind: ValueKind,
  words: readonly string[],
): ResolvedValue {
  const values = words.map((word) => kind.parse(word, name));
  const settings = words.map((word) => settingOf(kind, word));
  return several ? { value: values, setting: settings } : { value: values[0], setting: settings[0] };
}

/**
 * The value that a configuration file gives an option.
 * @param path - the file, to which paths in it are relative. @param stored - JSON behind the option's name.
 * @throws ExcursaError (input) with the name and what its value must be.
 */
export function storedValue(path: string, name: string, option: OptionRecord, stored: unknown): ResolvedValue {
  const { value: kind, several } = option;
  try {
    if (!kind) {
      if (typeof stored === 'boolean') return { value: stored, setting: stored };
      throw wrongValue(name, 'true or false', JSON.stringify(stored), 'true');
    }
    const list = several && Array.isArray(stored) ? stored : [stored];
    if (list.length === 0) throw wrongValue(name, 'at least one value', '[]', `<${kind.placeholder}>`);
    const words = list.map((one) => {
      const word = wordOf(dirname(path), kind, one);
      if (word !== undefined) return word;
      // Its own sentence says what it must be; a kind that takes any text has none.
      kind.parse(JSON.stringify(one), name);
      throw wrongValue(name, 'a text or a number', JSON.stringify(one), `<${kind.placeholder}>`);
    });
    return valueOfWords(name, option, kind, words);
  } catch (error) {
    if (!(error instanceof ExcursaError)) throw error;
    throw new ExcursaError({ kind: 'input', what: path, event: sentenceOf(error.failure, inFile) });
  }
}
