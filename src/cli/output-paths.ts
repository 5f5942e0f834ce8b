import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ExcursaError } from '../errors.ts';
import { type CommandRecord, groups } from './command.ts';

/** A path without links, so that two names of one file are the same. */
const placeOf = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));

/**
 * Refuses files to write that would take the place of an input, or whose folder is missing, before any work is done.
 * @param operands - words that are no flags. @param values - options by name.
 * @throws ExcursaError (usage) for an input, (resource) for a missing folder.
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
    if (group !== groups.output || value?.path !== 'file') continue;
    const path = values[name] as string;
    if (taken.has(placeOf(path))) {
      throw new ExcursaError({
        kind: 'usage',
        what: { setting: name },
        expected: 'another file than the input',
        got: path,
        remedy: 'another name',
      });
    }
    if (existsSync(dirname(resolve(path)))) continue;
    throw new ExcursaError({
      kind: 'resource',
      what: path,
      expected: 'an existing folder',
      got: 'none',
      remedy: 'creating it first',
    });
  }
}
