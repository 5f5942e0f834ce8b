import { existsSync, readFileSync } from 'node:fs';
import { ExcursaError, nearestName } from '../errors.ts';
import type { CommandRegistry, OptionRecord, OptionRecords } from './command.ts';
import { storedValue, valueOfWords } from './config-values.ts';
import { flagName, generalOptions } from './flags.ts';
import { inputOptions, sectionDistance } from './inputs.ts';
import { type JsonSchema, whole } from './values.ts';

/** Name of the configuration file that is read from the working folder. */
const configFileName = 'excursa.config.json';

/** Options that mean the same in every command: they may stand at the top of the configuration file. */
export const sharedOptions = {
  ...inputOptions,
  sectionDistance,
  seed: {
    summary: 'seed of all random numbers',
    group: '',
    value: whole({ example: 1 }),
    shared: true,
  },
  threads: generalOptions.threads,
  memory: generalOptions.memory,
  quiet: generalOptions.quiet,
} as const satisfies OptionRecords;

/** Options of a command that a configuration file may set: not its own name, and no leave to replace files. */
const settable = (options: OptionRecords): [string, OptionRecord][] =>
  Object.entries({ ...options, ...generalOptions }).filter(([name]) => name !== 'config' && name !== 'force');

/** A configuration file as it was read. */
export interface Config {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a configuration file.
 * @param path - the file, or undefined for the one of the working folder, if there is one.
 * @throws ExcursaError (input) for a file that is missing or no JSON object.
 */
export function readConfig(path: string | undefined): Config | undefined {
  const chosen = path ?? configFileName;
  if (path === undefined && !existsSync(chosen)) return undefined;
  const fail = (got: string, remedy = '{"labels": "0=pore,1=am"}'): never => {
    throw new ExcursaError({
      kind: 'input',
      what: chosen,
      expected: 'a configuration file, one JSON object',
      got,
      remedy,
    });
  };
  let text: string;
  try {
    text = readFileSync(chosen, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fail(
      code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : String(code),
      'the path of a file',
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return fail(`no JSON (${(error as Error).message.split('\n')[0]})`);
  }
  return isObject(content) ? { path: chosen, content } : fail('another kind of JSON');
}

/** Refuses a key that nothing reads. */
function checkKeys(path: string, place: string, keys: readonly string[], known: readonly string[]): void {
  const key = keys.find((other) => !known.includes(other));
  if (key === undefined) return;
  const nearest = nearestName(key, known);
  const remedy = nearest ? `"${nearest}"` : `one of ${known.join(', ')}`;
  throw new ExcursaError({
    kind: 'input',
    what: path,
    expected: `a known name${place}`,
    got: `"${key}"`,
    remedy: remedy,
  });
}

/**
 * Values of a command's options in a configuration file. What stands below the name of the command wins over what
 * stands at the top.
 * @throws ExcursaError (input) for names that nothing reads, at the top and below this command.
 */
export function configured(
  { path, content }: Config,
  command: string,
  options: OptionRecords,
  registry: CommandRegistry,
): Record<string, unknown> {
  const commands = Object.keys(registry);
  const keys = Object.keys(content).filter((key) => key !== '$schema');
  const own = settable(options).map(([name]) => name);
  for (const key of keys) {
    if (own.includes(key) && !(key in sharedOptions)) {
      throw new ExcursaError({
        kind: 'input',
        what: path,
        expected: `"${key}" below the name of a command`,
        got: 'it at the top',
        remedy: `{"${command}": {"${key}": ...}}`,
      });
    }
  }
  checkKeys(path, '', keys, [...Object.keys(sharedOptions), ...commands]);
  for (const name of commands) {
    if (content[name] === undefined || isObject(content[name])) continue;
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `an object with options of "${name}"`,
      got: `${JSON.stringify(content[name])}`,
      remedy: `{"${name}": {}}`,
    });
  }
  const section = (content[command] ?? {}) as Record<string, unknown>;
  checkKeys(path, ` below "${command}"`, Object.keys(section), own);
  const top = keys.filter((key) => key in sharedOptions && own.includes(key)).map((key) => [key, content[key]]);
  return { ...Object.fromEntries(top), ...section };
}

/**
 * Checks every name and value in a configuration file, also those that another command or no command reads now: a wrong
 * one is found when it is written, not when it is needed.
 * @throws ExcursaError (input) with the name and what its value must be.
 */
export async function checkConfig({ path, content }: Config, registry: CommandRegistry): Promise<void> {
  for (const [name, value] of Object.entries(content)) {
    if (name in sharedOptions) storedValue(path, name, sharedOptions[name as keyof typeof sharedOptions], value);
    if (!Object.hasOwn(registry, name)) continue;
    const options = Object.fromEntries(settable((await registry[name].load()).options));
    const section = value as Readonly<Record<string, unknown>>;
    checkKeys(path, ` below "${name}"`, Object.keys(section), Object.keys(options));
    for (const [key, stored] of Object.entries(section)) storedValue(path, key, options[key], stored);
  }
}

/** Values of options, and the same as a configuration file writes them. */
export interface ResolvedOptions {
  readonly values: Record<string, unknown>;
  readonly settings: Record<string, unknown>;
}

/**
 * Values of all options: from flags, else from the configuration file, else their defaults.
 * @param given - words of flags by option, as commander leaves them.
 * @throws ExcursaError (usage, input) for a wrong value, and for a required one that is nowhere.
 */
export function resolveOptions(
  options: OptionRecords,
  given: Readonly<Record<string, unknown>>,
  config: Config | undefined,
  fromFile: Readonly<Record<string, unknown>>,
): ResolvedOptions {
  const values: Record<string, unknown> = {};
  const settings: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options)) {
    const { value: kind, fallback, required } = option;
    const typed = given[name];
    const stored = fromFile[name];
    if (typed === undefined && stored === undefined) {
      if (required) {
        const remedy = { setting: name, value: `<${kind?.placeholder}>` };
        throw new ExcursaError({ kind: 'usage', what: { setting: name }, expected: 'a value', got: 'none', remedy });
      }
      values[name] = fallback;
      if (fallback !== undefined) settings[name] = fallback;
      continue;
    }
    const resolved =
      typed === undefined
        ? storedValue(`${config?.path}`, name, option, stored)
        : kind
          ? valueOfWords(name, option, kind, [typed].flat() as string[])
          : { value: typed, setting: typed };
    values[name] = resolved.value;
    settings[name] = resolved.setting;
  }
  return { values, settings };
}

/** What a configuration file may hold, for a command. */
function propertyOf([name, { value, several, summary, fallback }]: [string, OptionRecord]): [string, JsonSchema] {
  const one = value?.schema ?? { type: 'boolean' };
  return [
    name,
    {
      ...(several ? { anyOf: [one, { type: 'array', items: one }] } : one),
      description: `${summary} (${flagName(name)})`,
      ...(fallback !== undefined && { default: fallback }),
    },
  ];
}

/** The JSON Schema of configuration files, from the options of all commands. */
export async function configSchema(registry: CommandRegistry): Promise<JsonSchema> {
  const commands: [string, JsonSchema][] = [];
  for (const [name, { load, summary }] of Object.entries(registry)) {
    const { options } = await load();
    const properties = Object.fromEntries(settable(options).map(propertyOf));
    commands.push([name, { type: 'object', description: summary, properties, additionalProperties: false }]);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Configuration of Excursa',
    description:
      'Settings of a project. Those at the top hold for every command; those below the name of a command win over them, and flags win over both. Paths are relative to the file.',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      ...Object.fromEntries(Object.entries(sharedOptions).map(propertyOf)),
      ...Object.fromEntries(commands),
    },
    additionalProperties: false,
  };
}
