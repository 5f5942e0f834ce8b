import { open, stat } from 'node:fs/promises';
import { fromFile } from 'geotiff';
import { ExcursaError } from '../../errors.ts';
import type { Triple } from '../../grid/index.ts';
import type { RawStack, Spacing } from './format.ts';

type Tiff = Awaited<ReturnType<typeof fromFile>>;
type Page = Awaited<ReturnType<Tiff['getImage']>>;

/** Resolutions that programs write when they know nothing: screens and printers, dots per inch. */
const meaninglessDpi = [0, 1, 72, 75, 90, 96, 100, 150, 200, 300, 600];

const micrometres: Record<string, string> = {
  um: 'um',
  µm: 'um',
  μm: 'um',
  micron: 'um',
  microns: 'um',
  '\\u00B5m': 'um',
};

/** A unit's usual short name; undefined for pixels, inches and what is not a length here. */
function unitName(text: string | undefined): string | undefined {
  if (!text) return undefined;
  const unit = micrometres[text] ?? text;
  return ['nm', 'um', 'mm', 'cm', 'm'].includes(unit) ? unit : undefined;
}

async function tag(page: Page, name: string): Promise<unknown> {
  const directory = page.fileDirectory as unknown as {
    hasTag: (tag: string) => boolean;
    loadValue: (tag: string) => Promise<unknown>;
  };
  return directory.hasTag(name) ? directory.loadValue(name) : undefined;
}

const rational = (value: unknown): number => {
  const parts = value as ArrayLike<number>;
  return parts[0] / parts[1];
};

/** Voxel size by OME-XML, ImageJ's description or a resolution in centimetres; undefined where none is physical. */
async function readSpacing(page: Page, description: string): Promise<Spacing | undefined> {
  if (description.includes('<OME')) {
    const attribute = (key: string): string | undefined => new RegExp(`\\b${key}="([^"]*)"`).exec(description)?.[1];
    const [x, y, z] = ['X', 'Y', 'Z'].map((axis) => Number(attribute(`PhysicalSize${axis}`)));
    const unit = unitName(attribute('PhysicalSizeXUnit') ?? 'um');
    return x > 0 && unit ? { spacing: [z > 0 ? z : x, y > 0 ? y : x, x], unit } : undefined;
  }
  const [rx, ry] = [await tag(page, 'XResolution'), await tag(page, 'YResolution')];
  if (!rx || !ry) return undefined;
  const [dx, dy] = [1 / rational(rx), 1 / rational(ry)];
  if (!Number.isFinite(dx) || !Number.isFinite(dy) || dx <= 0 || dy <= 0) return undefined;
  if (description.startsWith('ImageJ=')) {
    const entry = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, 'm').exec(description)?.[1].trim();
    const unit = unitName(entry('unit'));
    const dz = Number(entry('spacing'));
    return unit ? { spacing: [dz > 0 ? dz : dx, dy, dx], unit } : undefined;
  }
  const resolutionUnit = await tag(page, 'ResolutionUnit');
  if (resolutionUnit === 3) return { spacing: [dx * 1e4, dy * 1e4, dx * 1e4], unit: 'um' };
  if (resolutionUnit === 2 && !meaninglessDpi.includes(Math.round(1 / dx))) {
    return { spacing: [dx * 25400, dy * 25400, dx * 25400], unit: 'um' };
  }
  return undefined;
}

/** Reads bytes of the file; a read past the end is an error, not zeros. */
async function readBytes(path: string, offset: number, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    if (bytesRead < length) throw new Error('end of file');
    return bytes;
  } finally {
    await file.close();
  }
}

/** The lengths and offsets of a page's strips or tiles. */
async function segments(page: Page): Promise<{ offsets: number[]; counts: number[] }> {
  const tiled = page.isTiled;
  const list = async (name: string): Promise<number[]> => {
    const value = await tag(page, name);
    return value === undefined
      ? []
      : Array.from(typeof value === 'number' ? [value] : (value as ArrayLike<number>), Number);
  };
  return {
    offsets: await list(tiled ? 'TileOffsets' : 'StripOffsets'),
    counts: await list(tiled ? 'TileByteCounts' : 'StripByteCounts'),
  };
}

/** One-bit pages, which the library does not decode: uncompressed strips, rows padded to bytes, the stored bits. */
async function readBits(path: string, page: Page): Promise<Uint8Array> {
  const compression = (await tag(page, 'Compression')) ?? 1;
  if (compression !== 1 || page.isTiled) {
    throw new ExcursaError(
      'input',
      `${path}: expected a 1-bit TIFF in uncompressed strips, got another kind; try saving it as 8-bit`,
    );
  }
  const [width, height] = [page.getWidth(), page.getHeight()];
  const { offsets, counts } = await segments(page);
  const rowBytes = Math.ceil(width / 8);
  const packed = new Uint8Array(rowBytes * height);
  let position = 0;
  for (let s = 0; s < offsets.length; s++) {
    packed.set((await readBytes(path, offsets[s], counts[s])).subarray(0, packed.length - position), position);
    position += counts[s];
  }
  const out = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) out[i] = (packed[y * rowBytes + (x >> 3)] >> (7 - (x & 7))) & 1;
  }
  return out;
}

/** Values of a page, one number a pixel; three equal channels count as one. */
async function readPage(path: string, page: Page): Promise<ArrayLike<number>> {
  const bits = (await tag(page, 'BitsPerSample')) as ArrayLike<number> | number | undefined;
  const depth = bits === undefined ? 1 : typeof bits === 'number' ? bits : bits[0];
  if (depth === 1) return readBits(path, page);
  const samples = page.getSamplesPerPixel();
  const raster = (await page.readRasters({ interleave: true })) as unknown as ArrayLike<number>;
  if (samples === 1) return raster;
  const pixels = page.getWidth() * page.getHeight();
  const grey = (raster as Uint8Array).slice(0, pixels);
  for (let i = 0; i < pixels; i++) {
    const first = raster[i * samples];
    if (samples >= 3 && (raster[i * samples + 1] !== first || raster[i * samples + 2] !== first)) {
      throw new ExcursaError(
        'input',
        `${path}: expected one label a pixel, got a colour image with ${samples} channels; try segmenting it first and saving the labels as 8-bit grey`,
      );
    }
    grey[i] = first;
  }
  return grey;
}

/** ImageJ's stacks above 4 GiB have one directory for all pages, which follow each other uncompressed. */
async function readImageJStack(path: string, page: Page, pages: number): Promise<ArrayLike<number> | undefined> {
  const { offsets } = await segments(page);
  const depth = Number(((await tag(page, 'BitsPerSample')) as ArrayLike<number>)[0] ?? 8);
  const bytes = page.getWidth() * page.getHeight() * pages * (depth / 8);
  if (depth !== 8 || (await stat(path)).size < offsets[0] + bytes) return undefined;
  return readBytes(path, offsets[0], bytes);
}

/**
 * Reads a TIFF: any number of pages of one size; strips or tiles; 1, 8, 16 or 32 bits; uncompressed, LZW, deflate or PackBits. Palette
 * images give their indices. The voxel size comes from OME-XML, ImageJ's tags, or a resolution that is no mere screen or printer default.
 * @throws ExcursaError (input) for damaged files, colour images, and pages of different sizes.
 */
export async function readTiff(path: string): Promise<RawStack> {
  let tiff: Tiff | undefined;
  try {
    tiff = await fromFile(path);
    const first = await tiff.getImage(0);
    const [height, width] = [first.getHeight(), first.getWidth()];
    const description = String((await tag(first, 'ImageDescription')) ?? '');
    const spacing = await readSpacing(first, description);
    const declared = Number(/^ImageJ=[\s\S]*^images=(\d+)/m.exec(description)?.[1] ?? 1);
    let pages = await tiff.getImageCount();
    const { size } = await stat(path);
    let values: ArrayLike<number> | undefined;
    if (pages === 1 && declared > 1) {
      values = await readImageJStack(path, first, declared);
      if (values) pages = declared;
    }
    if (!values) {
      const collected: number[][] | Uint8Array[] = [];
      for (let p = 0; p < pages; p++) {
        const page = p === 0 ? first : await tiff.getImage(p);
        if (page.getHeight() !== height || page.getWidth() !== width) {
          throw new ExcursaError(
            'input',
            `${path}: expected pages of one size, got ${width} x ${height} and ${page.getWidth()} x ${page.getHeight()}; try one file for each size`,
          );
        }
        const { offsets, counts } = await segments(page);
        // The library fills what lies beyond the end of the file with zeros; a truncated image must not pass for a black one.
        if (offsets.some((offset, s) => offset + counts[s] > size)) throw new Error('truncated');
        (collected as unknown[]).push(await readPage(path, page));
      }
      values = pages === 1 ? collected[0] : concatenate(collected as unknown as ArrayLike<number>[]);
    }
    return { shape: [pages, height, width] as Triple, values, ...(spacing && { spacing }) };
  } catch (error) {
    if (error instanceof ExcursaError) throw error;
    throw new ExcursaError(
      'input',
      `${path}: expected a whole TIFF, got a truncated, damaged or unsupported one; try saving it again, uncompressed or with LZW`,
      { cause: error },
    );
  } finally {
    tiff?.close();
  }
}

/** Pages one after the other, in the type of the first. */
function concatenate(pages: readonly ArrayLike<number>[]): ArrayLike<number> {
  const length = pages[0].length;
  const Type = pages[0].constructor as new (n: number) => Uint8Array;
  const out = new Type(length * pages.length);
  pages.forEach((page, p) => {
    out.set(page, p * length);
  });
  return out;
}
