import { ExcursaError } from '../../../errors.ts';

/**
 * Named arrays and a text in one file, in the safetensors layout: eight bytes of header length, a JSON header, the
 * arrays' bytes.
 * @source https://huggingface.co/docs/safetensors (format description)
 */
export interface TensorFile {
  /** [name] - float32 or float64. */
  readonly tensors: Readonly<Record<string, Float32Array | Float64Array>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: 'F32' | 'F64';
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** The bytes of a tensor file. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, values] of Object.entries(tensors)) {
    const dtype = values instanceof Float64Array ? 'F64' : 'F32';
    header[name] = {
      dtype,
      shape: [values.length],
      data_offsets: [offset, offset + values.byteLength],
    } satisfies Entry;
    offset += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // The header is padded with spaces so that the data start at a multiple of eight bytes.
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let position = start;
  for (const values of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a tensor file.
 * @throws ExcursaError (input) when the bytes are not such a file or are cut short.
 */
export function decodeTensors(bytes: Uint8Array, name: string): TensorFile {
  const broken = (): ExcursaError =>
    new ExcursaError(
      'input',
      `${name}: expected a whole checkpoint, got a damaged file; try removing it to start anew`,
    );
  if (bytes.length < 8) throw broken();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  if (start > bytes.length) throw broken();
  let header: Record<string, Entry> & { __metadata__?: Record<string, string> };
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  } catch {
    throw broken();
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, Float32Array | Float64Array> = {};
  for (const [key, { dtype, data_offsets: span }] of Object.entries(entries)) {
    // A Buffer's own slice is a view into shared memory; this one is a copy at offset 0.
    const part = Uint8Array.prototype.slice.call(bytes, start + span[0], start + span[1]);
    if (part.length !== span[1] - span[0]) throw broken();
    tensors[key] = dtype === 'F64' ? new Float64Array(part.buffer) : new Float32Array(part.buffer);
  }
  return { tensors, metadata };
}
