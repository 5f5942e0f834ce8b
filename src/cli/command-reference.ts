import type { CommandRegistry, OptionRecord } from './command.ts';
import { flagName } from './flags.ts';
import { generalOptions } from './general-options.ts';
import { optionNotes } from './program.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** Rows of a table of options. */
function optionRows(options: readonly [string, OptionRecord][]): string[] {
  return options.map(([name, record]) => {
    const { value, several, summary, expert } = record;
    const word = value ? ` ${value.placeholder}${several ? '...' : ''}` : '';
    return `| \`${flagName(name)}${word}\` | ${cell(summary + optionNotes(record))}${expert ? ' (expert)' : ''} |`;
  });
}

const head = ['| option | meaning |', '|---|---|'];

/** Options in the groups of help, each with a heading. */
function groupedOptions(options: readonly [string, OptionRecord][]): string[] {
  const groups = [...new Set(options.map(([, { group }]) => group))];
  return groups.flatMap((group) => [
    `**${group.replace(/:$/, '')}**`,
    '',
    ...head,
    ...optionRows(options.filter((option) => option[1].group === group)),
    '',
  ]);
}

/** A page of the documentation with the options of all commands, from the registry. */
export async function commandReference(registry: CommandRegistry): Promise<string> {
  const lines = [
    '# Options of all commands',
    '',
    'This page is made from the program. `excursa COMMAND --help` shows the same; options marked *expert* appear with',
    '`--help-all`. Every option can also stand in the [configuration file](config.md).',
    '',
    '## Every command',
    '',
    ...head,
    ...optionRows(Object.entries(generalOptions)),
    '',
  ];
  for (const [name, { summary, load }] of Object.entries(registry)) {
    const record = await load();
    const words = record.arguments.map(
      ({ name: word, several, optional }) =>
        (optional ? '[' : '<') + word + (several ? '...' : '') + (optional ? ']' : '>'),
    );
    lines.push(
      `## ${name}`,
      '',
      `${summary[0].toUpperCase()}${summary.slice(1)}: \`excursa ${[name, ...words].join(' ')}\``,
      '',
      ...record.arguments.map(({ name: word, summary: text }) => `* \`${word}\`: ${cell(text)}`),
      '',
      ...groupedOptions(Object.entries(record.options)),
    );
  }
  return `${lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`;
}
