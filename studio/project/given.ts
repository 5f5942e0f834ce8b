/** Files that a user drops or chooses, folders with all that is in them. */
import type { GivenFile } from '../worker/jobs/index.ts';

const ofFile = (file: File, path = file.webkitRelativePath): GivenFile => ({ name: path || file.name, content: file });

/** Files that were chosen; those of a folder have their path in it as name. */
export const chosenFiles = (list: FileList | null): readonly GivenFile[] =>
  Array.from(list ?? [], (file) => ofFile(file));

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** The entries of a folder, which come in parts. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

async function filesOf(entry: FileSystemEntry): Promise<readonly GivenFile[]> {
  if (entry.isFile) return [ofFile(await fileOf(entry as FileSystemFileEntry), entry.fullPath.replace(/^\//, ''))];
  const inside = await entriesOf(entry as FileSystemDirectoryEntry);
  return (await Promise.all(inside.map(filesOf))).flat();
}

/** Files that were dropped; those of a folder have their path in it as name. */
export async function droppedFiles({ items, files }: DataTransfer): Promise<readonly GivenFile[]> {
  // Entries are to be asked for before anything is waited for.
  const entries = Array.from(items).flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  return entries.length > 0 ? (await Promise.all(entries.map(filesOf))).flat() : chosenFiles(files);
}
