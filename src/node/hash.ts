import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { ExcursaError } from '../errors.ts';
import type { Source } from '../io/index.ts';

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'a folder',
};

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
  const fail = (got: string): never => {
    throw new ExcursaError('input', `${path}: expected a readable file, got ${got}; try checking the path`);
  };
  try {
    // Before opening, because opening a pipe would wait for someone to write into it.
    const info = await stat(path);
    if (info.isDirectory()) return fail('a folder');
    if (!info.isFile()) return fail('a pipe or device');
    if (info.size === 0) return fail('an empty file of 0 bytes');
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
    const code = (error as NodeJS.ErrnoException).code ?? 'an error';
    return fail(reasons[code] ?? code);
  }
}
