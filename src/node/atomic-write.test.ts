import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ExcursaError } from '../errors.ts';
import { ensureOutputFolder, writeFileAtomic } from './atomic-write.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'excursa-write-'));
  return () => rmSync(folder, { recursive: true });
});

/** A device that is always full; absent outside Linux. */
const fullDevice = '/dev/full';

describe('writeFileAtomic', () => {
  it('writes texts, bytes and pieces, and replaces what was there', async () => {
    const path = join(folder, 'a.bin');
    await writeFileAtomic(path, 'µ');
    expect([...readFileSync(path)]).toEqual([0xc2, 0xb5]);
    await writeFileAtomic(path, Uint8Array.of(1, 2));
    expect([...readFileSync(path)]).toEqual([1, 2]);
    await writeFileAtomic(path, [Uint8Array.of(3), new Uint8Array(0), Uint8Array.of(4, 5)]);
    expect([...readFileSync(path)]).toEqual([3, 4, 5]);
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  it('leaves the old file alone and nothing behind when the content fails half-way', async () => {
    const path = join(folder, 'a.bin');
    await writeFileAtomic(path, 'old');
    function* broken(): Iterable<Uint8Array> {
      yield new Uint8Array(1000);
      expect(readdirSync(folder)).toHaveLength(2);
      throw new TypeError('a defect');
    }
    // A defect stays a defect, it is no trouble with the disk.
    await expect(writeFileAtomic(path, broken())).rejects.toThrow(TypeError);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a.bin']);
  });

  it('keeps the failure of what it writes', async () => {
    function* refused(): Iterable<Uint8Array> {
      yield new Uint8Array(1);
      throw new ExcursaError({ kind: 'usage', what: 'volume', event: 'too large' });
    }
    await expect(writeFileAtomic(join(folder, 'a'), refused())).rejects.toThrow(/^volume: too large$/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('makes a folder that is missing', async () => {
    await writeFileAtomic(join(folder, 'none', 'below', 'a.tif'), 'x');
    expect(readFileSync(join(folder, 'none', 'below', 'a.tif'), 'utf8')).toBe('x');
  });

  const failures = (): [path: string, sentence: RegExp][] => [
    [join(folder, 'dir'), /got a folder of that name; try/],
    [join(folder, 'file', 'a.tif'), /got a file where a folder is needed; try/],
    [join(folder, 'x'.repeat(255)), /got a name that is too long; try/],
  ];
  it.each([
    ['a folder of that name', 0],
    ['a file as folder', 1],
    ['a long name', 2],
  ])('explains %s', async (_, which) => {
    mkdirSync(join(folder, 'dir'));
    writeFileSync(join(folder, 'file'), 'x');
    const [path, sentence] = failures()[which];
    const error: unknown = await writeFileAtomic(path, 'x').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ExcursaError);
    expect((error as ExcursaError).kind).toBe('resource');
    expect((error as ExcursaError).message).toMatch(sentence);
    expect(readdirSync(folder).sort()).toEqual(['dir', 'file']);
    expect(statSync(join(folder, 'dir')).isDirectory()).toBe(true);
  });

  it.skipIf(!existsSync(fullDevice))('explains errors of the system by their code', async () => {
    // The text of a full disk, from the device that is always full; the error passes through the writer like one of its
    // own.
    function* full(): Iterable<Uint8Array> {
      yield new Uint8Array(8);
      writeFileSync(fullDevice, 'x');
    }
    await expect(writeFileAtomic(join(folder, 'a'), full())).rejects.toThrow(/got a full disk; try freeing space/);
    expect(readdirSync(folder)).toEqual([]);
  });

  // A small file system of its own shows a disk that fills up for real; only an administrator can mount one.
  const mount = (): boolean => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  it('survives a disk that fills up', async ({ skip }) => {
    if (!mount()) skip('no right to mount a small file system');
    try {
      const path = join(folder, 'a.bin');
      await writeFileAtomic(path, 'old');
      await expect(writeFileAtomic(path, new Uint8Array(200_000))).rejects.toThrow(/got a full disk/);
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(folder)).toEqual(['a.bin']);
      execFileSync('mount', ['-o', 'remount,ro', folder]);
      await expect(writeFileAtomic(path, 'new')).rejects.toThrow(/got a read-only file system/);
      await expect(ensureOutputFolder(join(folder, 'new'))).rejects.toThrow(/got a read-only file system/);
    } finally {
      execFileSync('umount', [folder]);
    }
  });
});

describe('ensureOutputFolder', () => {
  it('makes folders and leaves them empty, more than once', async () => {
    const path = join(folder, 'a', 'b');
    await ensureOutputFolder(path);
    await ensureOutputFolder(path);
    expect(readdirSync(path)).toEqual([]);
  });

  it('refuses a file', async () => {
    writeFileSync(join(folder, 'file'), 'x');
    await expect(ensureOutputFolder(join(folder, 'file'))).rejects.toThrow(/got a file where a folder is needed/);
    await expect(ensureOutputFolder(join(folder, 'file', 'a'))).rejects.toThrow(/got a file where a folder is needed/);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('x');
  });

  it('that many tasks want at once is made once, and wanted by all', async () => {
    const wanted = join(folder, 'at', 'once');
    await Promise.all(Array.from({ length: 16 }, () => ensureOutputFolder(wanted)));
    expect(existsSync(wanted)).toBe(true);
  });
});
