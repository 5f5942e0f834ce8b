import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ArgumentKind, aPath, checkArguments, wrongArgument } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { pieceSequence } from '../io/index.ts';

const reasons: Record<string, string> = {
  ENOSPC: 'a full disk; try freeing space or another place',
  EDQUOT: 'an exhausted disk quota; try freeing space or another place',
  EACCES: 'no permission to write; try another place',
  EPERM: 'no permission to write; try another place',
  EROFS: 'a read-only file system; try another place',
  ENOENT: 'a folder in which no file can be made; try another place',
  ENOTDIR: 'a file where a folder is needed; try another place',
  EISDIR: 'a folder of that name; try another name',
  EEXIST: 'a file where a folder is needed; try another place',
  ENAMETOOLONG: 'a name that is too long; try a shorter one',
  EIO: 'a failing disk or network; try another place',
  EFBIG: 'a file too large for the file system; try another place',
};

/**
 * A refusal of the operating system as an error for the user; anything else, a defect for instance, stays what it is.
 */
export function explainWrite(path: string, error: unknown): unknown {
  const code = error instanceof ExcursaError ? undefined : (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error;
  const got = reasons[code] ?? `${code}; try another place`;
  return new ExcursaError(
    { kind: 'resource', what: path, expected: 'to be able to write it', got: got },
    { cause: error },
  );
}

/** Temporary files that are being written; a process that ends meanwhile takes them along. */
const unfinished = new Set<string>();

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}

const fileContent: ArgumentKind = (value, place) => {
  const wrong = typeof value === 'string' ? undefined : pieceSequence(value, place);
  return wrong && { ...wrong, expected: 'a text, a Uint8Array or a sequence of them' };
};

/**
 * Writes a file all or nothing: the bytes go to a temporary file beside it, which takes its name when they are safely
 * on disk. An old file of that name stays untouched until then, and nothing is left behind on failure, or by a process
 * that ends while it writes. A missing folder is made.
 * @throws ExcursaError (resource) when the disk is full, the folder not writable.
 * @example
 * import { writeFileAtomic } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * await writeFileAtomic(join(tmpdir(), 'excursa-atomic.txt'), 'whole or not at all');
 */
export async function writeFileAtomic(
  path: string,
  content: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  checkArguments('writeFileAtomic', { path, content }, { path: aPath, content: fileContent });
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`;
  const chunks =
    typeof content === 'string'
      ? [new TextEncoder().encode(content)]
      : content instanceof Uint8Array
        ? [content]
        : content;
  if (unfinished.size === 0) process.on('exit', removeUnfinished);
  unfinished.add(temporary);
  try {
    if (!existsSync(dirname(path))) await makeFolder(resolve(dirname(path)));
    // Made while nothing else runs: a call that waits could make it after the last removal of a process that ends.
    closeSync(openSync(temporary, 'wx'));
    const file = await open(temporary, 'r+');
    try {
      for await (const chunk of chunks) {
        if (!(chunk instanceof Uint8Array)) {
          throw wrongArgument('writeFileAtomic, content', 'Uint8Arrays', chunk, 'encodePhaseMap');
        }
        for (let done = 0; done < chunk.length; )
          done += (await file.write(chunk, done, chunk.length - done)).bytesWritten;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainWrite(path, error);
  } finally {
    unfinished.delete(temporary);
    if (unfinished.size === 0) process.off('exit', removeUnfinished);
  }
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where a file system answers "no such
 * file" for a new name.
 */
async function makeFolder(path: string): Promise<void> {
  const known = await stat(path).catch(() => undefined);
  if (known?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  try {
    await mkdir(path);
  } catch (error) {
    // Another task may have made it since.
    const made = await stat(path).catch(() => undefined);
    if (!made?.isDirectory()) throw error;
  }
}

/**
 * Proves before long work begins that files can be made in a folder, or in the nearest above it that exists. The rights
 * of a folder alone do not prove it: the system's own folders, /proc for instance, refuse an administrator too.
 * @throws ExcursaError (resource), with the path whose folder it is, when they cannot.
 */
export function checkFolderWritable(folder: string, path = folder): void {
  let above = resolve(folder);
  while (!existsSync(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) throw explainWrite(path, { code: 'ENOTDIR' });
  const probe = join(above, `.${randomBytes(4).toString('hex')}.part`);
  try {
    closeSync(openSync(probe, 'wx'));
  } catch (error) {
    throw explainWrite(path, error);
  } finally {
    rmSync(probe, { force: true });
  }
}

/**
 * Makes a folder and proves that files can be written there, before long work begins.
 * @throws ExcursaError (resource) when it cannot.
 */
export async function ensureOutputFolder(path: string): Promise<void> {
  const probe = join(path, `.${randomBytes(4).toString('hex')}.part`);
  try {
    await makeFolder(resolve(path));
    const file = await open(probe, 'wx');
    try {
      await file.write(new Uint8Array(4096));
    } finally {
      await file.close();
      await rm(probe, { force: true });
    }
  } catch (error) {
    throw explainWrite(path, error);
  }
}
