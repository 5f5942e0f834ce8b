/** Files of folders that were dropped or chosen, as images. */
import { type ByteSource, byteSource, formats } from 'excursa';
import { type Format, folderSource, naturalOrder, rootOfStore } from '../../src/io/index.ts';
import type { GivenFile } from './jobs/index.ts';

const readable = Object.values<Format>(formats).flatMap(({ read, extensions }) => (read ? extensions : []));
const isReadable = ({ name }: GivenFile): boolean => readable.some((own) => name.toLowerCase().endsWith(own));

/**
 * What was chosen as images: a folder that is an OME-Zarr store is one of them; of other folders the images in them are
 * taken, in natural order. What was chosen by itself is kept, also where it is no image, so that this is said.
 * @param files - whose names are paths with slashes where they come from a folder.
 */
export function imagesOf(files: readonly GivenFile[]): readonly GivenFile[] {
  let rest = files;
  const stores: GivenFile[] = [];
  for (;;) {
    const root = rootOfStore(rest.map(({ name }) => name));
    // A single file of metadata is no store.
    if (!root) break;
    const parts = rest.flatMap((file) =>
      file.name.startsWith(root) ? [{ ...file, name: file.name.slice(root.length) }] : [],
    );
    parts.sort((a, b) => (a.name < b.name ? -1 : 1));
    stores.push({ name: root.split('/').at(-2)!, content: new Blob([]), parts });
    rest = rest.filter(({ name }) => !name.startsWith(root));
  }
  const inFolders = rest.filter(({ name }) => name.includes('/'));
  const images = inFolders.filter(isReadable).sort((a, b) => naturalOrder(a.name, b.name));
  const alone = rest.filter(({ name }) => !name.includes('/'));
  const found = [...alone, ...images].map((file) => ({ ...file, name: file.name.split('/').at(-1)! }));
  return found.length + stores.length > 0 ? [...found, ...stores] : inFolders.slice(0, 1);
}

/** A file, or a folder that is one image, as a source of bytes. */
export const sourceOf = ({ name, content, parts }: GivenFile): ByteSource =>
  parts ? folderSource(name, new Map(parts.map((part) => [part.name, sourceOf(part)]))) : byteSource(content, name);
