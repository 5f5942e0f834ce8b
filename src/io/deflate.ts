/**
 * All that a stream gives, at most `most` bytes of it. @throws whatever the stream fails with, or when there is more.
 */
async function collect(stream: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    pieces.push(value);
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new RangeError(`more than ${most} bytes`);
    }
  }
  if (pieces.length === 1 && pieces[0].byteOffset === 0) return pieces[0] as Uint8Array<ArrayBuffer>;
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Sends bytes through a stream that transforms them. */
function pass(
  bytes: Uint8Array,
  { readable, writable }: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = writable.getWriter();
  // What fails here fails for the reader too, who reports it.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => undefined);
  writer.close().catch(() => undefined);
  return collect(readable, most);
}

/**
 * Compresses bytes by zlib's deflate at its usual level, in the code that Node and browsers have built in. All of them
 * expand to the same bytes; the compressed ones differ between programs, as between versions of zlib.
 */
export function deflate(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return pass(bytes, new CompressionStream('deflate'), Number.POSITIVE_INFINITY);
}

/**
 * Expands what deflate made.
 * @param most - bytes expected at most, so that a damaged file cannot fill the memory.
 * @throws Error when the bytes are damaged, end early, or expand to more.
 */
export function inflate(bytes: Uint8Array, most: number): Promise<Uint8Array<ArrayBuffer>> {
  return pass(bytes, new DecompressionStream('deflate'), most);
}
