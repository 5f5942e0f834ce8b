import { ExcursaError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { greyOf, type RawStack } from './format.ts';
import { sizeByDensity } from './voxel-size.ts';

/** Sizes and kind of the pixels of a BMP. */
interface Header {
  readonly width: number;
  /** Rows; negative where the first row is the upper one. */
  readonly height: number;
  readonly bits: number;
  readonly compression: number;
  readonly start: number;
  readonly paletteAt: number;
  readonly colours: number;
  /** Pixels per metre along x and y. */
  readonly perMetre: readonly [number, number];
}

function headerOf(view: DataView): Header {
  const bits = view.getUint16(28, true);
  const used = view.getUint32(46, true);
  return {
    ...{ width: view.getInt32(18, true), height: view.getInt32(22, true), bits },
    ...{ compression: view.getUint32(30, true), start: view.getUint32(10, true) },
    ...{ paletteAt: 14 + view.getUint32(14, true), colours: used === 0 ? 2 ** bits : used },
    perMetre: [view.getInt32(38, true), view.getInt32(42, true)],
  };
}

/** Colours 0xRRGGBB of an uncompressed BMP - shape [height, width]. */
function coloursOf(bytes: Uint8Array, header: Header): Uint32Array {
  const { width, height, bits, start, paletteAt } = header;
  const rows = Math.abs(height);
  // Rows fill whole words of four bytes.
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  const colourAt = (at: number): number => bytes[at + 2] * 65536 + bytes[at + 1] * 256 + bytes[at];
  const out = new Uint32Array(width * rows);
  for (let y = 0; y < rows; y++) {
    const row = start + (height < 0 ? y : rows - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const entry = bits === 8 ? bytes[row + x] : (bytes[row + (x >> 3)] >> (7 - (x & 7))) & 1;
      out[y * width + x] = colourAt(bits >= 24 ? row + (bits / 8) * x : paletteAt + 4 * entry);
    }
  }
  return out;
}

/**
 * Reads an uncompressed BMP of 1, 8, 24 or 32 bits: grey values, or colours where any pixel has one.
 * @throws ExcursaError (input) for damaged files and other kinds.
 * @source https://learn.microsoft.com/windows/win32/gdi/bitmap-storage
 */
export async function readBmp(source: ByteSource): Promise<RawStack> {
  const bytes = await source.read(0, source.size);
  const fail = (got: string): never => {
    throw new ExcursaError({
      kind: 'input',
      what: source.name,
      expected: 'an uncompressed BMP of 1, 8, 24 or 32 bits',
      got: `${got}`,
      remedy: 'saving it as PNG',
    });
  };
  if (bytes.length < 54) fail('a truncated one');
  const header = headerOf(new DataView(bytes.buffer, bytes.byteOffset));
  const { width, height, bits, compression, start, perMetre } = header;
  const rows = Math.abs(height);
  if (compression !== 0 || ![1, 8, 24, 32].includes(bits)) fail(`${bits} bits with compression ${compression}`);
  if (!(width > 0 && rows > 0)) fail(`${width} x ${rows} pixels`);
  if (bytes.length < start + 4 * Math.ceil((width * bits) / 32) * rows) fail('a truncated one');
  const colours = coloursOf(bytes, header);
  const grey = greyOf(colours);
  const spacing = sizeByDensity([perMetre[1], perMetre[0]], 1e6);
  const size = { shape: [1, rows, width] as const, ...(spacing && { spacing }) };
  return grey ? { ...size, values: grey } : { ...size, values: colours, colours: true };
}
