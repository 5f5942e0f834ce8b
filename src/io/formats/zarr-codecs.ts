/**
 * Compressions of Zarr that zarrita leaves to a package whose programs make code at run time, which safe pages forbid:
 * LZ4, and Blosc around LZ4, Zstandard or zlib. Zstandard itself is zstddec.
 */
import { inflate } from '../deflate.ts';

/** A piece of LZ4, of which the expanded length is known. @throws RangeError for damaged bytes. */
function expandLz4(stored: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let [at, i] = [0, 0];
  const more = (low: number): number => {
    let count = low;
    if (low === 15) {
      do count += stored[i];
      while (stored[i++] === 255);
    }
    return count;
  };
  while (i < stored.length) {
    const token = stored[i++];
    const literals = more(token >> 4);
    out.set(stored.subarray(i, i + literals), at);
    i += literals;
    at += literals;
    // The last sequence has no match.
    if (i >= stored.length) break;
    const back = stored[i] | (stored[i + 1] << 8);
    i += 2;
    const matched = more(token & 15) + 4;
    if (back === 0 || back > at) throw new RangeError('LZ4: a match before the start');
    // Byte by byte, as a match may overlap what it makes.
    for (const end = at + matched; at < end; at++) out[at] = out[at - back];
  }
  if (at !== length) throw new RangeError(`LZ4: ${at} bytes of ${length}`);
  return out;
}

let decoder: Promise<{ decode(bytes: Uint8Array, length?: number): Uint8Array }> | undefined;

async function expandZstd(stored: Uint8Array, length?: number): Promise<Uint8Array> {
  decoder ??= import('zstddec').then(async ({ ZSTDDecoder }) => {
    const own = new ZSTDDecoder();
    await own.init();
    return own;
  });
  return (await decoder).decode(stored, length);
}

/** Bytes that were put together by their place in a number back in the numbers - `count` of `width` bytes. */
function unshuffled(bytes: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(bytes.length / width);
  // What is no whole number stands behind, as it is.
  const out = bytes.slice();
  for (let j = 0; j < width; j++) for (let i = 0; i < count; i++) out[i * width + j] = bytes[j * count + i];
  return out;
}

/** Bits that were put together by their place in a number back in the numbers; only multiples of 8 numbers were. */
function bitsUnshuffled(bytes: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(bytes.length / width);
  if (count % 8 > 0) return bytes;
  const out = bytes.slice();
  out.fill(0, 0, count * width);
  const row = count / 8;
  for (let bit = 0; bit < 8 * width; bit++) {
    const [j, place] = [bit >> 3, bit & 7];
    for (let i = 0; i < count; i++) {
      out[i * width + j] |= ((bytes[bit * row + (i >> 3)] >> (i & 7)) & 1) << place;
    }
  }
  return out;
}

/** Streams of a block are split by the bytes of a number up to this width, and from this many numbers on. */
const [widestSplit, fewestSplit] = [16, 128];

/**
 * What Blosc 1 compressed.
 * @throws Error for damaged bytes, and for the compressions BloscLZ and Snappy.
 * @source https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst
 */
async function expandBlosc(stored: Uint8Array): Promise<Uint8Array> {
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const [flags, width] = [stored[2], stored[3]];
  const [length, blockLength] = [view.getUint32(4, true), view.getUint32(8, true)];
  if (flags & 2) return stored.subarray(16, 16 + length);
  const kind = flags >> 5;
  const expand = [
    undefined,
    (bytes: Uint8Array, most: number) => expandLz4(bytes, most),
    undefined,
    inflate,
    (bytes: Uint8Array, most: number) => expandZstd(bytes, most),
  ][kind];
  if (!expand) throw new Error(`compression ${['BloscLZ', '', 'Snappy'][kind] ?? kind} of Blosc`);
  const out = new Uint8Array(length);
  const blocks = Math.ceil(length / blockLength);
  for (let b = 0; b < blocks; b++) {
    const from = b * blockLength;
    const own = Math.min(blockLength, length - from);
    const isSplit =
      !(flags & 16) && own === blockLength && width <= widestSplit && Math.floor(own / width) >= fewestSplit;
    const parts = isSplit ? width : 1;
    const part = own / parts;
    const block = new Uint8Array(own);
    let at = view.getInt32(16 + 4 * b, true);
    for (let p = 0; p < parts; p++) {
      const size = view.getInt32(at, true);
      const bytes = stored.subarray(at + 4, at + 4 + size);
      // What could not be made smaller stands as it is.
      block.set(size === part ? bytes : await expand(bytes, part), p * part);
      at += 4 + size;
    }
    const ordered =
      flags & 1 && width > 1 ? unshuffled(block, width) : flags & 4 ? bitsUnshuffled(block, width) : block;
    out.set(ordered, from);
  }
  return out;
}

/** A compression as zarrita takes it; nothing is compressed here. */
const codec = (decode: (bytes: Uint8Array) => Promise<Uint8Array>) => async () => ({
  fromConfig: () => ({
    kind: 'bytes_to_bytes' as const,
    decode,
    encode: () => Promise.reject(new Error('it is not written')),
  }),
});

/** Bytes of a chunk by numcodecs' LZ4: their number, then the piece. */
const lz4 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  expandLz4(bytes.subarray(4), new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true));

/** Compressions by the names that stores have for them. */
export const zarrCodecs = Object.fromEntries(
  Object.entries({ blosc: codec(expandBlosc), lz4: codec(lz4), zstd: codec((bytes) => expandZstd(bytes)) }).flatMap(
    ([name, own]) => [[name, own] as const, [`numcodecs.${name}`, own] as const],
  ),
);
