import type { PhaseMap } from '../grid/index.ts';
import { encodePhaseMap, writableFormat } from '../io/index.ts';
import { writeFileAtomic } from './atomic-write.ts';

/**
 * Checks a path before the work whose result goes there.
 * @throws ExcursaError (usage) when its extension names no format that can be written.
 */
export function checkWritable(path: string): void {
  writableFormat(path);
}

/**
 * Writes a phase map in the format of the path's extension: label values, masked voxels as 255.
 * @throws ExcursaError (usage) for unknown extensions, labels above 255, and a phase labelled 255 beside masked voxels;
 * (resource) when the disk refuses.
 */
export async function writePhaseMap(path: string, map: PhaseMap): Promise<void> {
  await writeFileAtomic(path, encodePhaseMap(map, path));
}
