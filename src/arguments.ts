/** Checks of what a caller of the library passes: a script is not held to the types. Each failure is one sentence. */
import type { z } from 'zod';
import { ExcursaError, nearestName } from './errors.ts';

/** A value in a few words, for messages. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${value.slice(0, 60)}"`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) {
    if (value.length === 0) return 'an empty list';
    const plain = value.length <= 8 && value.every((one) => typeof one === 'number' || typeof one === 'string');
    return plain ? `[${value.join(', ')}]` : `an array of ${value.length}`;
  }
  if (typeof value === 'object' && value !== null) {
    if (ArrayBuffer.isView(value)) return `${value.constructor.name} of numbers`;
    const parts = Object.values(value);
    if (parts.length === 0) return 'an empty object';
    const isPlain = (part: unknown): boolean => ['number', 'string', 'boolean'].includes(typeof part);
    const text = parts.flat().every(isPlain) ? JSON.stringify(value) : '';
    return text !== '' && text.length <= 80 ? text : 'an object of another kind';
  }
  return String(value);
}

/** A wrong argument as an error. @param what - function, or function and argument. */
export function wrongArgument(what: string, expected: string, got: unknown, remedy: string): ExcursaError {
  return new ExcursaError({ kind: 'usage', what, expected, got: shownValue(got), remedy });
}

/** Whether a value is an object with properties, and no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** What is wrong with an argument, and in which part of it. */
interface WrongPart {
  readonly place: string;
  readonly expected: string;
  readonly got: unknown;
  readonly remedy: string;
}

/**
 * What an argument has to be: looks at a value and gives what is wrong with it, if anything.
 * @param place - name of the argument, or of its part.
 */
export type ArgumentKind = (value: unknown, place: string) => WrongPart | undefined;

/**
 * Refuses arguments of a wrong kind, before any work.
 * @param what - function that was given them. @param given - arguments by name. @param kinds - what each has to be.
 * @throws ExcursaError (usage) for the first that is wrong.
 */
export function checkArguments<Given extends object>(
  what: string,
  given: Given,
  kinds: { readonly [name in keyof Given]: ArgumentKind },
): void {
  for (const name of Object.keys(given) as (keyof Given & string)[]) {
    const wrong = kinds[name](given[name], name);
    if (wrong) throw wrongArgument(`${what}, ${wrong.place}`, wrong.expected, wrong.got, wrong.remedy);
  }
}

/**
 * Values for which a condition holds.
 * @param expected - what they are, in a sentence. @param remedy - one of them, or how to get one.
 */
export const valueWhere =
  (expected: string, remedy: string, holds: (value: unknown) => boolean): ArgumentKind =>
  (value, place) =>
    holds(value) ? undefined : { place, expected, got: value, remedy };

type Parts = Readonly<Record<string, ArgumentKind>>;

const firstWrong = (parts: Parts, of: Record<string, unknown>, placeOf: (name: string) => string) => {
  for (const [name, kind] of Object.entries(parts)) {
    const wrong = kind(of[name], placeOf(name));
    if (wrong) return wrong;
  }
  return undefined;
};

/** Objects with all of these parts. @param remedy - how to get one. */
export const recordOf =
  (expected: string, remedy: string, parts: Parts): ArgumentKind =>
  (value, place) =>
    isRecord(value) ? firstWrong(parts, value, (name) => `${place}.${name}`) : { place, expected, got: value, remedy };

/** Options by name; what is left out has a default, and no other is taken. @param needed - those without a default. */
export const optionsOf =
  (example: string, parts: Parts, needed: Parts = {}): ArgumentKind =>
  (value, place) => {
    if (!isRecord(value)) return { place, expected: 'an object of options', got: value, remedy: example };
    const all = Object.fromEntries(Object.entries(parts).map(([name, kind]) => [name, optional(kind)]));
    const known = { ...needed, ...all };
    const names = Object.keys(known);
    const unknown = Object.keys(value).find((name) => value[name] !== undefined && !names.includes(name));
    if (unknown !== undefined) {
      const expected = `one of the options ${[...names].sort().join(', ')}`;
      return { place, expected, got: unknown, remedy: nearestName(unknown, names) ?? example };
    }
    return firstWrong(known, value, (name) => name);
  };

/** What may be left out. */
export const optional =
  (kind: ArgumentKind): ArgumentKind =>
  (value, place) =>
    value === undefined ? undefined : kind(value, place);

/** Lists of one kind. @param expected - what they are, in a sentence. @param least - fewest items. */
export const listOf =
  (expected: string, remedy: string, kind: ArgumentKind, least = 0): ArgumentKind =>
  (value, place) => {
    if (!Array.isArray(value) || value.length < least) return { place, expected, got: value, remedy };
    for (const [i, item] of value.entries()) {
      const wrong = kind(item, `${place}[${i}]`);
      if (wrong) return wrong;
    }
    return undefined;
  };

/** Lists of one kind, of one item at least, or a single one of it. */
export const oneOrMore = (expected: string, remedy: string, kind: ArgumentKind): ArgumentKind => {
  const list = listOf(expected, remedy, kind, 1);
  return (value, place) => (Array.isArray(value) ? list : kind)(value, place);
};

/** One of several names. */
export const oneOf = (names: readonly string[]): ArgumentKind =>
  valueWhere(`one of ${names.join(', ')}`, `'${names[0]}'`, (value) => names.includes(value as string));

/** Whole numbers from `low` on. */
export const wholeNumber = (low: number, high = Number.MAX_SAFE_INTEGER): ArgumentKind => {
  const range = high === Number.MAX_SAFE_INTEGER ? `of ${low} or more` : `from ${low} to ${high}`;
  return valueWhere(`a whole number ${range}`, `${Math.max(1, low)}`, (value) => {
    return Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high;
  });
};

/** Finite numbers. */
export const aNumber = valueWhere('a finite number', '1', Number.isFinite);
/** Finite numbers above 0. */
export const aPositiveNumber = valueWhere(
  'a positive number',
  '1',
  (value) => Number.isFinite(value) && Number(value) > 0,
);
/** Yes or no. */
export const aFlag = valueWhere('true or false', 'true', (value) => typeof value === 'boolean');
/** Texts, empty ones too. */
export const aText = valueWhere('a text', "'name'", (value) => typeof value === 'string');
/** Paths of files and folders. */
export const aPath = valueWhere('a path', "'folder/file.tif'", (value) => typeof value === 'string' && value !== '');
/** Functions, whatever they take. */
export const aFunction = valueWhere('a function', '() => {}', (value) => typeof value === 'function');
/** Threads that one piece of work may ask for. */
export const threadCount = wholeNumber(1, 256);
/** Signals that work stops by. */
export const aSignal = recordOf('an AbortSignal', 'new AbortController().signal', { aborted: aFlag });
/** Any object. */
export const anObject = recordOf('an object', '{}', {});

/** What a schema expects where it found something else, in words. */
export function expectedBySchema(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'a known setting';
  if (issue.code === 'invalid_type') return `a ${issue.expected === 'int' ? 'whole number' : issue.expected}`;
  if (issue.code === 'invalid_value')
    return issue.values.length === 1 ? `'${String(issue.values[0])}'` : `one of ${issue.values.join(', ')}`;
  if (issue.code === 'too_small')
    return `a number ${issue.inclusive ? 'of' : 'above'} ${issue.minimum}${issue.inclusive ? ' or more' : ''}`;
  if (issue.code === 'too_big')
    return `a number ${issue.inclusive ? 'of' : 'below'} ${issue.maximum}${issue.inclusive ? ' or less' : ''}`;
  if (issue.code === 'not_multiple_of') return `a multiple of ${issue.divisor}`;
  return issue.code === 'invalid_format' ? issue.message : 'a permitted value';
}
