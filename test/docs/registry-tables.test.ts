import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandTable, exitCodeTable, optionTable, optionTables } from '../../src/cli/command-reference.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { generalOptions } from '../../src/cli/flags.ts';
import { families } from '../../src/correlation/index.ts';
import { type Format, formats } from '../../src/io/index.ts';
import { classes, parametersOf, phaseCount } from '../../src/phase/index.ts';
import { descriptorsTable } from '../../src/report/index.ts';
import { root } from '../laws/source.ts';

/*
 * Tables on the pages are those of the registries. EXCURSA_WRITE_DOCS=1 writes them anew.
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

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** A table in Markdown. */
const table = (head: string, rows: readonly (readonly string[])[]): string =>
  [head, `|${'---|'.repeat(head.split('|').length - 2)}`, ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join(
    '\n',
  );

describe('tables of registries', () => {
  it('descriptors', () => {
    const { columns, rows } = descriptorsTable();
    const cells = rows.map(([name, ...texts]) => [`\`${name}\``, ...texts.map((text) => cell(String(text)))]);
    const head = `| ${columns.map(({ name }) => name).join(' | ')} |`;
    checkBetween('docs/guide/describe.md', 'descriptors', table(head, cells));
  });

  it('model classes', () => {
    const rows = Object.entries(classes).map(([name, { record, cost }]) => [
      `\`${name}\``,
      String(phaseCount(record)),
      String(parametersOf(record, 'low').length),
      cell(record.summary),
      cell(cost),
    ]);
    checkBetween('docs/models.md', 'classes', table('| `--model` | phases | parameters | what | a fit takes |', rows));
  });

  it('correlation families', () => {
    const rows = Object.entries(families).map(([name, { parameters, summary }]) => [
      `\`${name}\``,
      String(parameters.length),
      cell(summary),
    ]);
    checkBetween('docs/models.md', 'families', table('| `--family` | parameters a field | what |', rows));
  });

  it('file formats', () => {
    const rows = Object.entries<Format>(formats).map(([name, { extensions, read, write, summary }]) => [
      `\`${name}\``,
      extensions.join(', '),
      read ? 'yes' : 'no',
      write ? 'yes' : 'no',
      cell(summary),
    ]);
    checkBetween('docs/guide/index.md', 'formats', table('| format | extension | read | written | what |', rows));
  });
});

describe('the page on extending', () => {
  it.each([
    'test/extending/boundary-share.ts',
    'test/fixtures/cauchy.ts',
    'test/fixtures/veined.ts',
    'test/extending/pgm.ts',
    'test/cli/fixtures/weigh-command.ts',
  ])('shows %s as it is', (path) => {
    const code = readFileSync(join(root, path), 'utf8').trim();
    checkBetween('docs/extending.md', path, `\`\`\`ts\n${code}\n\`\`\``);
  });
});

describe('pages of the guide', () => {
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
