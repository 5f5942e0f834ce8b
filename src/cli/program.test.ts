import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { weighCommand } from '../../test/cli/fixtures/weigh-command.ts';
import { type CommandRegistry, defineCommand, groups, type OptionRecord } from './command.ts';
import { commandTable, optionTables } from './command-reference.ts';
import { commands } from './commands/index.ts';
import { completionScript, shells } from './completion.ts';
import { configSchema, sharedOptions } from './config.ts';
import { flagName, generalOptions } from './flags.ts';
import { createProgram } from './program.ts';

const src = dirname(dirname(fileURLToPath(import.meta.url)));

/** Files of src that a file loads when it is imported: not those it imports on demand, nor types alone. */
function loadedBy(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, target] of text.matchAll(/^(?:import|export)(?! type)[^;]*?from '(\.[^']+)'/gm)) {
    loadedBy(resolve(dirname(path), target), seen);
  }
  return seen;
}

/** Two commands that count how often they are loaded. */
function countingRegistry() {
  const loads: string[] = [];
  const entry = (name: string) => ({
    summary: `summary of ${name}`,
    load: async () => {
      loads.push(name);
      return defineCommand({
        description: `description of ${name}`,
        arguments: [],
        options: { deep: { summary: 'option of its own', group: groups.general } },
        examples: [`excursa ${name}`],
        run: async () => ({ json: null, text: '' }),
      });
    },
  });
  return { loads, registry: { one: entry('one'), two: entry('two') } satisfies CommandRegistry };
}

/** What a command line prints under a registry. */
async function printed(words: readonly string[], registry: CommandRegistry): Promise<string> {
  let text = '';
  const program = await createProgram(words, registry);
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeOut: (part) => {
        text += part;
      },
      writeErr: () => {},
    });
  }
  await program.parseAsync([...words], { from: 'user' }).catch((error: CommanderError) => error);
  return text;
}

describe('help', () => {
  it('of the program loads nothing of the science', () => {
    const loaded = [...loadedBy(resolve(src, 'cli/main.ts'))].map((path) => relative(src, path));
    expect(loaded).toContain('cli/program.ts');
    expect(
      loaded.filter((path) => !/^(cli\/[^/]+|cli\/commands\/index|version|errors)\.ts$|^cli\/[^/]+\.ts$/.test(path)),
    ).toEqual([]);
  });

  it('of the program lists every command and loads none', async () => {
    const { loads, registry } = countingRegistry();
    for (const words of [['--help'], ['--version'], ['-h'], ['help']]) await printed(words, registry);
    const text = await printed(['--help'], registry);
    for (const name of Object.keys(registry)) expect(text).toContain(`summary of ${name}`);
    expect(loads).toEqual([]);
  });

  it('of a command loads that command alone', async () => {
    for (const words of [
      ['two', '--help'],
      ['help', 'two'],
    ]) {
      const { loads, registry } = countingRegistry();
      expect(await printed(words, registry)).toContain('option of its own');
      expect(loads).toEqual(['two']);
    }
  });
});

describe('a command that is one file and one line', () => {
  const registry: CommandRegistry = { ...commands, weigh: { summary: 'weigh images', load: async () => weighCommand } };

  it('is in help, with its options in groups and those for experts hidden', async () => {
    expect(await printed(['--help'], registry)).toMatch(/^ +weigh +weigh images$/m);
    const help = await printed(['weigh', '--help'], registry);
    expect(help).toMatch(/Usage: excursa weigh \[options\] <image\.\.\.>/);
    expect(help).toMatch(/Weighing:\n +--scale <name> +kind of scale \(choices: spring, beam; default: beam\)/);
    expect(help).toMatch(/Input:\n +--plates <file\.\.\.>/);
    expect(help).toMatch(/--out <folder> +folder for the weights \(required\)/);
    expect(help).toContain('excursa weigh slice.tif --out weights');
    expect(help).not.toContain('--tare-weight');
    expect(help).toContain('1 settings for experts are not shown');
    const all = await printed(['weigh', '--help-all'], registry);
    expect(all).toContain('--tare-weight <number>');
    expect(all).not.toContain('not shown');
  });

  it('is in completion, in the schema of the configuration file and in the documentation', async () => {
    for (const shell of shells) expect(await completionScript(shell, registry)).toContain('tare-weight');
    const { properties } = (await configSchema(registry)) as { properties: Record<string, { properties?: object }> };
    expect(properties.weigh.properties).toMatchObject({
      scale: { enum: ['spring', 'beam'], default: 'beam' },
      tareWeight: { type: 'number', exclusiveMinimum: 0 },
      gently: { type: 'boolean' },
      plates: { anyOf: [{ type: 'string' }, { type: 'array' }] },
      csv: { type: 'string' },
    });
    expect(commandTable(registry)).toContain('| [`weigh`](weigh.md) | weigh images |');
    const tables = optionTables(weighCommand.options);
    expect(tables).toContain('### Weighing\n\n| option | what it sets |\n|---|---|\n| `--scale <name>` |');
    expect(tables).toContain('| `--tare-weight <number>` | weight of the dish, grams *(expert)* |');
  });

  it('gets the options that every command has', async () => {
    const { loads: _, registry: others } = countingRegistry();
    const help = await printed(['one', '--help'], others);
    for (const name of Object.keys(generalOptions)) expect(help).toContain(flagName(name));
  });
});

describe('what is published of the registry', () => {
  const published = (path: string): string => readFileSync(resolve(src, '..', path), 'utf8');

  it('is up to date: node scripts/write-schema.mjs writes it', async () => {
    expect(JSON.parse(published('schema/config.schema.json'))).toEqual(
      JSON.parse(JSON.stringify(await configSchema(commands))),
    );
  });
});

describe('the registry', () => {
  it('has options whose shared names mean the same in every command', async () => {
    for (const [name, { load }] of Object.entries(commands)) {
      for (const [key, option] of Object.entries((await load()).options)) {
        const shared = sharedOptions[key as keyof typeof sharedOptions] as OptionRecord | undefined;
        expect(option.shared === true, `${name} ${key}`).toBe(shared !== undefined);
        if (shared) expect(option.value?.schema.type, `${name} ${key}`).toBe(shared.value?.schema.type);
      }
    }
  });

  it('has summaries of one line, in plain words and without a full stop', async () => {
    for (const [name, { summary, load }] of Object.entries(commands)) {
      for (const text of [summary, ...Object.values((await load()).options).map((option) => option.summary)]) {
        expect(text, name).toMatch(/^[^\n]*[^.\n]$/);
        expect(text, name).not.toMatch(/\b(tells?|says?|knows?|sees?)\b/);
      }
    }
  });

  it.each(Object.entries(commands))('%s loads a command with examples of its own', async (name, { load }) => {
    for (const line of (await load()).examples) expect(line).toMatch(new RegExp(`^excursa ${name} `));
  });
});

it('help of a command that there is not is refused, and that of help is shown', async () => {
  const { registry } = countingRegistry();
  await expect(createProgram(['help', 'nope'], registry)).rejects.toThrow(/unknown command 'nope'/);
  await expect(createProgram(['help', 'help'], registry)).resolves.toBeDefined();
});
