import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ExcursaError } from '../errors.ts';
import { checkFolderWritable } from '../node/index.ts';
import { type CommandRecord, groups } from './command.ts';
import { checkReplaced } from './existing-files.ts';

/** A path without links, so that two names of one file are the same. */
const placeOf = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));

/**
 * Refuses files to write that would take the place of an input or of a file of another origin, or whose folder cannot
 * be written to, before any work is done. A missing folder is made when the file is written.
 * @param operands - words that are no flags. @param values - options by name.
 * @throws ExcursaError (usage) for an input, (resource) for such a folder.
 */
export function checkOutputPaths(
  record: CommandRecord,
  operands: readonly string[],
  values: Readonly<Record<string, unknown>>,
): void {
  const options = Object.entries(record.options).filter(([name, { value }]) => value?.path && values[name]);
  const inputs = options
    .filter(([, { group }]) => group === groups.input)
    .flatMap(([name]) => values[name] as string[]);
  const words = record.arguments.some(({ path }) => path === 'file') ? operands : [];
  const taken = new Set([...words, ...inputs].map(placeOf));
  for (const [name, { group, value }] of options) {
    if (group !== groups.output) continue;
    const path = values[name] as string;
    const isFolder = value?.path === 'folder' || (name === 'csv' && !path.toLowerCase().endsWith('.csv'));
    if (name === 'csv' && path === '-') continue;
    if (isFolder) {
      checkFolderWritable(path);
      continue;
    }
    if (existsSync(path) && statSync(path).isDirectory()) {
      throw new ExcursaError({
        kind: 'resource',
        what: path,
        expected: 'the name of a file',
        got: 'a folder',
        remedy: 'another name',
      });
    }
    if (taken.has(placeOf(path))) {
      throw new ExcursaError({
        kind: 'usage',
        what: { setting: name },
        expected: 'another file than the input',
        got: path,
        remedy: 'another name',
      });
    }
    checkFolderWritable(dirname(resolve(path)), path);
    checkReplaced(path, values.force === true);
  }
}
