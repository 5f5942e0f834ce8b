import type { PhaseMap } from '../grid/index.ts';
import {
  decodeGrey,
  decodePhaseMaps,
  encodePhaseMap,
  type GreyImage,
  type ReadOptions,
  type Source,
  writableFormat,
} from '../io/index.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { byteFile, hashFile } from './byte-file.ts';

/** Hashes files one after the other, which also finds those that are missing. */
async function hashAll(paths: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of paths) sources.push(await hashFile(path));
  return sources;
}

/**
 * Reads segmented images and volumes from disk.
 * @param paths - TIFF, PNG or NPY files of one material.
 * @returns maps in the order of files and pages, all with the same phases, and the files' hashes.
 * @throws ExcursaError (input) for files that are missing, empty, damaged, no images or not segmented, for labels that
 * do not fit, and for volumes whose layers are an unknown distance apart; (usage) for labels that contradict each
 * other.
 * @example
 * import { createGrid, createPhaseMap, readPhaseMaps, writePhaseMap } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const path = join(tmpdir(), 'excursa-read.tif');
 * await writePhaseMap(path, createPhaseMap(createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases));
 * const { maps, sources } = await readPhaseMaps([path], { as: 'sections', labels: phases });
 * console.log(maps[0].phases[1].name, sources[0].sha256.length); // solid 64
 */
export async function readPhaseMaps(
  paths: readonly string[],
  options: ReadOptions,
): Promise<{ maps: PhaseMap[]; sources: Source[] }> {
  const sources = await hashAll(paths);
  return { maps: await decodePhaseMaps(paths.map(byteFile), options), sources };
}

/** Grey images of one material. */
export interface GreyImages {
  readonly images: readonly GreyImage[];
  readonly sources: readonly Source[];
}

/**
 * Reads grey images from disk.
 * @param paths - TIFF, PNG or NPY files. @param as - whether pages are images of their own or the layers of a volume.
 * @throws ExcursaError (input) for files that are missing, empty, damaged or no images.
 * @example
 * import { createGrid, createPhaseMap, readGrey, writePhaseMap } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const path = join(tmpdir(), 'excursa-grey.tif');
 * const phases = [{ name: 'dark', label: 20 }, { name: 'bright', label: 200 }];
 * await writePhaseMap(path, createPhaseMap(createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases));
 * const { images } = await readGrey([path], { as: 'sections' });
 * console.log(images[0].values[1]); // 200
 */
export async function readGrey(
  paths: readonly string[],
  options: Pick<ReadOptions, 'spacing' | 'as'>,
): Promise<GreyImages> {
  const sources = await hashAll(paths);
  return { images: await decodeGrey(paths.map(byteFile), options), sources };
}

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
