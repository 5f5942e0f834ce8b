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
 * @example
 * import { createGrid, createPhaseMap, writePhaseMap } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases);
 * await writePhaseMap(join(tmpdir(), 'excursa-map.tif'), map);
 */
export async function writePhaseMap(path: string, map: PhaseMap): Promise<void> {
  await writeFileAtomic(path, encodePhaseMap(map, path));
}
