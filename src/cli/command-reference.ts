import { type CommandRegistry, exitCodes, type OptionRecord, type OptionRecords } from './command.ts';
import { flagName } from './flags.ts';
import { optionNotes } from './program.ts';

/*
 * What the documentation shows of the registry, as Markdown.
 */

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `|${row.map((text) => (text === '---' ? text : ` ${text} `)).join('|')}|`)
    .join('\n');

function optionRow(name: string, record: OptionRecord): string[] {
  const word = record.value ? ` <${record.value.placeholder}${record.several ? '...' : ''}>` : '';
  const text = cell(record.summary + optionNotes(record));
  return [`\`${flagName(name)}${word}\``, `${text}${record.expert ? ' *(expert)*' : ''}`];
}

/** A table of options. */
export const optionTable = (options: OptionRecords): string =>
  tableOf(
    ['option', 'what it sets'],
    Object.entries(options).map(([name, record]) => optionRow(name, record)),
  );

/** Tables of options, one below each heading of help. */
export function optionTables(options: OptionRecords): string {
  const groups = [...new Set(Object.values(options).map(({ group }) => group))];
  return groups
    .map((group) => {
      const own = Object.entries(options).filter(([, record]) => record.group === group);
      return `### ${group.replace(/:$/, '')}\n\n${optionTable(Object.fromEntries(own))}`;
    })
    .join('\n\n');
}

/** A table of commands with a link to the page of each. */
export const commandTable = (registry: CommandRegistry): string =>
  tableOf(
    ['command', 'what it does'],
    Object.entries(registry).map(([name, { summary }]) => [`[\`${name}\`](${name}.md)`, summary]),
  );

/** A table of exit codes. */
export const exitCodeTable = (): string =>
  tableOf(
    ['code', 'meaning'],
    exitCodes.map(([code, meaning]) => [String(code), meaning]),
  );
