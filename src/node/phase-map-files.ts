import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { aPath, checkArguments, listOf } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { aPhaseMap, type PhaseMap } from '../grid/index.ts';
import {
  type ByteSource,
  companionText,
  decodeGrey,
  decodePhaseMaps,
  encodePhaseMap,
  type Format,
  folderHashText,
  folderSource,
  formats,
  type GreyImage,
  naturalOrder,
  type ReadOptions,
  readOptions,
  rootOfStore,
  type Source,
  writableFormat,
} from '../io/index.ts';
import { checkFolderWritable, explainWrite, writeFileAtomic } from './atomic-write.ts';
import { byteFile, hashFile } from './byte-file.ts';

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Whether a folder is one image: an OME-Zarr store. */
const isStore = (path: string): boolean => isFolder(path) && rootOfStore(readdirSync(path)) === '';

/** The files of a folder that is one image, in the order of their paths, with slashes between names. */
const filesIn = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();

/** A file, or a folder that is one image, as a source of bytes. */
const sourceOf = (path: string): ByteSource =>
  isFolder(path)
    ? folderSource(path, new Map(filesIn(path).map((name) => [name, byteFile(join(path, name))])))
    : byteFile(path);

/**
 * Folders as the images in them, in natural order; other paths, and folders that are one image, as they are.
 * @throws ExcursaError (input) for a folder without images.
 */
function filesOf(paths: readonly string[]): string[] {
  const readable = Object.values<Format>(formats).flatMap(({ read, extensions }) => (read ? extensions : []));
  return paths.flatMap((path) => {
    if (!isFolder(path) || isStore(path)) return [path];
    const isReadable = (name: string): boolean => readable.some((extension) => name.toLowerCase().endsWith(extension));
    const names = readdirSync(path).filter(isReadable);
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

/** Hashes a folder that is one image: the hash of the list of its files' hashes, as sha256sum prints it. */
async function hashFolder(path: string): Promise<Source> {
  const files: Source[] = [];
  for (const name of filesIn(path)) files.push({ ...(await hashFile(join(path, name))), path: name });
  const sha256 = createHash('sha256').update(folderHashText(files)).digest('hex');
  return { path, sha256, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Hashes files one after the other, which also finds those that are missing. */
async function hashAll(paths: readonly string[]): Promise<Source[]> {
  const sources: Source[] = [];
  for (const path of paths) sources.push(isFolder(path) ? await hashFolder(path) : await hashFile(path));
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
 * import { join, relative, sep } from 'node:path';
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
  return { maps: await decodePhaseMaps(files.map(sourceOf), options), sources };
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
 * import { join, relative, sep } from 'node:path';
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
  return { images: await decodeGrey(files.map(sourceOf), options), sources };
}

/**
 * Checks a path before the work whose result goes there.
 * @throws ExcursaError (usage) when its extension names no format that can be written, (resource) where a folder has
 * that name, or the folder that it lies in, or the first one above that exists, may not be written.
 */
export function checkWritable(path: string): void {
  writableFormat(path);
  checkFolderWritable(dirname(resolve(path)), path);
  if (isFolder(path)) throw explainWrite(path, { code: 'EISDIR' });
}

/**
 * Writes a phase map in the format of the path's extension: label values, masked voxels as 255. A format that holds
 * neither names nor a voxel size gets a file `PATH.json` beside it.
 * @throws ExcursaError (usage) for unknown extensions, and a phase that has the label of masked voxels; (resource) when
 * the disk refuses.
 * @example
 * import { createGrid, createPhaseMap, writePhaseMap } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join, relative, sep } from 'node:path';
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
