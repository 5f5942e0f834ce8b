import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { aPath, checkArguments, listOf } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { aPhaseMap, type PhaseMap } from '../grid/index.ts';
import {
  companionText,
  decodeGrey,
  decodePhaseMaps,
  encodePhaseMap,
  type Format,
  formats,
  type GreyImage,
  naturalOrder,
  type ReadOptions,
  readOptions,
  type Source,
  writableFormat,
} from '../io/index.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { byteFile, hashFile } from './byte-file.ts';

/**
 * Folders as the images in them, in natural order; other paths as they are.
 * @throws ExcursaError (input) for a folder without images.
 */
function filesOf(paths: readonly string[]): string[] {
  const readable = Object.values<Format>(formats).flatMap(({ read, extensions }) => (read ? extensions : []));
  return paths.flatMap((path) => {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => readable.includes(extname(name).toLowerCase()));
    if (names.length > 0) return names.sort(naturalOrder).map((name) => join(path, name));
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `a folder with ${readable.join(', ')} files`,
      got: 'none of them',
      remedy: 'another folder',
    });
  });
}

const readArguments = { paths: listOf('a list of at least one file', "['slice.tif']", aPath, 1), options: readOptions };

/** Hashes files one after the other, which also finds those that are missing. */
async function hashAll(paths: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of paths) sources.push(await hashFile(path));
  return sources;
}

/**
 * Reads segmented images and volumes from disk.
 * @param paths - TIFF, PNG, BMP or NPY files of one material, or folders of them.
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
  options: ReadOptions = {},
): Promise<{ maps: PhaseMap[]; sources: Source[] }> {
  checkArguments('readPhaseMaps', { paths, options }, readArguments);
  const files = filesOf(paths);
  const sources = await hashAll(files);
  return { maps: await decodePhaseMaps(files.map(byteFile), options), sources };
}

/** Grey images of one material. */
export interface GreyImages {
  readonly images: readonly GreyImage[];
  readonly sources: readonly Source[];
}

/**
 * Reads grey images from disk.
 * @param paths - image files or folders of them. @param options - how pages are understood, and which part is read.
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
  options: Parameters<typeof decodeGrey>[1] = {},
): Promise<GreyImages> {
  checkArguments('readGrey', { paths, options }, readArguments);
  const files = filesOf(paths);
  const sources = await hashAll(files);
  return { images: await decodeGrey(files.map(byteFile), options), sources };
}

/**
 * Checks a path before the work whose result goes there.
 * @throws ExcursaError (usage) when its extension names no format that can be written.
 */
export function checkWritable(path: string): void {
  writableFormat(path);
}

/**
 * Writes a phase map in the format of the path's extension: label values, masked voxels as 255. A format that holds
 * neither names nor a voxel size gets a file `PATH.json` beside it.
 * @throws ExcursaError (usage) for unknown extensions, and a phase that has the label of masked voxels; (resource) when
 * the disk refuses.
 * @example
 * import { createGrid, createPhaseMap, writePhaseMap } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases);
 * await writePhaseMap(join(tmpdir(), 'excursa-map.tif'), map);
 */
export async function writePhaseMap(path: string, map: PhaseMap): Promise<void> {
  checkArguments('writePhaseMap', { path, map }, { path: aPath, map: aPhaseMap });
  const { needsCompanion }: Format = formats[writableFormat(path) as keyof typeof formats];
  await writeFileAtomic(path, encodePhaseMap(map, path));
  if (needsCompanion) await writeFileAtomic(`${path}.json`, companionText(map));
}
