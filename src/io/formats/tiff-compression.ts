import { inflate } from '../deflate.ts';

/** PackBits: runs of a repeated byte and stretches of bytes as they are, up to `most` bytes. */
function unpackRuns(stored: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(most);
  let at = 0;
  for (let i = 0; i < stored.length && at < most; ) {
    const head = stored[i++];
    // 128 stands for nothing; above it, one byte comes 257 - head times; below, the next head + 1 bytes are copied.
    if (head > 128) {
      out.fill(stored[i++], at, at + 257 - head);
      at += 257 - head;
    } else if (head < 128) {
      const copied = stored.subarray(i, Math.min(i + head + 1, i + most - at));
      out.set(copied, at);
      i += head + 1;
      at += copied.length;
    }
  }
  return out.subarray(0, Math.min(at, most));
}

const clear = 256;
const endOfData = 257;

/** LZW with codes of 9 to 12 bits, the highest bit first, up to `most` bytes. */
function expandCodes(stored: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(most);
  // A string of the table is another one, its prefix, and a last byte.
  const prefix = new Uint16Array(4096);
  const first = Uint8Array.from({ length: 4096 }, (_, code) => code);
  const last = first.slice();
  const length = new Uint16Array(4096).fill(1);
  let [next, width, previous] = [endOfData + 1, 9, -1];
  let [held, bits, at] = [0, 0, 0];
  for (let i = 0; at < most; ) {
    for (; bits < width && i < stored.length; bits += 8) held = (held << 8) | stored[i++];
    if (bits < width) break;
    bits -= width;
    const code = held >> bits;
    held &= (1 << bits) - 1;
    if (code === endOfData) break;
    if (code === clear) {
      [next, width, previous] = [endOfData + 1, 9, -1];
      continue;
    }
    if (previous < 0 ? code > 255 : code > next || code > 4095) throw new Error(`LZW code ${code} of ${next}`);
    if (previous >= 0 && next < 4096) {
      // The string that is about to be made may be the very one to expand, so its first byte is set before it is asked
      // for.
      prefix[next] = previous;
      first[next] = first[previous];
      last[next] = first[code];
      length[next] = length[previous] + 1;
      next++;
      // The width grows one code early, as Aldus once did by mistake and everyone does since.
      if (next + 1 === 1 << width && width < 12) width++;
    }
    const end = at + length[code];
    for (let to = end - 1, rest = code; to >= at; to--, rest = prefix[rest]) if (to < most) out[to] = last[rest];
    at = end;
    previous = code;
  }
  return out.subarray(0, Math.min(at, most));
}

/** A compression that loses nothing. */
interface Compression {
  readonly name: string;
  /** At most `most` bytes; fewer where the stored ones end early. Throws where they make no sense. */
  readonly expand: (
    stored: Uint8Array<ArrayBuffer>,
    most: number,
  ) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
}

const deflate: Compression = { name: 'deflate', expand: inflate };

/**
 * Compressions by their number in a TIFF.
 * @source TIFF 6.0 (PackBits, LZW); Adobe Photoshop TIFF Technical Notes (deflate)
 */
export const compressions: Readonly<Record<number, Compression>> = {
  1: { name: 'none', expand: (stored) => stored },
  5: { name: 'LZW', expand: expandCodes },
  8: deflate,
  32773: { name: 'PackBits', expand: unpackRuns },
  32946: deflate,
};
