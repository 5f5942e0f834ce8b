import { ExcursaError, nearestName } from '../errors.ts';

/** JSON Schema of a value. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What an option's value is: how it is typed, parsed, written in the configuration file and completed. */
export interface ValueKind<T = unknown> {
  /** Name of the value in help, without brackets: 'file'. */
  readonly placeholder: string;
  /**
   * The value of a typed word.
   * @param name - setting, for the message. @throws ExcursaError (usage) for a word that is no such value.
   */
  readonly parse: (text: string, name: string) => T;
  /** What the configuration file may hold. */
  readonly schema: JsonSchema;
  /** The word that a value of the configuration file stands for; by default lists become words with commas. */
  readonly wordOf?: (value: unknown) => string;
  /** All values there are; also a shell's completions. */
  readonly choices?: readonly string[];
  /** Whether it names a file or a folder: completed by the shell, and relative to the configuration file. */
  readonly path?: 'file' | 'folder';
}

/** A wrong value of a setting in one sentence. */
export function wrongValue(setting: string, expected: string, got: string, example: string): ExcursaError {
  return new ExcursaError({
    kind: 'usage',
    what: { setting },
    expected,
    got: got.trim() === '' ? 'nothing' : got,
    remedy: { setting, value: example },
  });
}

/** Limits of a number. */
export interface Limits {
  readonly low?: number;
  /** The number is greater than this. */
  readonly above?: number;
  readonly high?: number;
  /** The number is less than this. */
  readonly below?: number;
  readonly multiple?: number;
  /** A sensible number, for messages. */
  readonly example: number;
}

function isWithin(value: number, { low, above, high, below, multiple }: Limits): boolean {
  return !(
    value < (low ?? value) ||
    value > (high ?? value) ||
    (above !== undefined && value <= above) ||
    (below !== undefined && value >= below) ||
    (multiple !== undefined && value % multiple !== 0)
  );
}

/** ' from 16 to 256', ' above 0'. */
function rangeText({ low, above, high, below }: Limits): string {
  const from = above === undefined ? (low === undefined ? '' : ` from ${low}`) : ` above ${above}`;
  const to = below === undefined ? (high === undefined ? '' : ` to ${high}`) : ` below ${below}`;
  return from === '' && high !== undefined ? ` up to ${high}` : from + to;
}

const limitsSchema = ({ low, above, high, below, multiple }: Limits): JsonSchema => ({
  ...(low !== undefined && { minimum: low }),
  ...(above !== undefined && { exclusiveMinimum: above }),
  ...(high !== undefined && { maximum: high }),
  ...(below !== undefined && { exclusiveMaximum: below }),
  ...(multiple !== undefined && { multipleOf: multiple }),
});

/** A number within limits. */
export const number = (limits: Limits): ValueKind<number> => ({
  placeholder: 'number',
  parse: (word, name) => {
    const value = Number(word);
    if (word.trim() !== '' && Number.isFinite(value) && isWithin(value, limits)) return value;
    throw wrongValue(name, `a number${rangeText(limits)}`, word, String(limits.example));
  },
  schema: { type: 'number', ...limitsSchema(limits) },
});

/** A whole number within limits, from 0 where none are given. */
export function whole(given: Limits): ValueKind<number> {
  const limits = { low: 0, ...given };
  const { multiple } = limits;
  return {
    placeholder: 'n',
    parse: (word, name) => {
      const value = Number(word);
      if (/^-?\d+$/.test(word.trim()) && Number.isSafeInteger(value) && isWithin(value, limits)) return value;
      const what = multiple === undefined ? 'a whole number' : `a multiple of ${multiple}`;
      throw wrongValue(name, what + rangeText(limits), word, String(limits.example));
    },
    schema: { type: 'integer', ...limitsSchema(limits) },
  };
}

/** Any text. */
export const text = (placeholder: string): ValueKind<string> => ({
  placeholder,
  parse: (word) => word,
  schema: { type: 'string' },
});

/** Endings that show a file was meant where a folder is expected. */
export const fileEnding = /\.(csv|txt|json|html?|svg|png|tiff?|npy|vti|pdf|xlsx|zip|gz)$/i;

/** The path of a file. */
export const file: ValueKind<string> = {
  placeholder: 'file',
  parse: (word, name) => {
    if (word !== '') return word;
    throw wrongValue(name, 'the name of a file', word, 'result.json');
  },
  schema: { type: 'string', minLength: 1 },
  path: 'file',
};

/** The path of a file whose name ends in one of the extensions, the first of which is proposed. */
export const fileNamed = (...extensions: readonly string[]): ValueKind<string> => ({
  ...file,
  parse: (word, name) => {
    if (extensions.some((extension) => word.toLowerCase().endsWith(extension))) return file.parse(word, name);
    throw wrongValue(name, `a name that ends in ${extensions.join(' or ')}`, word, `result${extensions[0]}`);
  },
});

/** The path of a folder. */
export const folder: ValueKind<string> = {
  placeholder: 'folder',
  parse: (word, name) => {
    if (word !== '' && !fileEnding.test(word)) return word;
    throw wrongValue(name, 'the name of a folder', word, 'run');
  },
  schema: { type: 'string', minLength: 1 },
  path: 'folder',
};

/** One of several names. */
export const choice = <const T extends string>(choices: readonly T[], placeholder = 'name'): ValueKind<T> => ({
  placeholder,
  choices,
  parse: (word, name) => {
    const known = choices.find((other) => other === word);
    if (known !== undefined) return known;
    const nearest = nearestName(word, choices) ?? choices[0];
    throw wrongValue(name, `one of ${choices.join(', ')}`, word, nearest);
  },
  schema: { enum: choices },
});

/** Whole numbers separated by commas. @param example - for messages. */
export const wholes = (placeholder: string, example: string): ValueKind<number[]> => ({
  placeholder,
  parse: (word, name) => {
    const values = word.split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part));
    if (values.every(Number.isSafeInteger)) return values;
    throw wrongValue(name, 'whole numbers separated by commas', word, example);
  },
  schema: { anyOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'string' }] },
});
