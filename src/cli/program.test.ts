import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { type CommandRegistry, defineCommand, groups } from './command.ts';
import { commands } from './commands/index.ts';
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

describe('the registry', () => {
  it.each(Object.entries(commands))('%s loads a command with examples of its own', async (name, { load }) => {
    for (const line of (await load()).examples) expect(line).toMatch(new RegExp(`^excursa ${name} `));
  });
});
