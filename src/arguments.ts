/** Checks of what a caller of the library passes: a script is not held to the types. Each failure is one sentence. */
import type { z } from 'zod';
import { ExcursaError } from './errors.ts';

/** A value in a few words, for messages. */
export function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value === '' ? 'an empty text' : `"${value.slice(0, 60)}"`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) {
    const plain = value.length <= 8 && value.every((one) => typeof one === 'number' || typeof one === 'string');
    return plain ? `[${value.join(', ')}]` : `an array of ${value.length}`;
  }
  if (typeof value === 'object' && value !== null) {
    return ArrayBuffer.isView(value) ? `${value.constructor.name} of numbers` : 'an object of another kind';
  }
  return String(value);
}

/** A wrong argument as an error. @param what - function, or function and argument. */
export function wrongArgument(what: string, expected: string, got: unknown, remedy: string): ExcursaError {
  return new ExcursaError({ kind: 'usage', what, expected, got: shownValue(got), remedy });
}

/** Whether a value is an object with properties, and no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Refuses options that are no object. @throws ExcursaError (usage). */
export function checkOptions(what: string, options: unknown, example: string): void {
  if (!isRecord(options)) throw wrongArgument(what, 'an object of options', options, example);
}

/** Most threads that one piece of work may ask for. */
const mostThreads = 256;

/** Refuses a number of threads that is none; undefined is the default. @throws ExcursaError (usage). */
export function checkThreads(what: string, threads: unknown): void {
  checkWhole(what, 'threads', threads, { low: 1, high: mostThreads });
}

/** Refuses what is no whole number within limits; undefined is the default. @throws ExcursaError (usage). */
export function checkWhole(
  what: string,
  name: string,
  value: unknown,
  { low, high = Number.MAX_SAFE_INTEGER }: { readonly low: number; readonly high?: number },
): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high)) {
    return;
  }
  const range = high === Number.MAX_SAFE_INTEGER ? `of ${low} or more` : `from ${low} to ${high}`;
  throw wrongArgument(`${what}, ${name}`, `a whole number ${range}`, value, `${name}: ${Math.max(1, low)}`);
}

/** Refuses a value that is none of several names; undefined is the default. @throws ExcursaError (usage). */
export function checkChoice(what: string, name: string, value: unknown, names: readonly string[]): void {
  if (value === undefined || names.includes(value as string)) return;
  throw wrongArgument(`${what}, ${name}`, `one of ${names.join(', ')}`, value, `${name}: '${names[0]}'`);
}

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
