import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ExcursaError } from '../../errors.ts';

/** Largest piece that one read call takes: beyond 2 GiB the runtime's own calls fail. */
const block = 2 ** 30;

/** A file open for reading at any place. What is asked for comes whole or not at all. */
export class ByteFile {
  readonly path: string;
  /** Length of the file in bytes. */
  readonly size: number;
  readonly #descriptor: number;

  /** @param path - a file that exists. Close it when done. */
  constructor(path: string) {
    this.path = path;
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  /**
   * Bytes from `offset` on - shape [length] - uint8, in memory of their own.
   * @throws ExcursaError (input) when the file ends before.
   */
  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (!(offset >= 0 && length >= 0 && offset + length <= this.size)) this.#failTruncated(offset + length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const got = readSync(this.#descriptor, bytes, done, Math.min(block, length - done), offset + done);
      if (got === 0) this.#failTruncated(offset + length);
      done += got;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #failTruncated(needed: number): never {
    throw new ExcursaError(
      'input',
      `${this.path}: expected a whole file of at least ${needed} bytes, got ${this.size}, so it is truncated or damaged; try copying or saving it again`,
    );
  }
}
