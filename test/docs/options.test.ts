import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandTable, exitCodeTable, optionTable, optionTables } from '../../src/cli/command-reference.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { generalOptions } from '../../src/cli/general-options.ts';
import { descriptorsTable } from '../../src/report/index.ts';
import { root } from '../laws/source.ts';

/*
 * Tables of options and of descriptors on the pages of the guide are those of the registries. EXCURSA_WRITE_DOCS=1 writes them anew.
 */
const writes = process.env.EXCURSA_WRITE_DOCS !== undefined;

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
  it('list every descriptor', () => {
    const { columns, rows } = descriptorsTable();
    const lines = rows.map(
      ([name, ...texts]) => `| \`${name}\` | ${texts.map((text) => String(text).replaceAll('|', '\\|')).join(' | ')} |`,
    );
    const head = [`| ${columns.map(({ name }) => name).join(' | ')} |`, `|${'---|'.repeat(columns.length)}`];
    checkBetween('docs/guide/describe.md', 'descriptors', [...head, ...lines].join('\n'));
  });

  it('list every command with the sentence of its help', () => {
    checkBetween('docs/guide/index.md', 'commands', commandTable(commands));
  });

  it('list the options that all commands have, and the exit codes', () => {
    checkBetween('docs/guide/index.md', 'options', optionTable(generalOptions));
    checkBetween('docs/guide/index.md', 'exit codes', exitCodeTable());
  });

  it.each(Object.keys(commands))('%s has its options', async (name) => {
    const page = `docs/guide/${name}.md`;
    expect(existsSync(join(root, page)), `${page} is missing`).toBe(true);
    const { options } = await commands[name as keyof typeof commands].load();
    if (Object.keys(options).length > 0) checkBetween(page, 'options', optionTables(options));
  });
});
