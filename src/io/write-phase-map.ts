import { extname } from 'node:path';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { writeFileAtomic } from './atomic-write.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/index.ts';

/** Extensions that can be written. */
export const writableExtensions: readonly string[] = Object.values<Format>(formats).flatMap((f) =>
  f.write ? f.extensions : [],
);

/**
 * Checks a path before the work whose result goes there.
 * @throws ExcursaError (usage) when its extension names no format that can be written.
 */
export function checkWritable(path: string): void {
  if (writableExtensions.includes(extname(path).toLowerCase())) return;
  throw new ExcursaError(
    'usage',
    `${path}: expected a name that ends in ${writableExtensions.join(', ')}, got ${extname(path) || 'none'}; try twin.tif`,
  );
}

/**
 * Writes a phase map in the format of the path's extension: label values, masked voxels as 255.
 * @throws ExcursaError (usage) for unknown extensions and labels above 255, (resource) when the disk refuses.
 */
export async function writePhaseMap(path: string, map: PhaseMap): Promise<void> {
  checkWritable(path);
  const wide = map.phases.find((phase) => phase.label > 255);
  if (wide)
    throw new ExcursaError(
      'usage',
      `${path}: expected labels up to 255, got ${wide.label} for ${wide.name}; try other label values`,
    );
  const format = Object.values<Format>(formats).find((f) => f.extensions.includes(extname(path).toLowerCase()));
  await writeFileAtomic(path, format!.write!(map));
}
