import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type ByteSource, checkRange } from '../io/index.ts';

/** Largest piece that one read call takes: beyond 2 GiB the runtime's own calls fail. */
const block = 2 ** 30;

/**
 * A file on disk as a source of bytes. It is opened by the first read and closed by `close`.
 * Reads are synchronous: many small ones cost a tenth of what asynchronous ones do.
 * @param path - a file that exists.
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
  const { size } = statSync(path);
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
    close(): void {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
  return source;
}
