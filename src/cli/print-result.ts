import { join } from 'node:path';
import { ExcursaError } from '../errors.ts';
import { ensureOutputFolder, writeFileAtomic } from '../node/index.ts';
import { renderCsv, renderTexts, type Table } from '../report/index.ts';
import type { CommandResult } from './command.ts';
import type { Console } from './console.ts';

/** Tables one after the other; several have their titles above and an empty line between. */
const joined = (tables: readonly Table[]): string =>
  tables.length === 1
    ? renderCsv(tables[0])
    : tables.map((table) => `# ${table.title}\r\n${renderCsv(table)}`).join('\r\n');

/** Writes tables as CSV to a folder, to one file, or to stdout. */
async function writeCsv(tables: readonly Table[], place: string, console: Console): Promise<void> {
  if (place === '-') console.print(joined(tables).trimEnd());
  else if (place.toLowerCase().endsWith('.csv')) await writeFileAtomic(place, joined(tables));
  else {
    await ensureOutputFolder(place);
    for (const table of tables) await writeFileAtomic(join(place, `${table.name}.csv`), renderCsv(table));
  }
}

/**
 * Prints what a command found.
 * @param how - whether stdout gets JSON, and where CSV goes; CSV on stdout takes the place of the text.
 * @throws ExcursaError (usage) for CSV of a command without tables.
 */
export async function printResult(
  { json, headline, text, tables = [] }: CommandResult,
  how: { readonly console: Console; readonly json: boolean; readonly csv?: string | undefined },
): Promise<void> {
  const { console, csv } = how;
  if (csv !== undefined) {
    if (tables.length === 0) {
      throw new ExcursaError({
        kind: 'usage',
        what: '--csv',
        expected: 'a command with tables',
        got: 'one without',
        remedy: '--json',
      });
    }
    await writeCsv(tables, csv, console);
  }
  if (how.json) console.print(JSON.stringify(json, null, 1));
  else if (csv !== '-') {
    const shown = tables.filter(({ folded }) => !folded);
    const parts = [
      ...(headline === undefined ? [] : [headline]),
      ...(shown.length > 0 ? [renderTexts(shown, console.width)] : []),
      ...(text === undefined ? [] : [text]),
    ];
    console.print(parts.join('\n\n'));
  }
}
