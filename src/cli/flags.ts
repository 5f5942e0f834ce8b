import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { type ExcursaError, type NamedSetting, sentenceOf } from '../errors.ts';

/** camelCase to the kebab-case of a flag. */
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Settings whose flag has another name. */
const flagNames: Readonly<Record<string, string>> = { folder: 'out' };

/** A setting as one types it: `--max-lag 40`. */
export function flagOf({ setting, value }: NamedSetting): string {
  const flag = `--${flagNames[setting] ?? kebab(setting)}`;
  return value === undefined || value === true ? flag : `${flag} ${value}`;
}

/** The sentence of an error, settings spelled as flags. */
export function terminalSentence({ failure, message }: ExcursaError): string {
  return failure ? sentenceOf(failure, flagOf) : message;
}

/** What a schema says of one setting: its JSON Schema, as zod publishes it. */
interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
}

/** A finite number, or commander's own complaint. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a number.');
  return value;
}

/** A whole number from 0. */
export function parseWhole(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('Expected a whole number from 0.');
  return value;
}

/** Adds one flag for each property of a settings schema; help texts, choices and defaults come from the schema. */
export function addSettingsFlags(
  command: Command,
  properties: Readonly<Record<string, Property>>,
  omit: readonly string[] = [],
): Command {
  for (const [name, property] of Object.entries(properties)) {
    if (omit.includes(name)) continue;
    const numeric = property.type === 'number' || property.type === 'integer';
    const fallback = property.default === undefined ? '' : ` (default: ${property.default})`;
    const option = new Option(
      `--${kebab(name)} <${numeric ? 'number' : 'name'}>`,
      `${property.description ?? ''}${fallback}`,
    );
    if (property.enum) option.choices([...property.enum]);
    if (numeric) option.argParser(parseNumber);
    command.addOption(option);
  }
  return command;
}

/** Values of settings flags that were given, as the schema's input. */
export function pickSettings<T extends z.ZodObject>(
  schema: T,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(schema.shape).flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );
}
