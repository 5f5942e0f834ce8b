import { ExcursaError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';
import {
  type ByteOrder,
  bytesOf,
  isNumberType,
  type Numbers,
  type NumberType,
  toNumbers,
  unpackBits,
  zerosLike,
} from './number-types.ts';
import { compressions } from './tiff-compression.ts';
import type { Directory } from './tiff-directory.ts';

/** Compressions that are not read, by the tag's value. */
const unread: Record<number, string> = {
  2: 'CCITT',
  3: 'CCITT G3',
  4: 'CCITT G4',
  6: 'JPEG',
  7: 'JPEG',
  34712: 'JPEG 2000',
  34925: 'LZMA',
  50000: 'Zstandard',
};

/** How a page's pixels lie in its file. */
export interface PageLayout {
  readonly width: number;
  readonly height: number;
  /** Values of a pixel. */
  readonly samples: number;
  /** Whether each sample has an image of its own instead of standing beside the others. */
  readonly planar: boolean;
  readonly bits: number;
  readonly type: NumberType;
  readonly compression: number;
  readonly predictor: number;
  /** Width and height of a strip or tile; the last strip may be lower. */
  readonly segment: readonly [width: number, height: number];
  readonly tiled: boolean;
  readonly offsets: readonly number[];
  readonly counts: readonly number[];
}

const unsupported = (path: string, what: string): never => {
  throw new ExcursaError({
    kind: 'input',
    what: path,
    expected: 'a TIFF of integers or floats, uncompressed or with LZW, deflate or PackBits',
    got: what,
    remedy: 'saving it as 8-bit, uncompressed',
  });
};

const damaged = (path: string, what: string, cause?: unknown): never => {
  throw new ExcursaError(
    {
      kind: 'input',
      what: path,
      expected: 'a whole TIFF',
      got: `${what}, so it is truncated or damaged`,
      remedy: 'saving it again',
    },
    { cause },
  );
};

/**
 * The layout of a page.
 * @throws ExcursaError (input) when tags are missing, or of a kind that is not read: lossy compression, complex
 * numbers, 12 bits.
 */
export function layoutOf(page: Directory, path: string): PageLayout {
  const [width, height] = [page.width?.[0] ?? 0, page.height?.[0] ?? 0];
  if (!(width > 0 && height > 0)) damaged(path, `a page of ${width} x ${height} pixels`);
  const samples = page.samples?.[0] ?? 1;
  const bits = page.bits?.[0] ?? 1;
  if (page.bits?.some((b) => b !== bits)) unsupported(path, `channels of ${page.bits.join(', ')} bits`);
  const format = page.sampleFormat?.[0] ?? 1;
  // Format 4 means that nobody said what the numbers are; as everywhere they count as unsigned.
  const name = bits < 8 ? 'u1' : `${{ 1: 'u', 2: 'i', 3: 'f', 4: 'u' }[format] ?? 'c'}${bits / 8}`;
  const type =
    isNumberType(name) && (bits >= 8 || [1, 2, 4].includes(bits))
      ? name
      : unsupported(path, `pixels of ${bits} bits in format ${format}`);
  const compression = page.compression?.[0] ?? 1;
  if (!compressions[compression]) unsupported(path, `compression ${unread[compression] ?? compression}`);
  const predictor = page.predictor?.[0] ?? 1;
  if (
    ![1, type.startsWith('f') ? 3 : 2].includes(predictor) ||
    (predictor !== 1 && (bits < 8 || (bits > 32 && predictor === 2)))
  ) {
    unsupported(path, `predictor ${predictor} with pixels of ${bits} bits`);
  }
  if (bits < 8 && (page.fillOrder?.[0] ?? 1) !== 1) unsupported(path, 'bits in reversed order');
  const tiled = page.tileOffsets !== undefined;
  const offsets = (tiled ? page.tileOffsets : page.stripOffsets) ?? [];
  const counts = (tiled ? page.tileBytes : page.stripBytes) ?? [];
  const rows = Math.min(page.rowsPerStrip?.[0] ?? height, height);
  const segment = tiled ? ([page.tileWidth?.[0] ?? 0, page.tileHeight?.[0] ?? 0] as const) : ([width, rows] as const);
  const planar = page.planar?.[0] === 2 && samples > 1;
  const expected = Math.ceil(width / segment[0]) * Math.ceil(height / segment[1]) * (planar ? samples : 1);
  if (offsets.length !== expected || counts.length !== expected) {
    damaged(path, `${offsets.length} strips or tiles of ${expected}`);
  }
  return { width, height, samples, planar, bits, type, compression, predictor, segment, tiled, offsets, counts };
}

/**
 * Undoes horizontal differencing in place: every number but the first of a row is stored as the step from its left
 * neighbour.
 */
function addUp(row: Numbers, step: number): void {
  for (let i = step; i < row.length; i++) row[i] += row[i - step];
}

/**
 * Undoes the floating-point predictor: a row's bytes in planes from the highest on, each stored as the step from the
 * left.
 */
function joinPlanes(row: Uint8Array, step: number, width: number): void {
  addUp(row, step);
  const planes = row.slice();
  const count = row.length / width;
  for (let i = 0; i < count; i++) for (let b = 0; b < width; b++) row[i * width + b] = planes[b * count + i];
}

/** The numbers of one strip or tile - shape [rows, width, step]. */
function decodeNumbers(
  bytes: Uint8Array<ArrayBuffer>,
  layout: PageLayout,
  order: ByteOrder,
  [rows, step]: readonly [number, number],
): Numbers {
  const { segment, bits, type, predictor } = layout;
  const count = segment[0] * step;
  if (bits < 8) return unpackBits(bytes, count, rows, bits);
  const width = bytesOf(type);
  const used = bytes.subarray(0, rows * count * width);
  if (predictor === 3) {
    for (let r = 0; r < rows; r++) joinPlanes(used.subarray(r * count * width, (r + 1) * count * width), step, width);
    return toNumbers(used, type, 'big');
  }
  const numbers = toNumbers(used, type, order);
  if (predictor === 2) for (let r = 0; r < rows; r++) addUp(numbers.subarray(r * count, (r + 1) * count), step);
  return numbers;
}

/**
 * A page's pixels - shape [height, width, sample].
 * @param order - of the bytes of the file's numbers.
 * @throws ExcursaError (input) when the page's data are missing, cut off or undecodable.
 * @source TIFF 6.0; Adobe Photoshop TIFF Technical Note 3 (floating-point predictor)
 */
export async function readPixels(source: ByteSource, layout: PageLayout, order: ByteOrder): Promise<Numbers> {
  const { width, height, samples, planar, bits, segment, tiled, offsets, counts } = layout;
  const across = Math.ceil(width / segment[0]);
  const perPlane = across * Math.ceil(height / segment[1]);
  const step = planar ? 1 : samples;
  let out: Numbers | undefined;
  for (let s = 0; s < offsets.length; s++) {
    const plane = Math.floor(s / perPlane);
    const top = Math.floor((s % perPlane) / across) * segment[1];
    const left = (s % across) * segment[0];
    const rows = tiled ? segment[1] : Math.min(segment[1], height - top);
    // A place or length of zero is what an interrupted write leaves behind; it must not pass for an image of zeros.
    if (offsets[s] === 0 || counts[s] === 0) damaged(source.name, 'a strip or tile that was never written');
    const rowBytes = Math.ceil((segment[0] * step * bits) / 8);
    const bytes = await expand(source, layout, s, segment[1] * rowBytes);
    const needed = rows * rowBytes;
    if (bytes.length < needed) damaged(source.name, `a strip or tile of ${bytes.length} bytes instead of ${needed}`);
    const numbers = decodeNumbers(bytes, layout, order, [rows, step]);
    out ??= zerosLike(numbers, width * height * samples);
    const copied = Math.min(segment[0], width - left);
    for (let r = 0; r < Math.min(rows, height - top); r++) {
      const row = numbers.subarray(r * segment[0] * step, (r * segment[0] + copied) * step);
      const pixel = (top + r) * width + left;
      if (!planar) out.set(row, pixel * samples);
      else for (let x = 0; x < copied; x++) out[(pixel + x) * samples + plane] = row[x];
    }
  }
  return out!;
}

/** The bytes of strip or tile s, at most `most`. */
async function expand(
  source: ByteSource,
  layout: PageLayout,
  s: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const stored = await source.read(layout.offsets[s], layout.counts[s]);
  try {
    return await compressions[layout.compression].expand(stored, most);
  } catch (error) {
    return damaged(source.name, 'compressed data that cannot be expanded', error);
  }
}
