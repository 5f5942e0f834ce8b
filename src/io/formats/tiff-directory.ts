import { ExcursaError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';
import type { ByteOrder } from './number-types.ts';

/** The tags that matter here, by their numbers. */
const tags = {
  subfile: 254,
  oldSubfile: 255,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  xResolution: 282,
  yResolution: 283,
  planar: 284,
  resolutionUnit: 296,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  sampleFormat: 339,
} as const;

const names = new Map(Object.entries(tags).map(([name, tag]) => [tag as number, name as keyof typeof tags]));

/** One page's tags: numbers, a rational as numerator and denominator; texts as their bytes. */
export type Directory = Partial<Record<keyof typeof tags, readonly number[]>>;

/** Bytes of a value of each field type; a type that is not listed is skipped. */
const widths: Record<number, number> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

function readField(view: DataView, type: number, count: number, little: boolean): number[] {
  const width = widths[type];
  const out: number[] = [];
  for (let i = 0, at = 0; i < count; i++, at += width) {
    if (type === 5 || type === 10) out.push(view.getUint32(at, little), view.getUint32(at + 4, little));
    else if (type === 11) out.push(view.getFloat32(at, little));
    else if (type === 12) out.push(view.getFloat64(at, little));
    else if (width === 8) out.push(Number(view.getBigUint64(at, little)));
    else if (width === 4) out.push(view.getUint32(at, little));
    else if (width === 2) out.push(view.getUint16(at, little));
    else out.push(view.getUint8(at));
  }
  return out;
}

/**
 * The directories of a TIFF or BigTIFF, one for each page, in their order.
 * @throws ExcursaError (input) when the file is truncated or its directories make no sense.
 * @source TIFF 6.0; https://www.awaresystems.be/imaging/tiff/bigtiff.html
 */
export async function readDirectories(source: ByteSource): Promise<{ pages: Directory[]; order: ByteOrder }> {
  const viewAt = async (offset: number, length: number): Promise<DataView> =>
    new DataView((await source.read(offset, length)).buffer);
  const head = await viewAt(0, 8);
  const little = head.getUint16(0) === 0x4949;
  const big = head.getUint16(2, little) === 43;
  const offsetAt = (view: DataView, at: number): number =>
    big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const [countBytes, entryBytes, valueBytes] = big ? [8, 20, 8] : [2, 12, 4];

  const pages: Directory[] = [];
  const visited = new Set<number>();
  let next = big ? offsetAt(await viewAt(8, 8), 0) : head.getUint32(4, little);
  while (next !== 0) {
    if (visited.has(next)) fail(source.name, 'pages that lead back to themselves');
    visited.add(next);
    const start = await viewAt(next, countBytes);
    const entries = big ? offsetAt(start, 0) : start.getUint16(0, little);
    const body = await viewAt(next + countBytes, entries * entryBytes + valueBytes);
    const directory: Directory = {};
    for (let entry = 0; entry < entries; entry++) {
      const at = entry * entryBytes;
      const name = names.get(body.getUint16(at, little));
      const type = body.getUint16(at + 2, little);
      if (!name || !widths[type]) continue;
      const count = offsetAt(body, at + 4);
      const bytes = count * widths[type];
      const valueAt = at + 4 + valueBytes;
      const field =
        bytes <= valueBytes ? new DataView(body.buffer, valueAt, bytes) : await viewAt(offsetAt(body, valueAt), bytes);
      directory[name] = readField(field, type, count, little);
    }
    pages.push(directory);
    next = offsetAt(body, entries * entryBytes);
  }
  if (pages.length === 0) fail(source.name, 'none, as after a write that was broken off');
  return { pages, order: little ? 'little' : 'big' };
}

function fail(name: string, got: string): never {
  throw new ExcursaError({
    kind: 'input',
    what: name,
    expected: 'a TIFF with pages',
    got: got,
    remedy: 'saving it again',
  });
}

/** A directory's text: UTF-8, or Latin-1 where it is not, up to the first zero. */
export function textOf(bytes: readonly number[] | undefined): string {
  if (!bytes) return '';
  const end = bytes.indexOf(0);
  const text = Uint8Array.from(end < 0 ? bytes : bytes.slice(0, end));
  const utf8 = new TextDecoder().decode(text);
  return utf8.includes('\ufffd') ? new TextDecoder('latin1').decode(text) : utf8;
}
