import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { aPath, checkArguments } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { type ByteSource, checkRange, type Source } from '../io/index.ts';

/** Largest piece that one read call takes: beyond 2 GiB the runtime's own calls fail. */
const block = 2 ** 30;

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'a folder',
};

/** Refuses a file that cannot be read. @throws ExcursaError (input) always. */
function failFile(path: string, got: string, remedy = 'checking the path'): never {
  throw new ExcursaError({
    kind: 'input',
    what: path,
    expected: 'a readable file',
    ...{ got, remedy },
  });
}

/** What the operating system found instead of a file. */
function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'an error';
  return reasons[code] ?? code;
}

/** Length of a file in bytes. @throws ExcursaError (input) where there is none. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    return failFile(path, reasonOf(error));
  }
}

/**
 * A file on disk as a source of bytes. It is opened by the first read and closed by `close`.
 * Reads are synchronous: many small ones cost a tenth of what asynchronous ones do.
 * @param path - a file that exists. @throws ExcursaError (input) when it does not.
 * @example
 * import { byteFile, writeFileAtomic } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const path = join(tmpdir(), 'excursa-byte-file.txt');
 * await writeFileAtomic(path, 'twelve bytes');
 * const source = byteFile(path);
 * console.log(source.size, new TextDecoder().decode(await source.read(7, 5))); // 12 bytes
 * source.close();
 */
export function byteFile(path: string): ByteSource {
  checkArguments('byteFile', { path }, { path: aPath });
  const size = sizeOf(path);
  let descriptor: number | undefined;
  const source = {
    name: path,
    size,
    async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
      checkRange(source, offset, length);
      descriptor ??= openSync(path, 'r');
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const got = readSync(descriptor, bytes, done, Math.min(block, length - done), offset + done);
        // The file has become shorter since it was measured.
        if (got === 0) checkRange({ name: path, size: offset + done }, offset, length);
        done += got;
      }
      return bytes;
    },
    companion(): string | undefined {
      try {
        return readFileSync(`${path}.json`, 'utf8');
      } catch {
        return undefined;
      }
    },
    close(): void {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
  return source;
}

/**
 * Hashes a file in blocks.
 * @throws ExcursaError (input) when it is missing, empty, a folder, or cannot be read.
 * @example
 * import { hashFile, writeFileAtomic } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const path = join(tmpdir(), 'excursa-hash-file.txt');
 * await writeFileAtomic(path, 'abc');
 * const { sha256, bytes } = await hashFile(path);
 * console.log(sha256.slice(0, 8), bytes); // ba7816bf 3
 */
export async function hashFile(path: string): Promise<Source> {
  checkArguments('hashFile', { path }, { path: aPath });
  const fail = (got: string, remedy?: string): never => failFile(path, got, remedy);
  try {
    // Before opening, because opening a pipe would wait for someone to write into it.
    const info = await stat(path);
    if (info.isDirectory()) return fail('a folder');
    if (!info.isFile()) return fail('a pipe or device');
    if (info.size === 0) return fail('an empty file of 0 bytes', 'copying or saving it again');
    const file = await open(path, 'r');
    try {
      const hash = createHash('sha256');
      const block = new Uint8Array(1 << 22);
      for (;;) {
        const { bytesRead } = await file.read(block, 0, block.length);
        if (bytesRead === 0) break;
        hash.update(block.subarray(0, bytesRead));
      }
      return { path, sha256: hash.digest('hex'), bytes: info.size };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ExcursaError) throw error;
    return fail(reasonOf(error));
  }
}
