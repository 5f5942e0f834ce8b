import { extname } from 'node:path';
import { ExcursaError } from '../errors.ts';
import { masked, type PhaseMap } from '../grid/index.ts';
import { writeFileAtomic } from './atomic-write.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/index.ts';

const writable = Object.values<Format>(formats).filter((format) => format.write);

/** Extensions that can be written. */
export const writableExtensions: readonly string[] = writable.flatMap((format) => format.extensions);

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
 * @throws ExcursaError (usage) for unknown extensions, labels above 255, and a phase labelled 255 beside masked voxels; (resource) when the
 * disk refuses.
 */
export async function writePhaseMap(path: string, map: PhaseMap): Promise<void> {
  checkWritable(path);
  const wide = map.phases.find((phase) => phase.label > 255);
  if (wide)
    throw new ExcursaError(
      'usage',
      `${path}: expected labels up to 255, got ${wide.label} for ${wide.name}; try other label values`,
    );
  const confused = map.phases.find((phase) => phase.label === masked);
  if (confused && map.data.includes(masked)) {
    throw new ExcursaError(
      'usage',
      `${path}: expected labels below 255, which stands for masked voxels, got 255 for ${confused.name}; try another label value`,
    );
  }
  const format = writable.find((f) => f.extensions.includes(extname(path).toLowerCase()));
  await writeFileAtomic(path, format!.write!(map));
}
