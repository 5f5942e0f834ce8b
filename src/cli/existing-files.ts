import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { ExcursaError } from '../errors.ts';

/** Files that are read to see whether excursa wrote them, bytes at most: a report has a few MB. */
const mostBytes = 2 ** 24;

/** First columns of the tables that commands write; several tables in one file begin with the title of the first. */
const firstColumns = [
  ...['phase', 'phase(s)', 'quantity', 'class', 'file', 'label', 'name', 'property', 'parameter', 'field', 'feature'],
  ...['samples', 'order', 'frequency', 'distribution', 'verdict', 'axis', 'direction', 'start', 'combination'],
  'points',
];

/** What files of text have that excursa wrote, by extension. */
const marks: Readonly<Record<string, (text: string) => boolean>> = {
  '.html': (text) => text.includes('Excursa'),
  '.htm': (text) => text.includes('Excursa'),
  // Parameters of an electrode have the name of their standard.
  '.json': (text) => /excursa|"BPX"/.test(text),
  '.csv': isOwnTable,
};

/** Whether a text is a table of excursa: lines end as it ends them, and the first column is one of its own. */
function isOwnTable(text: string): boolean {
  const [first, second] = text.split('\r\n', 2);
  if (second === undefined) return false;
  const columns = first.startsWith('# ') ? second : first;
  return firstColumns.includes(columns.split(/[,[]/, 1)[0].replaceAll('"', '').trim());
}

/** Whether excursa wrote a file: its manifest is beside it, or its text shows it. Empty files are nobody's. */
function isOwn(path: string, manifest: string): boolean {
  const { size } = statSync(path);
  if (size === 0 || existsSync(manifest)) return true;
  const shows = marks[extname(path).toLowerCase()];
  return shows !== undefined && size <= mostBytes && shows(readFileSync(path, 'utf8'));
}

/**
 * Refuses to replace a file that excursa did not write, before any work.
 * @param force - whether any file may be replaced. @param manifest - file that stands beside one of excursa's own.
 * @throws ExcursaError (usage) for such a file.
 */
export function checkReplaced(path: string, force: boolean, manifest = `${path}.manifest.json`): void {
  if (force || !existsSync(path) || !statSync(path).isFile() || isOwn(path, manifest)) return;
  throw new ExcursaError({
    kind: 'usage',
    what: path,
    expected: 'a new file, or one that excursa wrote',
    got: 'a file of another origin',
    remedy: ['another name, or ', { setting: 'force' }, ' to replace it'],
  });
}

/** Whether a command may replace any file. */
export const isForced = (options: object): boolean => 'force' in options && options.force === true;
