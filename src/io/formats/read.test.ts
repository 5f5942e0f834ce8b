import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { ExcursaError } from '../../errors.ts';
import { byteFile } from '../../node/index.ts';
import type { Format, RawStack } from './format.ts';
import { formats } from './index.ts';

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'excursa-read-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const byExtension = (file: string): Format =>
  Object.values<Format>(formats).find((f) => f.extensions.some((extension) => file.endsWith(extension)))!;
const read = (file: string, path = join(folder, file)) => byExtension(file).read!(byteFile(path));

// The patterns of fixtures/make-fixtures.py.
const [ny, nx] = [23, 37];
const pattern = (kinds: number, z: number, y: number, x: number): number =>
  (x * y + Math.floor((x * x + 3 * y * y) / 16) + z) % kinds;
const noise = (y: number, x: number): number =>
  Math.imul(Math.imul(x, 73856093) ^ Math.imul(y, 19349663), 2654435761) >>> 29;

/** Whether two files gave the same; quicker than comparing arrays entry by entry with a matcher. */
const sameStack = (a: RawStack, b: RawStack): boolean =>
  isDeepStrictEqual([a.shape, a.spacing, a.values], [b.shape, b.spacing, b.values]);

function expected(levels: readonly number[], pages: number): number[] {
  const out: number[] = [];
  for (let z = 0; z < pages; z++) {
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) out.push(levels[pattern(levels.length, z, y, x)]);
  }
  return out;
}

const u8 = [0, 127, 255];
const u16 = [0, 300, 65535];
const three = [0, 1, 2];
const two = [0, 1];

/** Files by the values that stand for the indices 0, 1, 2 and by their number of pages. */
const contents: readonly (readonly [levels: readonly number[], pages: number, files: string])[] = [
  [u8, 3, 'u8-none.tif u8-strips.tif u8-lzw.tif u8-lzw-predictor.tif u8-deflate.tif u8-packbits.tif u8-tiled.tif'],
  [u8, 3, 'u8-tiled-deflate.tif u8-big.tif u8-big-be-deflate.tif centimetres.tif screen-72-dpi.tif'],
  [u8, 3, 'screen-28-per-cm.tif imagej.tif imagej-micron.tif imagej-no-depth.tif imagej-pixels.tif ome.ome.tif'],
  [u8, 3, 'imagej-one-directory-u8.tif u1.npy u1-fortran.npy u1-version-2.npy'],
  [u8, 1, 'u8-pillow.tif rgb-grey.tif rgb-grey-planar.tif rgba-opaque.tif u1-2d.npy'],
  [u8, 1, 'grey8.png grey8-72-dpi.png grey8-sized.png grey8-interlaced.png rgb-grey.png alpha-opaque.png'],
  [u16, 3, 'u16-le.tif u16-be.tif u16-be-lzw-predictor.tif u32.tif imagej-one-directory-u16.tif u2-be.npy u4.npy'],
  [u16, 1, 'grey16.png u2-fortran-2d.npy'],
  [three, 3, 'i16.tif f32.tif f32-predictor.tif f32-be-predictor.tif i2.npy f4.npy'],
  [three, 1, 'f64.tif nibble.tif palette.tif grey2.png grey4.png palette8.png palette2.png i8-be.npy f8-be.npy'],
  [two, 1, 'bit-none.tif bit-deflate.tif bit-lzw.tif bit-packbits.tif bit-white.tif grey1.png'],
  [two, 3, 'bool.npy'],
  [u8, 3, 'zarr2-blosc.ome.zarr.zip zarr2-lz4.ome.zarr.zip zarr3-shards.ozx zarr3-bits.ozx'],
  [u16, 3, 'zarr2-be.ome.zarr.zip'],
  [u16, 1, 'zarr3-blosc.ozx'],
  // Numbers that are read as they stand; that they are no labels is found out later.
  [[-1, 0, 1], 3, 'i8-negative.tif i1-negative.npy zarr3-gzip.ozx'],
  [[0, 1, Number.NaN], 3, 'f32-nan.tif f4-nan.npy'],
  [[0, 1, Number.POSITIVE_INFINITY], 3, 'f4-infinite.npy'],
  [[0, 0.5, 1], 3, 'f32-fractions.tif'],
  [[0, 0.25, 1], 1, 'f8-fractions.npy'],
];

/** Files that are refused, with what the sentence must name. */
const refused: Record<string, RegExp> = {
  'u8-zstd.tif': /got compression Zstandard; try/,
  'bit-g4.tif': /got compression CCITT G4; try/,
  'rgba-holes.tif': /got an image with transparent pixels; try/,
  'imagej-channels.tif': /got 2 channels x 3 layers x 1 times; try/,
  'ome-channels.ome.tif': /got 2 channels x 3 layers x 1 times; try/,
  'mixed-sizes.tif': /got 37 x 23 u1 and 37 x 22 u1; try/,
  'alpha-holes.png': /got an image with transparent pixels; try/,
  'grey2-interlaced.png': /got an interlaced one of 2 bits; try/,
  'grey8-missing-rows.png': /got a truncated or damaged one; try/,
  'f2.npy': /got the type '<f2'; try/,
  'c8.npy': /got the type '<c8'; try/,
  'records.npy': /got the type \[\('a', '\|u1'\), \('b', '<f4'\)\]; try/,
  'u1-1d.npy': /got 1 axes; try/,
  'u1-4d.npy': /got 4 axes; try/,
  'zarr3-channels.ozx': /got 2 along the axis c; try/,
  'notes.ozx': /got a ZIP archive without one; try unpacking it/,
  'empty.npy': /got the shape \(3, 0, 37\); try/,
};

const table = contents.flatMap(([levels, pages, files]) =>
  files.split(' ').map((file) => [file, levels, pages] as const),
);
const coloured = ['rgb-colour.tif', 'rgb-colour.png'];
const others = [...coloured, 'noise-lzw.tif', 'noise-lzw-libtiff.tif', 'noise-packbits-be.tif', 'tall-be.tif'];

/** Files that differ in structure, for what takes many tries a file. */
const structures = [
  ...['u8-none.tif', 'u8-strips.tif', 'u8-lzw.tif', 'u8-deflate.tif', 'u8-packbits.tif', 'u8-tiled-deflate.tif'],
  ...['u8-big.tif', 'u8-big-be-deflate.tif', 'u16-be-lzw-predictor.tif', 'f32-be-predictor.tif', 'imagej.tif'],
  ...['imagej-one-directory-u8.tif', 'imagej-one-directory-u16.tif', 'ome.ome.tif', 'bit-lzw.tif', 'palette.tif'],
  ...['rgb-grey-planar.tif', 'grey8.png', 'grey2.png', 'grey16.png', 'palette2.png', 'alpha-opaque.png'],
  ...['u1.npy', 'u2-fortran-2d.npy', 'i8-be.npy', 'zarr2-blosc.ome.zarr.zip', 'zarr3-shards.ozx'],
];

describe('fixtures', () => {
  it('are all named here', () => {
    const named = [...table.map(([file]) => file), ...Object.keys(refused), ...others, 'make-fixtures.py'];
    expect(named.sort()).toEqual(readdirSync(folder).sort());
  });

  it.each(table)('%s: every pixel', async (file, levels, pages) => {
    const { shape, values } = await read(file);
    expect(shape).toEqual([pages, ny, nx]);
    expect(Array.from(values)).toEqual(expected(levels, pages));
  });

  it.each([
    ['noise-lzw.tif', 180],
    ['noise-lzw-libtiff.tif', 180],
    ['noise-packbits-be.tif', 120],
  ])('%s: noise, which fills the tables', async (file, size) => {
    const { shape, values } = await read(file);
    expect(shape).toEqual([1, size, size]);
    expect(Array.from(values)).toEqual(
      Array.from({ length: size * size }, (_, i) => noise(Math.floor(i / size), i % size)),
    );
  });

  it.each(coloured)('%s: colours of three bytes', async (file) => {
    const { values, colours } = await read(file);
    const grey = expected(u8, 1);
    // Green is the grey value of the pixel before, in the order of the file.
    const colour = grey.map((v, i) => v * 65536 + grey[(i + grey.length - 1) % grey.length] * 256 + v);
    expect(colours).toBe(true);
    expect(Array.from(values)).toEqual(colour);
  });

  it('tall-be.tif: 1200 strips', async () => {
    const { shape, values } = await read('tall-be.tif');
    expect(shape).toEqual([1, 1200, 3]);
    expect(Array.from(values)).toEqual(Array.from({ length: 3600 }, (_, i) => u8[(Math.floor(i / 3) + (i % 3)) % 3]));
  });

  it.each(Object.entries(refused))('%s: refused', async (file, sentence) => {
    const error: unknown = await read(file).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ExcursaError);
    expect((error as ExcursaError).message).toMatch(sentence);
    expect((error as ExcursaError).message).toContain(`${join(folder, file)}: expected`);
  });
});

describe('voxel sizes of files', () => {
  it.each([
    ['imagej.tif', [0.1, 0.05, 0.065], 'um'],
    ['imagej-micron.tif', [0.1, 0.05, 0.065], 'um'],
    ['imagej-one-directory-u16.tif', [0.1, 0.05, 0.065], 'um'],
    ['imagej-no-depth.tif', [undefined, 0.05, 0.065], 'um'],
    // z in micrometres, x and y in nanometres.
    ['ome.ome.tif', [100, 50, 65], 'nm'],
    ['centimetres.tif', [undefined, 0.065, 0.065], 'um'],
    ['zarr2-blosc.ome.zarr.zip', [0.1, 0.05, 0.065], 'um'],
    ['zarr3-shards.ozx', [0.1, 0.05, 0.065], 'um'],
    // Without a unit they are relative to the edge along x.
    ['zarr3-gzip.ozx', [0.1 / 0.065, 0.05 / 0.065, 1], 'voxel'],
    ['zarr3-blosc.ozx', [undefined, 0.05, 0.065], 'um'],
    // 15,384,615 and 20,000,000 pixels a metre: whole numbers are all that a PNG can say.
    ['grey8-sized.png', [undefined, 0.05, 1e6 / 15384615], 'um'],
  ])('%s', async (file, spacing, unit) => {
    const found = (await read(file)).spacing!;
    expect(found.unit).toBe(unit);
    found.spacing.forEach((size, axis) => {
      if (spacing[axis] === undefined) expect(size).toBeUndefined();
      // The writers of the fixtures round resolutions to fractions of 32-bit numbers, so that 1e-8 is what can be asked
      // of them.
      else expect(Math.abs(size! / spacing[axis] - 1)).toBeLessThan(1e-8);
    });
  });

  it.each([
    'imagej-pixels.tif',
    'screen-72-dpi.tif',
    'screen-28-per-cm.tif',
    'grey8-72-dpi.png',
    'u8-none.tif',
    'u1.npy',
  ])('%s has none', async (file) => {
    expect((await read(file)).spacing).toBeUndefined();
  });
});

describe('damaged files', () => {
  it.each(structures)('%s cut short is refused, or what is lost was no pixel', async (file) => {
    const bytes = readFileSync(join(folder, file));
    const full = await read(file);
    const path = join(scratch, `cut-${file}`);
    // The last 24 bytes one by one, and 24 places spread over the file.
    const lengths = Array.from({ length: 48 }, (_, k) =>
      k < 24 ? bytes.length - 1 - k : Math.floor((bytes.length * (k - 23)) / 26),
    );
    for (const length of lengths.filter((n) => n > 0)) {
      writeFileSync(path, bytes.subarray(0, length));
      const result: unknown = await read(file, path).catch((error: unknown) => error);
      if (result instanceof Error) {
        expect(result, `${length} of ${bytes.length} bytes: ${result.stack}`).toBeInstanceOf(ExcursaError);
        expect(result.message).toMatch(/: expected .*, got .*; try .+/);
      } else expect(sameStack(result as RawStack, full), `${length} of ${bytes.length} bytes`).toBe(true);
    }
  });

  it('uncompressed pages without their last byte are refused', async () => {
    for (const file of ['imagej-one-directory-u8.tif', 'imagej-one-directory-u16.tif', 'u1.npy', 'u2-be.npy']) {
      const path = join(scratch, file);
      writeFileSync(path, readFileSync(join(folder, file)).subarray(0, -1));
      await expect(read(file, path)).rejects.toThrow(/truncated or damaged; try copying or saving it again/);
    }
  });

  it('a strip that was never written is no image of zeros', async () => {
    const bytes = readFileSync(join(folder, 'u8-pillow.tif'));
    // Tag 279, the length of the only strip, set to zero: type LONG, count 1.
    const at = bytes.indexOf(Buffer.from([279 & 255, 279 >> 8, 4, 0, 1, 0, 0, 0]));
    expect(at).toBeGreaterThan(0);
    bytes.writeUInt32LE(0, at + 8);
    const path = join(scratch, 'unwritten.tif');
    writeFileSync(path, bytes);
    await expect(read('unwritten.tif', path)).rejects.toThrow(/a strip or tile that was never written/);
  });

  it('a PNG whose pixels changed is refused by its checksum', async () => {
    const bytes = readFileSync(join(folder, 'grey8.png'));
    const start = bytes.indexOf('IDAT') + 4;
    const length = bytes.readUInt32BE(start - 8);
    const path = join(scratch, 'changed.png');
    for (let at = start; at < start + length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      writeFileSync(path, changed);
      await expect(read('changed.png', path), `byte ${at}`).rejects.toThrow(/got a truncated or damaged one/);
    }
  });

  it('directories that lead back to themselves end', async () => {
    const bytes = readFileSync(join(folder, 'u8-pillow.tif'));
    const directory = bytes.readUInt32LE(4);
    bytes.writeUInt32LE(directory, directory + 2 + 12 * bytes.readUInt16LE(directory));
    const path = join(scratch, 'circle.tif');
    writeFileSync(path, bytes);
    await expect(read('circle.tif', path)).rejects.toThrow(/pages that lead back to themselves/);
  });
});

describe('files with wrong bytes', () => {
  // Any byte may be wrong; what follows is a result or a sentence, never another error, a crash or an endless loop.
  it.each(structures)('%s', async (file) => {
    const bytes = readFileSync(join(folder, file));
    const path = join(scratch, `wrong-${file}`);
    let state = 1;
    const next = (below: number): number => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let k = 0; k < 30; k++) {
      const wrong = Buffer.from(bytes);
      // Headers stand at the start, directories of a TIFF often at the end.
      const near = next(Math.min(300, bytes.length));
      wrong[[near, bytes.length - 1 - near, next(bytes.length)][k % 3]] = next(256);
      writeFileSync(path, wrong);
      const result = await read(file, path).catch((error: unknown) => error);
      if (result instanceof Error) expect(result, `try ${k}: ${result.stack}`).toBeInstanceOf(ExcursaError);
    }
  });
});
