import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CommandRecord, exitCodes, type OptionRecord } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { flagName } from '../../src/cli/flags.ts';
import { generalOptions } from '../../src/cli/general-options.ts';
import { optionNotes } from '../../src/cli/program.ts';
import { root } from '../laws/source.ts';

/*
 * Tables of options on the pages of the guide are those of the registry. EXCURSA_WRITE_DOCS=1 writes them anew.
 */
const writes = process.env.EXCURSA_WRITE_DOCS !== undefined;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function rowOf(name: string, record: OptionRecord): string {
  const word = record.value ? ` <${record.value.placeholder}${record.several ? '...' : ''}>` : '';
  const text = cell(record.summary + optionNotes(record));
  return `| \`${flagName(name)}${word}\` | ${text}${record.expert ? ' *(expert)*' : ''} |`;
}

/** Options of a command below the headings of its help; those that all commands have stand in the guide's first page. */
function tablesOf(options: CommandRecord['options']): string {
  const byGroup = new Map<string, string[]>();
  for (const [name, record] of Object.entries(options)) {
    const group = record.group.replace(/:$/, '');
    byGroup.set(group, [...(byGroup.get(group) ?? []), rowOf(name, record)]);
  }
  return [...byGroup]
    .map(([group, rows]) => [`### ${group}`, '', '| option | what it sets |', '|---|---|', ...rows].join('\n'))
    .join('\n\n');
}

/** Compares, or writes, what stands between two marks of a page. */
function checkBetween(page: string, mark: string, expected: string): void {
  const [begin, end] = [`<!-- ${mark}: begin -->`, `<!-- ${mark}: end -->`];
  const path = join(root, page);
  const text = readFileSync(path, 'utf8');
  const [before, rest = ''] = text.split(begin);
  expect(rest, `${page}: no mark ${begin}`).toContain(end);
  const [found, after] = rest.split(end);
  if (writes) writeFileSync(path, `${before}${begin}\n${expected}\n${end}${after}`);
  else
    expect(found.trim(), `${page}: the registry has changed; try EXCURSA_WRITE_DOCS=1 npx vitest run test/docs`).toBe(
      expected,
    );
}

describe('pages of the guide', () => {
  it('list every command with the sentence of its help', () => {
    const rows = Object.entries(commands).map(([name, { summary }]) => `| [\`${name}\`](${name}.md) | ${summary} |`);
    checkBetween('docs/guide/index.md', 'commands', ['| command | what it does |', '|---|---|', ...rows].join('\n'));
  });

  it('list the options that all commands have, and the exit codes', () => {
    const rows = Object.entries(generalOptions).map(([name, record]) => rowOf(name, record));
    checkBetween('docs/guide/index.md', 'options', ['| option | what it sets |', '|---|---|', ...rows].join('\n'));
    const codes = exitCodes.map(([code, meaning]) => `| ${code} | ${meaning} |`);
    checkBetween('docs/guide/index.md', 'exit codes', ['| code | meaning |', '|---|---|', ...codes].join('\n'));
  });

  it.each(Object.keys(commands))('%s has its options', async (name) => {
    const page = `docs/guide/${name}.md`;
    expect(existsSync(join(root, page)), `${page} is missing`).toBe(true);
    const { options } = await commands[name as keyof typeof commands].load();
    if (Object.keys(options).length > 0) checkBetween(page, 'options', tablesOf(options));
  });
});
