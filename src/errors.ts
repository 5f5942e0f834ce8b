import { closestMatch } from 'leven';

/**
 * The closed union of failures that Excursa reports to its user.
 *
 * A failure is a record of what was expected and what was found; its message is one sentence made from the record,
 * *what: expected ..., got ...; try ...*. Settings in it are named, not spelled: the library writes `starts: 12`, the
 * command line `--starts 12`. The command line prints the sentence alone, without a stack trace, and exits with the
 * kind's code: 2 when the request itself was wrong, 1 when a sound request failed.
 */

/**
 * `usage`: the request is wrong. `input`: a file or its content is. `resource`: disk, memory, a part that is not
 * installed. `numeric`: no finite answer. `interrupted`: stopped.
 */
export type ErrorKind = 'usage' | 'input' | 'resource' | 'numeric' | 'interrupted';

/** A setting that a sentence names, and the value that it should have. */
export interface NamedSetting {
  /** Name in the library, camelCase. */
  readonly setting: string;
  readonly value?: string | number | true;
}

/** Words of a sentence: text and settings one after the other. */
export type Phrase = string | NamedSetting | readonly (string | NamedSetting)[];

/** What went wrong, in parts. */
export type Failure = {
  readonly kind: ErrorKind;
  /** What was asked or read: an operation, a file, a setting. */
  readonly what: Phrase;
  /** What to do about it, to be read after "try". */
  readonly remedy?: Phrase;
} & (
  | { readonly expected: Phrase; readonly got: Phrase }
  /** Something that happened instead of a value that was wrong. */
  | { readonly event: Phrase }
);

/** How a sentence spells a setting: `starts: 12`, `resume`. */
const spell = ({ setting, value }: NamedSetting): string =>
  value === undefined || value === true ? setting : `${setting}: ${value}`;

/** Words as text. @param name - how settings are spelled; by default as the library does. */
export function textOf(phrase: Phrase, name: (setting: NamedSetting) => string = spell): string {
  const words = typeof phrase === 'string' || 'setting' in phrase ? [phrase] : phrase;
  return words.map((word) => (typeof word === 'string' ? word : name(word))).join('');
}

/** A failure as one sentence. @param name - how settings are spelled; by default as the library does. */
export function sentenceOf(failure: Failure, name?: (setting: NamedSetting) => string): string {
  const text = (phrase: Phrase): string => textOf(phrase, name);
  const happened =
    'event' in failure ? text(failure.event) : `expected ${text(failure.expected)}, got ${text(failure.got)}`;
  const remedy = failure.remedy === undefined ? '' : `; try ${text(failure.remedy)}`;
  return `${text(failure.what)}: ${happened}${remedy}`;
}

const exitCodes = { usage: 2, input: 2, resource: 1, numeric: 1, interrupted: 130 } as const satisfies Record<
  ErrorKind,
  number
>;

/**
 * The only error type thrown on purpose; anything else that is thrown is a defect of the program.
 * @example
 * import { createGrid, ExcursaError } from 'excursa';
 * try {
 *   createGrid([0, 8]);
 * } catch (error) {
 *   console.log(error instanceof ExcursaError, error.kind); // true usage
 * }
 */
export class ExcursaError extends Error {
  readonly kind: ErrorKind;
  /** The parts of the sentence. */
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(sentenceOf(failure), options);
    this.name = 'ExcursaError';
    this.kind = failure.kind;
    this.failure = failure;
  }

  /** Exit code of the command line: 2 for wrong usage or input, 1 for a failure, 130 for an interruption. */
  get exitCode(): 1 | 2 | 130 {
    return exitCodes[this.kind];
  }
}

/** The known name closest to a mistyped one; undefined where none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const reach = { maxDistance: Math.max(2, Math.floor(0.4 * name.length)) };
  const lower = known.map((other) => other.toLowerCase());
  const nearest = closestMatch(name.toLowerCase(), lower, reach);
  return nearest === undefined ? undefined : known[lower.indexOf(nearest)];
}
