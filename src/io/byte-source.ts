import {
  aFunction,
  aText,
  checkArguments,
  isRecord,
  recordOf,
  valueWhere,
  wholeNumber,
  wrongArgument,
} from '../arguments.ts';
import { ExcursaError } from '../errors.ts';

/**
 * Bytes of a file, wherever it lies: on disk, in a browser's File, in memory, behind a server.
 * What is asked for comes whole or not at all.
 */
export interface ByteSource {
  /** Name for messages: a path, the name of a file, an address. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * Bytes from `offset` on - shape [length] - uint8, in memory of their own that the caller may change.
   * @throws ExcursaError (input) when the source ends before.
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The text of the file `NAME.json` beside it, where names and voxel size may stand that its format cannot hold. */
  companion?(): string | undefined;
  /** Files of a folder that is one image, an OME-Zarr store, by their paths in it; then there are no bytes. */
  readonly parts?: ReadonlyMap<string, ByteSource>;
  /** Releases what reading holds open; a later read opens it again. */
  close?(): void;
}

/** A file that went into a result. */
export interface Source {
  readonly path: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

/** What a Blob or File of the web platform offers. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): BlobLike;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Checks that a piece lies within a source, for those who write a source of their own.
 * @throws ExcursaError (input) when the source ends before.
 */
export function checkRange({ name, size }: Pick<ByteSource, 'name' | 'size'>, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) return;
  throw new ExcursaError({
    kind: 'input',
    what: name,
    expected: `a whole file of at least ${offset + length} bytes`,
    got: `${size}, so it is truncated or damaged`,
    remedy: 'copying or saving it again',
  });
}

/**
 * Bytes that one request to a Blob brings at least: headers and directories are many small pieces close to each other.
 */
const windowBytes = 2 ** 18;

function blobSource(blob: BlobLike, name: string): ByteSource {
  const { size } = blob;
  let held: { readonly start: number; readonly bytes: Uint8Array<ArrayBuffer> } | undefined;
  const source = {
    name,
    size,
    async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
      checkRange(source, offset, length);
      if (length >= windowBytes) return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      let window = held;
      if (!window || offset < window.start || offset + length > window.start + window.bytes.length) {
        const end = Math.min(size, offset + windowBytes);
        window = { start: offset, bytes: new Uint8Array(await blob.slice(offset, end).arrayBuffer()) };
        held = window;
      }
      return window.bytes.slice(offset - window.start, offset - window.start + length);
    },
    close(): void {
      held = undefined;
    },
  };
  return source;
}

/**
 * A folder that is one image as a source: an OME-Zarr store. @param name - of the folder, for messages.
 * @param parts - its files by their paths in it.
 */
export function folderSource(name: string, parts: ReadonlyMap<string, ByteSource>): ByteSource {
  const source = {
    ...{ name, parts, size: 0 },
    async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
      checkRange(source, offset, length);
      return new Uint8Array(0);
    },
    close(): void {
      for (const part of parts.values()) part.close?.();
    },
  };
  return source;
}

/** The text whose hash stands for a folder that is one image: a line of hash and path for each of its files. */
export const folderHashText = (files: readonly Pick<Source, 'path' | 'sha256'>[]): string =>
  files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');

/** Sources of bytes, as an argument. */
export const aByteSource = recordOf('a source of bytes', 'byteSource(bytes, name)', {
  ...{ name: aText, size: wholeNumber(0), read: aFunction },
});

const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer =>
  value instanceof Uint8Array || value instanceof ArrayBuffer;

const sourceArguments = {
  name: aText,
  content: valueWhere('a Uint8Array, an ArrayBuffer or a Blob', 'new Uint8Array(content)', (value) => {
    return (
      isBytes(value) || (isRecord(value) && [value.slice, value.arrayBuffer].every((own) => typeof own === 'function'))
    );
  }),
};

/**
 * A source of bytes in memory or of a browser's File or Blob.
 * @param content - the bytes of a whole file, or the Blob that holds them. @param name - for messages.
 * @example
 * import { byteSource, createGrid, createPhaseMap, decodePhaseMaps, encodePhaseMap, joinBytes } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases);
 * const file = new Blob([await joinBytes(encodePhaseMap(map, 'map.npy'))]);
 * const [read] = await decodePhaseMaps([byteSource(file, 'map.npy')], { as: 'sections' });
 * console.log(read.phases.map(({ label }) => label)); // [ 0, 1 ]
 */
export function byteSource(content: Uint8Array | ArrayBuffer | BlobLike, name: string): ByteSource {
  checkArguments('byteSource', { content, name }, sourceArguments);
  if (!isBytes(content)) return blobSource(content, name);
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content);
  const source = {
    name,
    size: bytes.length,
    async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
      checkRange(source, offset, length);
      // Copied into memory of its own: views of a larger or a shared buffer are no numbers from its start.
      return new Uint8Array(bytes.subarray(offset, offset + length));
    },
  };
  return source;
}

/** Sequences of pieces of a file, as an argument. */
export const pieceSequence = valueWhere('a sequence of Uint8Arrays', "encodePhaseMap(map, 'map.tif')", (value) => {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value);
});

/**
 * All pieces of a file as one array - shape [bytes] - uint8.
 * @example
 * import { createGrid, createPhaseMap, encodePhaseMap, joinBytes } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([2, 2]), Uint8Array.of(0, 1, 1, 0), phases);
 * const bytes = await joinBytes(encodePhaseMap(map, 'map.npy'));
 * console.log(bytes.length); // 132
 */
export async function joinBytes(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  checkArguments('joinBytes', { pieces }, { pieces: pieceSequence });
  const all: Uint8Array[] = [];
  for await (const piece of pieces) {
    if (!(piece instanceof Uint8Array))
      throw wrongArgument('joinBytes, pieces', 'Uint8Arrays', piece, 'encodePhaseMap');
    all.push(piece);
  }
  const out = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of all) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
